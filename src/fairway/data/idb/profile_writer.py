"""A market profile in the layout of its file; `profile_reader` reads back the same profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairway.data.idb.domain.manifest import citation_to_dict
from fairway.data.idb.domain.profile import Beneficiary, Charge, ChargeRate, MarketProfile, Notice, Programme
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Localised


def profile_to_dict(profile: MarketProfile) -> dict[str, Any]:
    """Plain values only: texts, lists, mappings, true, false and null."""
    keys = _citation_keys(profile)
    return {
        "territory": profile.territory,
        "name": _wordings(profile.name),
        "members": list(profile.members),
        "currency": profile.currency,
        "valuation": str(profile.valuation),
        "valuation_cite": keys[profile.valuation_citation],
        "rounding": str(profile.rounding),
        "union": profile.union,
        "citations": {key: citation_to_dict(citation) for citation, key in keys.items()},
        "programmes": [_programme(one, keys) for one in profile.programmes],
        "charges": [_charge(one, keys) for one in profile.charges],
        "notices": [_notice(one, keys) for one in profile.notices],
        "column2_origins": _beneficiaries(profile.column2_origins),
    }


def _citation_keys(profile: MarketProfile) -> dict[Citation, str]:
    parts: list[Programme | Charge | Notice] = [*profile.programmes, *profile.charges, *profile.notices]
    distinct = dict.fromkeys([profile.valuation_citation, *(part.citation for part in parts)])
    return {citation: f"c{place}" for place, citation in enumerate(distinct, 1)}


def _programme(programme: Programme, keys: Mapping[Citation, str]) -> dict[str, Any]:
    return {
        "code": programme.code,
        "claim_code": programme.claim_code or None,
        "name": _wordings(programme.name),
        "kind": str(programme.kind),
        "beneficiaries": _beneficiaries(programme.beneficiaries),
        "in_force": [_days(period) for period in programme.in_force],
        "conditions": [_wordings(condition) for condition in programme.conditions],
        "cite": keys[programme.citation],
        "rate_for_all_lines": programme.rate_for_all_lines,
        "short_name": programme.short_name or None,
    }


def _charge(charge: Charge, keys: Mapping[Citation, str]) -> dict[str, Any]:
    return {
        "code": charge.code,
        "name": _wordings(charge.name),
        "kind": str(charge.kind),
        "base": list(charge.base),
        "rates": [_charge_rate(rate) for rate in charge.rates],
        "economies": list(charge.economies),
        "transport": list(charge.transport),
        "waived_for": list(charge.waived_for),
        "waived_origins": list(charge.waived_origins),
        "note": _wordings(charge.note) if charge.note else None,
        "cite": keys[charge.citation],
    }


def _charge_rate(rate: ChargeRate) -> dict[str, Any]:
    amounts = {name: getattr(rate, name) for name in ("percent", "minimum", "maximum", "fixed")}
    written = {name: None if amount is None else f"{amount:f}" for name, amount in amounts.items()}
    return _days(rate.period) | written


def _notice(notice: Notice, keys: Mapping[Citation, str]) -> dict[str, Any]:
    return {
        "code": notice.code,
        "text": _wordings(notice.text),
        "severity": str(notice.severity),
        **_days(notice.period),
        "origins": list(notice.origins),
        "destinations": list(notice.destinations),
        "chapters": list(notice.chapters),
        "total_incomplete": notice.total_incomplete,
        "not_ranked": notice.not_ranked,
        "cite": keys[notice.citation],
    }


def _beneficiaries(several: Sequence[Beneficiary]) -> list[Any]:
    return [
        one.economy if one.period == Period() else {"economy": one.economy, **_days(one.period)}
        for one in several
    ]


def _days(period: Period) -> dict[str, str | None]:
    return {
        "from": period.start.isoformat() if period.start else None,
        "to": period.end.isoformat() if period.end else None,
    }


def _wordings(text: Localised) -> dict[str, str]:
    return dict(text.by_language)
