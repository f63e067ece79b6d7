"""The sheets of the template and their columns: what the reader checks and the empty workbook explains."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    meaning: Text
    example: str
    is_required: bool = False  # every row needs a value


@dataclass(frozen=True, slots=True)
class SheetLayout:
    name: str
    meaning: Text
    columns: tuple[Column, ...]
    is_required: bool = False  # the source must have it

    @property
    def required_names(self) -> list[str]:
        return [column.name for column in self.columns if column.is_required]

    @property
    def optional_names(self) -> list[str]:
        return [column.name for column in self.columns if not column.is_required]


# The keys of the sheet `about`, which has one row per key.
ABOUT_KEYS = (
    Column("territory", Text("Code of the tariff: an economy (GH) or a union (ECOWAS)."), "AQ", True),
    Column("name", Text("Its name."), "Antarctica", True),
    Column("language", Text("Language of the texts: en, fr or es. English when left out."), "en"),
    Column("members", Text("Economies where the tariff applies. The territory itself when left out."), "AQ"),
    Column("union", Text("Yes when trade between the members is not an import."), "no"),
    Column(
        "currency", Text("Currency that duties are charged in. That of the invoice when left out."), "USD"
    ),
    Column(
        "valuation", Text("FOB or CIF: CIF when freight and insurance are part of the value."), "CIF", True
    ),
    Column("rounding", Text("half_up or down, to the smallest coin. half_up when left out."), "half_up"),
    Column("rates", Text("How rates are written: percent (7.5), taric (10 % + 2 EUR/KGM) or us."), "percent"),
    Column("hs_edition", Text("Edition of the Harmonized System."), "2022", True),
    Column("period_start", Text("First day the tariff applies."), "2025-01-01", True),
    Column("period_end", Text("Last day. Open when left out."), "2025-12-31"),
    Column("publisher", Text("Who published the tariff."), "Ministry of Trade", True),
    Column("title", Text("Title of the publication."), "Customs tariff 2025", True),
    Column("published", Text("Day of the edition."), "2024-12-15", True),
    Column("url", Text("Where it can be read."), "https://customs.example/tariff"),
    Column("licence", Text("Under which terms it may be used."), "CC BY 4.0", True),
)

_FROM = Column("valid_from", Text("First day. Open when left out."), "2025-01-01")
_TO = Column("valid_to", Text("Last day. Open when left out."), "2025-12-31")

ABOUT = SheetLayout(
    "about",
    Text("What this tariff is: one row per key."),
    (
        Column("key", Text("One of the keys below."), "territory", True),
        Column("value", Text("Its value."), "GH"),
    ),
    is_required=True,
)
LINES = SheetLayout(
    "lines",
    Text("One row per tariff line, with the rate for everyone (MFN)."),
    (
        Column("goods_code", Text("6, 8 or 10 digits, as text so that zeros stay."), "08045000", True),
        Column("description", Text("What the line covers."), "Mangoes, fresh or dried", True),
        Column("mfn_rate", Text("The rate; 0 when free."), "10", True),
        Column("units", Text("Statistical units, by code."), "KGM"),
        Column("season", Text("Days of the year when the line applies, both included."), "09-01/05-31"),
        _FROM,
        _TO,
        Column("note", Text("Footnote of the line."), ""),
    ),
    is_required=True,
)
PREFERENCES = SheetLayout(
    "preferences",
    Text("One row per line and programme; a phase-down has one row per period."),
    (
        Column(
            "goods_code", Text("A code of the sheet lines, or the beginning of several."), "08045000", True
        ),
        Column("programme", Text("A code of the sheet programmes."), "POLAR", True),
        Column("rate", Text("The rate; 0 when free."), "5", True),
        Column("origins", Text("Only these origins. All beneficiaries when left out."), "NO"),
        Column("excluded", Text("Never these origins."), ""),
        _FROM,
        _TO,
        Column("note", Text("For instance the rule of origin."), ""),
    ),
)
PROGRAMMES = SheetLayout(
    "programmes",
    Text("One row per preference programme or agreement."),
    (
        Column("code", Text("Its code in this workbook."), "POLAR", True),
        Column("name", Text("Its name."), "Polar Agreement", True),
        Column("kind", Text("unilateral, agreement, union or use."), "agreement", True),
        Column("beneficiaries", Text("Economies that may claim it."), "NO CL"),
        Column(
            "in_force",
            Text("Its periods: first day, slash, last day; semicolons between."),
            "2021-01-01/",
            True,
        ),
        Column("claim_code", Text("What the declarant writes to claim it."), "P1"),
        Column("conditions", Text("What must be proven, one sentence each."), "Certificate of origin."),
        Column(
            "title",
            Text("The law or agreement. That of the sheet about when left out."),
            "Polar Agreement, invented",
        ),
        Column("url", Text("Where it can be read."), ""),
    ),
)
CHARGES = SheetLayout(
    "charges",
    Text("Fees and taxes due with the duty, in the order they are computed."),
    (
        Column(
            "code", Text("Its code; further rows with the code are its rates of other periods."), "vat", True
        ),
        Column("name", Text("Its name."), "Value added tax", True),
        Column("kind", Text("fee or tax."), "tax", True),
        Column("base", Text("What the percent is taken of."), "customs_value duty", True),
        Column("percent", Text("The percent."), "15"),
        Column("fixed", Text("A fixed amount instead of a percent."), ""),
        Column("minimum", Text("It is at least this amount."), ""),
        Column("maximum", Text("It is at most this amount."), ""),
        _FROM,
        _TO,
        Column("economies", Text("Only in these members."), ""),
        Column("transport", Text("Only by these modes: sea, air, road, rail, post."), ""),
        Column("waived_for", Text("Programmes under which it is not charged."), ""),
        Column("note", Text("A remark for the reader."), ""),
    ),
)
NOTICES = SheetLayout(
    "notices",
    Text("Warnings that go with the answers they apply to."),
    (
        Column("code", Text("Its code."), "rice-levy", True),
        Column("text", Text("The warning."), "A levy on rice is not in this tariff.", True),
        Column("severity", Text("info, or check when the reader must check something."), "check", True),
        _FROM,
        _TO,
        Column("origins", Text("Only for these origins."), ""),
        Column("destinations", Text("Only for these members."), ""),
        Column("chapters", Text("Only for goods codes that begin so."), "1006"),
        Column("total_incomplete", Text("Yes when a duty outside this tariff may be due."), "yes"),
    ),
)

SHEETS = (ABOUT, LINES, PREFERENCES, PROGRAMMES, CHARGES, NOTICES)
EXPLANATION = "read me"  # a sheet of the workbook that is not read
