"""Writes that may be sent again: the same Idempotency-Key gets the first answer, nothing is done twice."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils import timezone
from ninja.responses import NinjaJSONEncoder, Status

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import ActorKind
from fairway.platform.access.decisions import AccessRequest
from fairway.platform.accounts.models import KeptAnswer

Operation = TypeVar("Operation", bound=Callable[..., Any])
HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(minutes=1)  # a call that has not ended by then has died with its process
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class BadKey(UserError):
    """The key cannot be used, or was used for something else."""


class StillUnderWay(UserError):
    """The first call with this key has not ended yet."""


def idempotent(operation: Operation) -> Operation:
    """For an API operation that writes and returns plain data, or a `Status` of it; below `@requires`.

    The answer is stored in the transaction of the change. A call that fails leaves nothing, so that it
    may be corrected and sent again with the same key. Calls without the header run as usual.
    """

    @wraps(operation)
    def once(request: AccessRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER)
        if key is None or request.actor.kind is not ActorKind.TOKEN:
            return operation(request, *args, **kwargs)
        kept, is_new = _begin(request, key, timezone.now())
        if is_new:
            return _finish(kept, lambda: operation(request, *args, **kwargs))
        return kept.data if kept.status is None else Status(kept.status, kept.data)

    # With its types resolved: the framework would look their names up in this module.
    once.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]
    return cast(Operation, once)


def _begin(request: AccessRequest, key: str, now: datetime) -> tuple[KeptAnswer, bool]:
    """The row of this call, and whether it was made now. Raises BadKey and StillUnderWay."""
    if not _KEY.fullmatch(key):
        raise BadKey(Text("Idempotency-Key has 1 to {most} visible letters, without spaces.", {"most": 200}))
    call = {"token_id": request.actor.id, "operation": f"{request.method} {request.path}"[:300], "key": key}
    digest = _digest(request)
    kept, is_new = _kept(call, now), False
    if kept is None:
        kept, is_new = KeptAnswer.objects.get_or_create(
            **call, defaults={"request_digest": digest, "begun_at": now}
        )
    if kept.request_digest != digest:
        raise BadKey(Text("This Idempotency-Key was used for another request. Use a new one."))
    if not is_new and kept.finished_at is None:
        raise StillUnderWay(Text("The first request with this Idempotency-Key is still under way."))
    return kept, is_new


def _kept(call: dict[str, Any], now: datetime) -> KeptAnswer | None:
    """The row of an earlier call, unless its day is over or its process has died.

    It is read before anything is written: a write would wait for the call that is under way.
    """
    kept = KeptAnswer.objects.filter(**call).first()
    if kept is None:
        return None
    is_dead = kept.finished_at is None and kept.begun_at < now - GIVEN_UP_AFTER
    if is_dead or kept.begun_at < now - KEPT_FOR:
        kept.delete()
        return None
    return kept


def _finish(kept: KeptAnswer, run: Callable[[], Any]) -> Any:
    """Run the operation and keep its answer, both or neither."""
    mine = KeptAnswer.objects.filter(pk=kept.pk, finished_at__isnull=True)
    try:
        with transaction.atomic():
            result = run()
            status = result.status_code if isinstance(result, Status) else None
            data = _plain(result.value if isinstance(result, Status) else result)
            if not mine.update(status=status, data=data, finished_at=timezone.now()):
                raise StillUnderWay(Text("This request took too long, and another one has taken over."))
    except BaseException:
        mine.delete()
        raise
    return result


def _plain(data: Any) -> Any:
    return json.loads(json.dumps(data, cls=NinjaJSONEncoder))


def _digest(request: AccessRequest) -> str:
    """Of the address with its query and of what was sent."""
    seen = sha256(request.get_full_path().encode())
    if request.content_type != "multipart/form-data":
        seen.update(request.body)
        return seen.hexdigest()
    seen.update(request.POST.urlencode().encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            seen.update(f"\0{name}\0{file.name}\0".encode())
            for chunk in file.chunks():
                seen.update(chunk)
            file.seek(0)
    return seen.hexdigest()
