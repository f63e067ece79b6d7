"""Numbers without gaps: a number is given in the transaction of what bears it, and goes back with it."""

from __future__ import annotations

from django.db import transaction

from fairway.trust.aeo.models import Series


@transaction.atomic
def number_next(series: str) -> int:
    """The next number of the series. Others wait until the transaction ends."""
    Series.objects.get_or_create(name=series)
    held = Series.objects.select_for_update().get(name=series)
    held.last += 1
    held.save(update_fields=["last"])
    return held.last


def case_number(year: int) -> str:
    """`AEO-2026-000123`: of this instance, which is one economy's."""
    return f"AEO-{year}-{number_next(f'cases {year}'):06d}"


def certificate_number(economy: str, year: int) -> str:
    """`SN-AEO-2026-000045`."""
    return f"{economy}-AEO-{year}-{number_next(f'certificates {year}'):06d}"
