"""Every key of the files, in one place. docs/programme-files.md explains each of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)


SIZES = ("micro", "small", "medium", "large")
ALL = "all"  # in place of the sizes or of a list

# A programme and its parts.
PROGRAMME = Keys(
    (
        "code",
        "name",
        "summary",
        "currency",
        "hour_value",
        "size_definition",
        "calendar",
        "editions",
        "tiers",
        "criteria",
        "asked",
        "benefits",
    ),
    ("economies", "notes", "parameters", "fees", "subsidies", "clocks"),
)
EDITION = Keys(("version", "citation"), ("from", "to"))
PARAMETER = Keys(("text", "unit", "values"))
PARAMETER_VALUE = Keys(("citation",), ("from", "to", ALL, *SIZES))
TIER = Keys(
    (
        "code",
        "name",
        "summary",
        "criteria",
        "validation",
        "validity_months",
        "monitoring_months",
        "benefits",
        "citation",
    ),
    ("builds_on", "recognised_abroad", "from", "to"),
)
CRITERION = Keys(
    ("code", "name", "asks", "obligation", "restricts_msme", "citations"),
    ("safe", "roles", "from", "to", "conditions", "standards"),
)
STANDARD = Keys(("tiers", "sizes", "needed"), ("roles", "options", "conditions", "citation"))
OPTION = Keys(("evidence",), ("weight", "effort"))
EFFORT = Keys(("hours", "money"))
ASKED = Keys(("fact",), ("when",))
BENEFIT = Keys(("code", "name", "text", "measure", "citation"), ("minutes", "money"))
FEE = Keys(("tier", "amount", "citation"), ("from", "to"))
SUBSIDY = Keys(("code", "kind", "name", "sizes", "citation"), ("share", "amount", "from", "to"))
CLOCK = Keys(
    ("code", "name", "party", "starts", "stops", "length", "unit", "citation"),
    ("at_most", "rolls", "extensions", "pauses", "deemed", "tiers", "sizes", "from", "to"),
)
EXTENSION = Keys(("event",), ("by", "at_most", "counts_as_pause"))
PAUSE = Keys(("event", "until"))

# A condition: one fact with one of the tests, or several conditions under `any` or `all`.
ANY_OR_ALL = Keys((), ("any", "all"))
TESTS = Keys(
    (),
    (
        "is",
        "at_least",
        "at_most",
        "above",
        "below",
        "one_of",
        "includes",
        "at_least_years_ago",
        "at_least_months_ago",
        "within_years",
        "within_months",
        "none_within_years",
    ),
)
OF_INCIDENTS = Keys((), ("counted_from", "serious_only", "decided_only"))
CONDITION = Keys(("fact",), (*TESTS.all, *OF_INCIDENTS.all))
OPERAND = Keys(("parameter",))

# The bank: facts.yaml and evidence.yaml.
FACTS_FILE = Keys(("facts",))
FACT = Keys(
    ("code", "kind", "question", "help"), ("unit", "most", "choices", "from_profile", "part_of", "remedy")
)
CHOICE = Keys(("code", "name"))
REMEDY = Keys(("text", "effort"))
EVIDENCE_FILE = Keys(("currency", "citation", "evidence"))
EVIDENCE = Keys(("code", "name", "what", "effort"), ("months", "citation"))

# A calendar of working days.
CALENDAR = Keys(
    ("code", "name", "time_zone", "weekend", "years", "citation"),
    ("holidays", "yearly", "easter", "nth_weekday"),
)
YEARS = Keys(("from", "to"))
HOLIDAY = Keys(("day", "name"))
YEARLY = Keys(("month", "day", "name"), ("from_year",))
EASTER = Keys(("offset", "name"), ("from_year",))
NTH_WEEKDAY = Keys(("month", "weekday", "nth", "name"), ("from_year",))
