"""The doctor's checks: one function each, from settings to people."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_identity_adapter
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.mail import get_connection
from django.db import connection
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from requests import RequestException

from fairway.config.backup import last_backup
from fairway.config.findings import Finding, counted, ok, problem, warning
from fairway.config.health import instance_problems
from fairway.config.jobs import JOBS
from fairway.config.outside import OIDC_PROVIDER
from fairway.data.idb.models import Release
from fairway.platform.access.actor import OrganisationKind
from fairway.platform.accounts.models import Membership
from fairway.platform.audit.models import Event
from fairway.platform.operations.models import JobRun
from fairway.platform.operations.selectors import letters_failed, letters_waiting, queue
from fairway.platform.operations.worker import workers_alive
from fairway.platform.ui.catalogues import LANGUAGES, catalogue_path
from fairway.trust.programmes.store import broken_files

LEAST_FREE_BYTES = 1_000_000_000
LONGEST_QUEUE = timedelta(minutes=10)
LONGEST_LETTER = timedelta(hours=1)
LONGEST_WITHOUT_BACKUP = timedelta(days=2)
OLDEST_RELEASE = timedelta(days=400)
MOST_CLOCK_DRIFT = timedelta(seconds=30)
OLDEST_POSTGRESQL = 140_000
_LOCAL = ("127.0.0.1", "::1", "localhost")


def _is_public() -> bool:
    """Whether people from elsewhere are meant to reach this instance."""
    return urlsplit(settings.SITE_URL).hostname not in _LOCAL


def _debug() -> Finding:
    if settings.DEBUG:
        return problem("Every visitor sees the details of errors.", "Remove FAIRWAY_DEBUG.")
    return ok("Details of errors stay in the log.")


def _https() -> Finding:
    if settings.SESSION_COOKIE_SECURE:
        return ok("Cookies and redirects are for HTTPS.")
    if _is_public():
        return problem(
            "Passwords and sessions may travel in the clear.",
            "Put a proxy that speaks HTTPS before the server and set FAIRWAY_HTTPS=1.",
        )
    return warning("Without HTTPS: fit for this machine only.", "Set FAIRWAY_HTTPS=1 behind a proxy.")


def _site_url() -> Finding:
    parts = urlsplit(settings.SITE_URL)
    if not _is_public():
        return warning(
            f"Links in letters lead to {settings.SITE_URL}, which nobody else can open.",
            "Set FAIRWAY_SITE_URL to the address of the instance as people know it.",
        )
    if parts.hostname not in settings.ALLOWED_HOSTS:
        return problem(
            f"{parts.hostname} is in FAIRWAY_SITE_URL and not in FAIRWAY_ALLOWED_HOSTS: pages answer 400.",
            "Name it in FAIRWAY_ALLOWED_HOSTS.",
        )
    if (parts.scheme == "https") != settings.SESSION_COOKIE_SECURE:
        return problem(
            f"FAIRWAY_SITE_URL begins with {parts.scheme} and FAIRWAY_HTTPS says otherwise.",
            "Make the two agree.",
        )
    return ok(f"Links in letters lead to {settings.SITE_URL}.")


def _hosts() -> Finding:
    wide = [host for host in settings.ALLOWED_HOSTS if host == "*" or host.startswith(".")]
    if wide:
        return problem(
            f"FAIRWAY_ALLOWED_HOSTS takes any name like {', '.join(wide)}.", "List each name of the instance."
        )
    return ok(f"The instance answers to {', '.join(settings.ALLOWED_HOSTS)}.")


def _secret_key() -> Finding:
    path = _home() / "secret-key"
    if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return problem(f"Others on this machine may read {path}.", f"chmod 600 {path}")
    return ok("Only the instance reads its secret key.")


def _rights() -> Finding:
    mode = _home().stat().st_mode
    if mode & stat.S_IWOTH:
        return problem(f"Anybody on this machine may write in {_home()}.", f"chmod 750 {_home()}")
    if mode & stat.S_IROTH and _is_public():
        return warning(f"Anybody on this machine may look into {_home()}.", f"chmod 750 {_home()}")
    return ok(f"Only its owner may write in {_home()}.")


def _space() -> Finding:
    free = shutil.disk_usage(_home()).free
    says = f"{free / 1e9:,.1f} GB are free in {_home()}."
    return (
        ok(says) if free >= LEAST_FREE_BYTES else problem(says, "Make room: without any, nothing is saved.")
    )


def _serving(part: str, when_well: str) -> Callable[[], Finding]:
    """What /readyz says of one part."""

    def check() -> Finding:
        problems = instance_problems()
        found = problems.get(part) or problems.get("database")
        return (
            problem(found, "See “When something is wrong” in the operator guide.") if found else ok(when_well)
        )

    return check


def _database() -> Finding:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int, current_setting('server_version')"
            )
            number, name = cursor.fetchone()
        if number < OLDEST_POSTGRESQL:
            return problem(f"PostgreSQL {name} is too old.", "Fairway needs PostgreSQL 14 or later.")
        return ok(f"PostgreSQL {name}.")
    return _sqlite()


def _sqlite() -> Finding:
    with connection.cursor() as cursor:
        found = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
        version = cursor.execute("SELECT sqlite_version()").fetchone()[0]
    if found[0] != "wal":
        return problem(
            f"SQLite keeps its journal as “{found[0]}”: readers and writers wait for each other.",
            "Keep FAIRWAY_HOME on a disk of this machine, not on a network share.",
        )
    if not found[1] or found[2] < 1000:
        return problem(
            "SQLite does not check keys, or does not wait.", "Report this: the settings ask for both."
        )
    return ok(f"SQLite {version} in WAL mode.")


def _translations() -> Finding:
    missing = [name for name in LANGUAGES if not catalogue_path(name).with_suffix(".mo").exists()]
    if missing:
        return problem(f"These languages are not compiled: {', '.join(missing)}.", "Run “fairway setup”.")
    return ok("Every language is compiled.")


def _static_files() -> Finding:
    try:
        staticfiles_storage.url("ui/fairway.css")
    except ValueError:
        return problem("The static files were not collected: pages have no style.", "Run “fairway setup”.")
    return ok("The static files are there.")


def _data_age() -> Finding:
    old = [
        release.pk
        for release in Release.objects.filter(superseded_at__isnull=True)
        if timezone.localdate() - (release.published_on or release.published_at.date()) > OLDEST_RELEASE
    ]
    if old:
        return warning(
            f"Of an edition older than {OLDEST_RELEASE.days} days: {', '.join(sorted(old))}.",
            "Load a newer edition with “fairway data load”, if there is one.",
        )
    return ok("Every release is of a recent edition.")


def _clock() -> Finding:
    """Against the database's own clock, and against what was written before."""
    now = datetime.now(UTC)
    last = Event.objects.aggregate(at=Max("at"))["at"]
    if last and last > now + MOST_CLOCK_DRIFT:
        return problem(
            f"It is {now:%Y-%m-%d %H:%M} UTC here, and the last event is of {last:%Y-%m-%d %H:%M}.",
            "Set the clock of this machine, by NTP: deadlines and sessions depend on it.",
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            drift = abs(cursor.fetchone()[0] - datetime.now(UTC))
        if drift > MOST_CLOCK_DRIFT:
            return problem(f"The database's clock is {drift} away from this one.", "Set both by NTP.")
    return ok(f"It is {now:%Y-%m-%d %H:%M} UTC.")


def _worker() -> Finding:
    alive = workers_alive(timezone.now())
    if not alive:
        return problem(
            "No worker runs: no letter leaves, and no plan is checked.",
            "Run “fairway worker” beside the server; see deploy/fairway-worker.service.",
        )
    return ok(f"{counted(len(alive), 'worker runs', 'workers run')}.")


def _queue() -> Finding:
    found = queue(timezone.now())
    waiting = counted(found.waiting, "task waits", "tasks wait")
    says = f"{waiting}, {found.running} under way, {found.failed} failed."
    if found.oldest and found.oldest > LONGEST_QUEUE:
        minutes = int(found.oldest.total_seconds() // 60)
        return problem(f"{says} The oldest waits for {minutes} minutes.", "Run another “fairway worker”.")
    if found.failed:
        return warning(says, "The log of the worker says why; failed tasks are kept for 30 days.")
    return ok(says)


def _jobs() -> Finding:
    runs = {run.name: run for run in JobRun.objects.all()}
    failed = [job.name for job in JOBS if job.name in runs and runs[job.name].problem]
    if failed:
        return problem(f"These jobs failed: {', '.join(failed)}.", "See “fairway jobs list”.")
    late = [job.name for job in JOBS if _is_late(runs.get(job.name), 3 * job.every)]
    if late:
        return warning(f"These jobs have not run for long: {', '.join(late)}.", "Is a worker running?")
    return ok(f"{len(JOBS)} jobs run in their turn.")


def _is_late(run: JobRun | None, longest: timedelta) -> bool:
    return run is None or run.started_at is None or timezone.now() - run.started_at > longest


def _mail_server() -> Finding:
    carrier = settings.MAIL_CARRIER
    if "host" not in carrier:
        says = f"Letters are written to {carrier['file_path']}; none is sent."
        advice = "Set FAIRWAY_EMAIL_URL to your mail server."
        return problem(says, advice) if _is_public() else warning(says, advice)
    mail = get_connection(**carrier | {"timeout": 10})
    at = f"{carrier['host']}:{carrier['port']}"
    try:
        mail.open()
        mail.close()
    except OSError as error:
        return problem(f"The mail server {at} refuses: {error}.", "Check FAIRWAY_EMAIL_URL.")
    return ok(f"The mail server {at} answers.")


def _identity_provider() -> Finding:
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return ok("People sign in with their password or a passkey.")
    identities = get_identity_adapter()
    address = identities.get_provider(None, OIDC_PROVIDER).server_url
    try:
        identities.get_requests_session().get(address).raise_for_status()
    except RequestException as error:
        return problem(
            f"The OpenID Connect provider cannot be asked: {str(error).rstrip('.')}.",
            "Check FAIRWAY_OIDC_ISSUER; people sign in with their password meanwhile.",
        )
    return ok(f"The OpenID Connect provider answers at {address}.")


def _letters() -> Finding:
    failed, waiting = letters_failed().count(), letters_waiting()
    says = f"{counted(waiting.count(), 'letter waits', 'letters wait')}, {failed} failed."
    if failed:
        return warning(says, "See “fairway mail list --failed”, then “fairway mail resend”.")
    if waiting.filter(queued_at__lt=timezone.now() - LONGEST_LETTER).exists():
        return warning(f"{says} One has waited for more than an hour.", "See “fairway mail list”.")
    return ok(says)


def _backup() -> Finding:
    last = last_backup()
    if last is None:
        return warning("This instance was never backed up.", "Run “fairway backup” every day, by a timer.")
    age = timezone.now() - last["at"]
    says = f"The last backup is of {last['at']:%Y-%m-%d %H:%M} UTC: {last['file']}."
    return warning(says, "Is its timer running?") if age > LONGEST_WITHOUT_BACKUP else ok(says)


def _audit() -> Finding:
    head = Event.objects.order_by("-pk").first()
    if head is None:
        return ok("No event is recorded yet.")
    events = counted(Event.objects.count(), "event", "events")
    return ok(f"{events}; the last has the hash {head.hash}. Note it elsewhere.")


def _second_factors() -> Finding:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    has_one = Exists(Authenticator.objects.filter(user=OuterRef("user"), type__in=kinds))
    officials = Membership.objects.filter(
        left_at__isnull=True, organisation__closed_at__isnull=True, user__is_active=True
    ).exclude(organisation__kind=OrganisationKind.FIRM)
    without = officials.filter(~has_one).values("user").distinct().count()
    if without:
        who = counted(without, "official has", "officials have")
        return warning(
            f"{who} no second factor; their role waits for it.",
            "Ask them to sign in and to add a passkey or an app.",
        )
    return ok("Every official has a second factor.")


def _home() -> Path:
    return Path(settings.FAIRWAY_HOME)


def _programmes() -> Finding:
    if broken := broken_files():
        return problem(
            f"{counted(len(broken), 'mistake', 'mistakes')} in files of programmes: {broken[0].text}",
            "Run “fairway aeo programmes check FILE”, mend the file, and start the instance anew.",
        )
    return ok("Every file of a programme or calendar can be read.")


CHECKS: dict[str, Callable[[], Finding]] = {
    "debug": _debug,
    "https": _https,
    "site-url": _site_url,
    "hosts": _hosts,
    "secret-key": _secret_key,
    "home": _serving("home", "FAIRWAY_HOME can be written."),
    "rights": _rights,
    "space": _space,
    "database": _database,
    "migrations": _serving("migrations", "The database is up to date."),
    "releases": _serving("releases", "Every current release can be read."),
    "data-age": _data_age,
    "programmes": _programmes,
    "translations": _translations,
    "static-files": _static_files,
    "clock": _clock,
    "worker": _worker,
    "queue": _queue,
    "jobs": _jobs,
    "mail-server": _mail_server,
    "identity-provider": _identity_provider,
    "letters": _letters,
    "backup": _backup,
    "audit": _audit,
    "second-factors": _second_factors,
}
