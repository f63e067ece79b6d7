"""/metrics: what this server counted, and how the instance stands, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from fairway.config.backup import last_backup
from fairway.data.idb.models import Release
from fairway.desk.plans.models import Plan
from fairway.platform.access.decisions import public
from fairway.platform.notices.models import Notice
from fairway.platform.operations.metrics import metrics_text
from fairway.platform.operations.selectors import letters_failed, letters_waiting, queue
from fairway.platform.operations.worker import workers_alive

_LOOPBACK = ("127.0.0.1", "::1")
_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP")


@public  # to people it does not exist: `_may_read` decides
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For who knows the token; without one, for this machine alone and not through a proxy."""
    if not _may_read(request):
        raise Http404
    return HttpResponse(metrics_text([Gauges()]), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    through_proxy = any(name in request.headers for name in _PROXY_HEADERS)
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and not through_proxy


class Gauges(Collector):
    """Read from the database when they are asked for, so that they are the same in every process."""

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        tasks = queue(now)
        oldest = tasks.oldest.total_seconds() if tasks.oldest else 0
        yield _gauge("tasks_waiting", "Tasks in the queue.", tasks.waiting)
        yield _gauge("tasks_running", "Tasks that a worker runs now.", tasks.running)
        yield _gauge("tasks_failed", "Tasks that failed and are still kept.", tasks.failed)
        yield _gauge("tasks_oldest_seconds", "How long the oldest task has been due.", oldest)
        yield _gauge("workers_alive", "Workers that were heard of lately.", len(workers_alive(now)))
        yield _gauge("letters_waiting", "Letters not sent yet.", letters_waiting().count())
        yield _gauge("letters_failed", "Letters that failed and are still kept.", letters_failed().count())
        yield _gauge("notices", "Notices written.", Notice.objects.count())
        yield _gauge("plans", "Plans that are not archived.", Plan.objects.filter(archived_at=None).count())
        yield _gauge("database_bytes", "Size of the database.", _database_bytes())
        yield _releases()
        if backup := last_backup():
            age = (now - backup["at"]).total_seconds()
            yield _gauge("backup_age_seconds", "Since the last backup was made.", age)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fairway_{name}", meaning, value=value)


def _releases() -> GaugeMetricFamily:
    meaning = "Since the edition of the source, or where it states none, since its publication here."
    family = GaugeMetricFamily("fairway_release_age_days", meaning, labels=["territory", "kind"])
    today = timezone.localdate()
    for release in Release.objects.filter(superseded_at__isnull=True).order_by("territory", "kind"):
        since = release.published_on or release.published_at.date()
        family.add_metric([release.territory, release.kind], (today - since).days)
    return family


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])
