"""Asking the public API for one commodity: only when the operator says so, never on its own."""

from __future__ import annotations

from datetime import date
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from fairway.kernel.hs import HsCode
from fairway.kernel.text import Text, UserError

OFFICIAL_API = "https://api.trade-tariff.service.gov.uk/uk/api/v2"
_ACCEPT = "application/vnd.hmrc.2.0+json"
_TIMEOUT = 30  # seconds
_LARGEST = 64 * 1024**2  # bytes; the largest real document has some 2 MB


class NoSuchCommodity(UserError):
    """The code cannot be asked for, or the service does not know it."""


class ServiceUnavailable(UserError):
    """The service did not answer as it should; the same question may work later."""


def commodity_fetch(code: HsCode, folder: Path, *, on: date | None = None, api: str = OFFICIAL_API) -> Path:
    """Save the document of a ten-digit code as it is on a day (today when None).

    Raises NoSuchCommodity, or ServiceUnavailable.
    """
    if len(code.digits) != 10:
        values = {"code": code.digits, "count": str(len(code.digits))}
        raise NoSuchCommodity(Text("The UK tariff has codes of ten digits; {code} has {count}.", values))
    if not api.startswith(("https://", "http://")):
        raise ServiceUnavailable(Text("“{address}” is not the address of a service.", {"address": api[:80]}))
    query = f"?{urlencode({'as_of': on.isoformat()})}" if on else ""
    target = folder / f"{code.digits}.json"
    target.write_bytes(_get(f"{api.rstrip('/')}/{_resource(code)}{query}", code))
    return target


def _resource(code: HsCode) -> str:
    """A heading that can be declared itself has a code of its four digits and six zeros."""
    is_heading = code.digits.endswith("000000")
    return f"headings/{code.heading}" if is_heading else f"commodities/{code.digits}"


def _get(address: str, code: HsCode) -> bytes:
    request = Request(address, headers={"Accept": _ACCEPT, "User-Agent": "fairway"})  # noqa: S310  (checked above)
    try:
        with urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            data = bytes(answer.read(_LARGEST + 1))
    except HTTPError as error:
        with error:
            raise _refusal(error, code) from None
    except (URLError, HTTPException, OSError) as error:
        reason = {"reason": str(getattr(error, "reason", error))[:100]}
        message = Text("The service cannot be reached ({reason}). Try again later.", reason)
        raise ServiceUnavailable(message) from None
    if len(data) > _LARGEST:
        raise ServiceUnavailable(Text("The service sent more than a commodity can hold."))
    return data


def _refusal(error: HTTPError, code: HsCode) -> UserError:
    if error.code == 404:
        return NoSuchCommodity(
            Text(
                "The UK tariff has no commodity {code}, or it has lines below it and cannot be declared.",
                {"code": code.digits},
            )
        )
    if error.code == 429:
        pause = {"seconds": error.headers.get("Retry-After", "60")[:20]}
        return ServiceUnavailable(
            Text("The service asks for a pause: try again in {seconds} seconds.", pause)
        )
    status = {"status": str(error.code)}
    return ServiceUnavailable(Text("The service refused with status {status}. Try again later.", status))
