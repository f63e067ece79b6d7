"""Additional duties on goods of China under Section 301 of the Trade Act of 1974.

The source lists eight-digit subheadings with the heading of chapter 99 that they pay under; rates and
dates of the headings are in `headings.csv`, dated and cited. One row per subheading and stretch of
days comes out, for the origin China (products of Hong Kong and Macau do not pay).

* **One heading at a time.** 1,199 rows repeat a subheading that is on another list. Read in full they
  would charge twice what the law charges once: the four-year review raised the rates of earlier
  lists, and the compilation also caught subheadings that the notes only mention. The highest rate in
  force is taken; the note names the other headings.
* List 4B (9903.88.16) was suspended before it began: it gives no row.
* `partial.csv` holds subheadings of which only some goods pay (statistical numbers, ship-to-shore
  cranes, repairs abroad). Their rate is words, which no calculation may read as one figure.
* Goods that only the four-year review's lists name have a rate of "" before it: unknown, not free.
* Exclusions granted for described products (9903.88.69, 9903.88.70, …) are not in the source.
* Duties under the emergency powers act and Section 232 are other measures; they are not here.
"""

from fairway.data.idb.adapters.base import Adapter
from fairway.data.idb.adapters.us_section_301.parser import read_lists
from fairway.data.idb.domain.assertions import FillRate, Rows
from fairway.data.idb.domain.schema import Kind
from fairway.kernel.text import Text

ADAPTER = Adapter(
    name="us-section-301",
    version="1",
    kind=Kind.ADDITIONAL,
    title=Text("United States: additional duties on goods of China, Section 301 (CSV)"),
    territory="US",
    read=read_lists,
    assertions=(
        Rows("rates", at_least=10_000, at_most=40_000),
        Rows("rates", at_least=5_000, where={"programme": "9903.88.03"}),
        Rows("rates", at_least=2_000, where={"programme": "9903.88.15"}),
        Rows("rates", at_least=300, where={"programme": "9903.91.01"}),
        FillRate("rates", "rate_text", at_least=0.95),
        FillRate("rates", "origins", at_least=1.0),
    ),
)
