"""One commodity of the UK Integrated Online Tariff: the document of its public API, in JSON:API.

`https://api.trade-tariff.service.gov.uk/uk/api/v2/commodities/{10 digits}`, or `headings/{4 digits}`
for a heading that can be declared itself. `fairway data uk-fetch` asks for it and loads it; a saved
document loads like any other file. Its line replaces that of the current release, the others stay.

* **MFN**: measure 103. A duty under authorised use (105) is an option of its own beside it, and takes
  its place where the code has no other.
* **Preferences**: 142 and 106, and 145 for authorised use. A programme is a geographical area of the
  tariff; the rate names its members as origins, and those it leaves out.
* **Additional duties**: 551 to 554, 695 and 696, for the members of their area.
* Several duties for one case (by additional code of the producer, by condition) are written one
  beside the other, with their codes. No calculation may read that as one figure.
* **Not priced**: quotas and suspensions, VAT and excise are told in the note of the line; VAT is
  charged at the rate of the market profile. Controls and export measures are counted.
* The document holds what is in force on the day it was asked for, and says neither that day nor the
  edition of the HS, which is 2022 since 2022.
"""

from fairway.data.idb.adapters.base import Adapter, Mode
from fairway.data.idb.adapters.uk_tariff_api.parser import KNOWN_DEFECTS, TERRITORY, read_commodity
from fairway.data.idb.domain.assertions import Rows
from fairway.data.idb.domain.schema import Kind, Measure
from fairway.kernel.text import Text

ADAPTER = Adapter(
    name="uk-tariff-api",
    version="1",
    kind=Kind.TARIFF,
    title=Text("United Kingdom: one commodity of the online tariff (JSON:API document)"),
    territory=TERRITORY,
    read=read_commodity,
    mode=Mode.MERGE,
    assertions=(
        Rows("lines", at_least=1, at_most=1),
        Rows("rates", at_least=1, where={"measure": Measure.MFN.value}),
    ),
    known_defects=KNOWN_DEFECTS,
)
