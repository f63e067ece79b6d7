"""What a commodity document says beside the duties that are priced, as the note of its line."""

from __future__ import annotations

from collections.abc import Iterable

from fairway.data.idb.adapters.uk_tariff_api.measures import ImportMeasure, Role


def line_note(measures: Iterable[ImportMeasure]) -> str | None:
    """Quotas, suspensions, VAT, excise and duties that are not read: one sentence each, none twice."""
    sentences = dict.fromkeys(sentence for measure in measures if (sentence := _sentence(measure)))
    return " ".join(sentences) or None


def _sentence(measure: ImportMeasure) -> str | None:
    duty, code = measure.duty or "no rate given", measure.additional_code
    match measure.role:
        case Role.QUOTA:
            number = measure.order_number or "not given"
            return (
                f"A tariff quota exists for {measure.area.description}: order number {number}, duty {duty}."
            )
        case Role.SUSPENSION:
            return f"A duty suspension exists ({measure.description}): duty {duty}."
        case Role.VAT:
            return f"{measure.description}{f' ({code})' if code else ''}: {duty}."
        case Role.EXCISE:
            return f"Excise may be due{f' ({code})' if code else ''}: {duty}."
        case Role.UNKNOWN_DUTY:
            return f"Not in this answer: {measure.description} ({measure.type_id}), {duty}."
        case _:
            return None
