"""What the bodies and queries of several rooms' APIs have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime


def _in_utc(moment: datetime) -> datetime:
    """PostgreSQL knows no offset beyond sixteen hours, and no calendar reaches past its ends."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is too far from today") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
