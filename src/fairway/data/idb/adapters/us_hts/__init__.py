"""The Harmonized Tariff Schedule of the United States, as USITC exports it.

The tree is in the indents; 6,000 rows of an edition have no number. What becomes of it:

* **Lines** are the declarable numbers, those with no number below them, as printed without dots:
  ten digits, eight in most of chapters 98 and 99. `path` holds the texts between the subheading and
  the line; in chapters 98 and 99 all the texts above it.
* **Rates** stand at the eight-digit legal line, whether the schedule prints them on a row of eight
  digits or of ten (`0101.30.00.00`, `0305.59.00.01`). A line bears the rates of the longest code it
  lies under, so 01013000 and 0101300000 find the same rates, and those of `us-tariff-database`.
* A line without any rate has general and column 2 rates of "": unknown, not free.
* **Seasons** come from the words of the row, of the rows above it, or, for "at any other time" and
  for an "Other" beside seasons only, from what the sisters leave of the year.
* The schedule prints `A*` but not the economies that it excludes: `gsp_exclusions.csv` holds them,
  from the column `gsp_ctry_excluded` of the Annual Tariff Data 2025 (USITC, public domain). A line
  that is not in it gets a GSP rate of "", with a note.

The 2025 basic edition lacks the line 4420.19.00, which `us-tariff-database` has.

It is a release of the same territory and kind as that of `us-tariff-database`: the later load counts.
"""

from fairway.data.idb.adapters import us_rates
from fairway.data.idb.adapters.base import Adapter
from fairway.data.idb.adapters.us_hts import parser
from fairway.data.idb.domain.assertions import FillRate, Rows
from fairway.data.idb.domain.schema import Kind, Measure
from fairway.kernel.text import Text

_MFN = {"measure": Measure.MFN.value}
_PREFERENCE = {"measure": Measure.PREFERENCE.value}

ADAPTER = Adapter(
    name="us-hts",
    version="1",
    kind=Kind.TARIFF,
    title=Text("United States: tariff schedule of USITC (CSV with indents), 10-digit lines"),
    territory=parser.TERRITORY,
    read=parser.read_schedule,
    assertions=(
        Rows("lines", at_least=18_000, at_most=32_000),
        Rows("rates", at_least=11_000, at_most=20_000, where=_MFN),
        Rows("rates", at_least=80_000, at_most=250_000, where=_PREFERENCE),
        Rows("rates", at_least=3_000, where={"programme": "A"}),
        FillRate("lines", "description", at_least=1.0),
        FillRate("lines", "path", at_least=0.6),
        FillRate("lines", "units", at_least=0.75),
        FillRate("lines", "season", at_least=0.003, at_most=0.05),
        FillRate("rates", "rate_text", at_least=0.85, where=_MFN),
        FillRate("rates", "rate_text", at_least=0.99, where=_PREFERENCE),
    ),
    known_defects=us_rates.KNOWN_DEFECTS | parser.KNOWN_DEFECTS,
)
