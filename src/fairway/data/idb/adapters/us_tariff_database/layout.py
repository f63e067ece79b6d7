"""The 122 columns of the annual tariff database of USITC, and which belong to which programme."""

from __future__ import annotations

from dataclasses import dataclass

_RATE_SUFFIXES = ("ad_val_rate", "specific_rate", "other_rate")
_FULL_PROGRAMMES = {
    "jordan": "JO", "singapore": "SG", "chile": "CL", "morocco": "MA", "australia": "AU", "bahrain": "BH",
    "dr_cafta": "P", "dr_cafta_plus": "P+", "oman": "OM", "peru": "PE", "korea": "KR", "colombia": "CO",
    "panama": "PA", "japan": "JP", "usmca": "S",
}  # fmt: skip


def _full(name: str) -> tuple[str, ...]:
    return (f"{name}_indicator", f"{name}_rate_type_code", *rate_columns(name))


def rate_columns(name: str) -> tuple[str, ...]:
    """The columns of a rate's numbers: ad valorem, specific, second specific."""
    return tuple(f"{name}_{suffix}" for suffix in _RATE_SUFFIXES)


COLUMNS = (
    "hts8", "brief_description", "quantity_1_code", "quantity_2_code", "wto_binding_code",
    "mfn_text_rate", "mfn_rate_type_code", "mfn_ave", *rate_columns("mfn"), "col1_special_text",
    "col1_special_mod", "gsp_indicator", "gsp_ctry_excluded", "apta_indicator", "civil_air_indicator",
    "nafta_canada_ind", "nafta_mexico_ind", "mexico_rate_type_code", "mexico_ad_val_rate",
    "mexico_specific_rate", "cbi_indicator", "cbi_ad_val_rate", "cbi_specific_rate", "agoa_indicator",
    "cbtpa_indicator", "cbtpa_rate_type_code", "cbtpa_ad_val_rate", "cbtpa_specific_rate",
    "israel_fta_indicator", "atpa_indicator", "atpa_ad_val_rate", "atpa_specific_rate",
    "atpdea_indicator", *(column for name in _FULL_PROGRAMMES for column in _full(name)),
    "pharmaceutical_ind", "dyes_indicator", "col2_text_rate", "col2_rate_type_code", *rate_columns("col2"),
    "begin_effect_date", "end_effective_date", "footnote_comment", "additional_duty", "nepal_indicator",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProgrammeColumns:
    """Where the database repeats a programme of the special column: a mark, often also numbers.

    The NAFTA columns are left out: the agreement ended on 1 July 2020, and USMCA has its own.
    """

    programme: str
    indicator: str
    rates: tuple[str, ...] = ()  # ad valorem, specific, second specific


PROGRAMMES = (
    ProgrammeColumns("A", "gsp_indicator"),
    ProgrammeColumns("B", "apta_indicator"),
    ProgrammeColumns("C", "civil_air_indicator"),
    ProgrammeColumns("D", "agoa_indicator"),
    ProgrammeColumns("E", "cbi_indicator", ("cbi_ad_val_rate", "cbi_specific_rate")),
    ProgrammeColumns("R", "cbtpa_indicator", ("cbtpa_ad_val_rate", "cbtpa_specific_rate")),
    ProgrammeColumns("IL", "israel_fta_indicator"),
    ProgrammeColumns("K", "pharmaceutical_ind"),
    ProgrammeColumns("L", "dyes_indicator"),
    ProgrammeColumns("NP", "nepal_indicator"),
    *(
        ProgrammeColumns(code, f"{name}_indicator", rate_columns(name))
        for name, code in _FULL_PROGRAMMES.items()
    ),
)
