"""The AfCFTA e-Tariff Book: a schedule of concessions by national line, as the Secretariat serves it.

A JSON list, one object per line of ten digits: the MFN rate, the category, the rates of the years
`t1` to `t13` and the category of the rule of origin. The lines are those of the ECOWAS Common External
Tariff in HS 2017.

* **MFN**: one row per line.
* **AfCFTA**: one row per stretch of years with the same rate, `t1` being the year in `phase_down.csv`;
  the last rate stays. Category U (no concession) gives no row. A rate that rises from one year to the
  next, or stands above MFN, is refused.
* The note of a concession is the category of its rule of origin in one spelling
  (`rule_categories.csv`); a blank stays blank. A concession under a
  rule "Yet to be agreed" cannot be claimed and goes to a programme that is not in force.
* The texts of the lines are the Secretariat's and are not carried; the source has no units.
"""

from fairway.data.idb.adapters.afcfta_etariff.parser import KNOWN_DEFECTS, PROGRAMME, read_schedule
from fairway.data.idb.adapters.base import Adapter
from fairway.data.idb.domain.assertions import FillRate, Rows
from fairway.data.idb.domain.schema import Kind, Measure
from fairway.kernel.text import Text

_MFN = {"measure": Measure.MFN.value}
_CONCESSION = {"programme": PROGRAMME}

ADAPTER = Adapter(
    name="afcfta-etariff",
    version="1",
    kind=Kind.TARIFF,
    title=Text("ECOWAS: common external tariff and AfCFTA concessions of the e-Tariff Book (JSON)"),
    territory="ECOWAS",
    read=read_schedule,
    assertions=(
        Rows("lines", at_least=5_500, at_most=7_500),
        Rows("rates", at_least=5_500, at_most=7_500, where=_MFN),
        Rows("rates", at_least=35_000, at_most=75_000, where=_CONCESSION),
        FillRate("lines", "description", at_least=0.0, at_most=0.0),
        FillRate("rates", "rate_text", at_least=1.0),
        FillRate("rates", "note", at_least=0.95, where=_CONCESSION),
    ),
    known_defects=KNOWN_DEFECTS,
)
