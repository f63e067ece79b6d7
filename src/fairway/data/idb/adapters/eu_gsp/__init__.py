"""The generalised scheme of preferences of the European Union: rates by eight-digit code, 2019.

A table with one row per code and one column per arrangement: general, enhanced (GSP+), and least
developed countries (Everything But Arms). It has no MFN rates and no units.

* **Rates**: one row per arrangement that names a rate. A blank is no preference; `0.0%` is free.
* The general arrangement leaves out the economies of its own column, for that line.
* The table keeps the part in percent only; of a duty that also has an amount by weight it says
  nothing. Every rate of the general and enhanced arrangements carries that warning in its note, and
  the market profile a notice that the total may be incomplete.
* "Transitional Protection Scheme" is a planning column of the compiler, not law, and is not read.
"""

from fairway.data.idb.adapters.base import Adapter
from fairway.data.idb.adapters.eu_gsp.parser import KNOWN_DEFECTS, read_rates
from fairway.data.idb.domain.assertions import FillRate, Rows
from fairway.data.idb.domain.schema import Kind
from fairway.kernel.text import Text

ADAPTER = Adapter(
    name="eu-gsp",
    version="1",
    kind=Kind.TARIFF,
    title=Text("European Union: preference rates of the GSP by eight-digit code (CSV, 2019)"),
    territory="EU",
    read=read_rates,
    assertions=(
        Rows("lines", at_least=9_000, at_most=10_500),
        Rows("rates", at_least=7_000, at_most=8_500, where={"programme": "GSP"}),
        Rows("rates", at_least=7_000, at_most=8_500, where={"programme": "GSPPLUS"}),
        Rows("rates", at_least=9_000, at_most=10_500, where={"programme": "EBA"}),
        FillRate("rates", "rate_text", at_least=1.0),
        FillRate("rates", "excluded", at_least=0.2, at_most=0.5, where={"programme": "GSP"}),
        FillRate("lines", "description", at_least=1.0),
    ),
    known_defects=KNOWN_DEFECTS,
)
