"""How often a caller may call: buckets in the memory of this process, so each server process counts alone."""

from __future__ import annotations

import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from threading import Lock

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

SECONDS = 60
MOST_CALLERS = 20_000  # remembered at once; whoever has not called for longest is forgotten


class Meter:
    """A bucket for each caller: it holds a minute's calls and fills up evenly."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, caller: str, per_minute: int, now: float | None = None) -> int:
        """Count a call. 0 when it may pass, otherwise the seconds until one may."""
        now = time.monotonic() if now is None else now
        with self._lock:
            left, since = self._buckets.pop(caller, (float(per_minute), now))
            left = min(per_minute, left + (now - since) * per_minute / SECONDS)
            passes = left >= 1
            self._buckets[caller] = (left - passes, now)
            if len(self._buckets) > MOST_CALLERS:
                self._buckets.popitem(last=False)
        return 0 if passes else ceil((1 - left) * SECONDS / per_minute)

    def clear(self) -> None:
        self._buckets.clear()


def client_address(request: HttpRequest) -> str:
    """Where a request comes from, as sign-in sees it: ALLAUTH_TRUSTED_PROXY_COUNT says whom to believe."""
    address: str = get_adapter(request).get_client_ip(request)
    return address


def neighbourhood(address: str) -> str | None:
    """By what a visitor is counted: the address, or its network, since one house owns a whole /64 of IPv6.

    None for this machine itself, which is not counted.
    """
    read = ip_address(address)
    if read.is_loopback:
        return None
    return str(ip_network((read, 64), strict=False)) if isinstance(read, IPv6Address) else address
