"""The annual tariff database of the US International Trade Commission.

One row per eight-digit line and dated period: general (MFN) rate, column 2, and some twenty
preference programmes, as text and as numbers. The text is carried verbatim; the numbers check it.

* Two-digit years; `12/31/50` is no end. A code with two periods gives two lines and two sets of rates.
* A seasonal line gives one row per season, with the code repeated; its rates stand once.
* `9999.999999` means that the numbers cannot express the rate; only the text counts.
* Preferences: one row per programme of `col1_special_text`. `A*` is GSP without the economies of
  `gsp_ctry_excluded`. A programme that the text leaves out and the columns give as free or as a
  percentage is added (chapters 1 to 97), with a note.
* A blank rate stays "": unknown, not free.
* The NAFTA columns are not read: USMCA replaced the agreement on 1 July 2020.
* Lines of chapters 98 and 99 are lines like others; few of chapter 99 are in the file.
"""

from fairway.data.idb.adapters import us_rates
from fairway.data.idb.adapters.base import Adapter
from fairway.data.idb.adapters.us_tariff_database import cross_check
from fairway.data.idb.adapters.us_tariff_database.parser import TERRITORY, read_tariff
from fairway.data.idb.domain.assertions import FillRate, Rows
from fairway.data.idb.domain.schema import Kind, Measure
from fairway.kernel.text import Text

_MFN = {"measure": Measure.MFN.value}

ADAPTER = Adapter(
    name="us-tariff-database",
    version="1",
    kind=Kind.TARIFF,
    title=Text("United States: annual tariff database of USITC (CSV), 8-digit lines with all preferences"),
    territory=TERRITORY,
    read=read_tariff,
    assertions=(
        Rows("lines", at_least=10_000, at_most=16_000),
        Rows("rates", at_least=10_000, at_most=16_000, where=_MFN),
        Rows("rates", at_least=80_000, at_most=250_000, where={"measure": Measure.PREFERENCE.value}),
        Rows("rates", at_least=3_000, where={"programme": "A"}),
        Rows("rates", at_least=3_000, where={"programme": "D"}),
        FillRate("lines", "description", at_least=1.0),
        FillRate("lines", "units", at_least=0.85),
        FillRate("lines", "season", at_least=0.003, at_most=0.05),
        FillRate("lines", "valid_to", at_least=0.0, at_most=0.2),
        FillRate("rates", "rate_text", at_least=0.95, where=_MFN),
        FillRate("rates", "rate_text", at_least=0.9, where={"measure": Measure.COLUMN2.value}),
        FillRate("rates", "rate_text", at_least=1.0, where={"measure": Measure.PREFERENCE.value}),
    ),
    known_defects=us_rates.KNOWN_DEFECTS | cross_check.KNOWN_DEFECTS,
)
