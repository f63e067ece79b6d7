"""`fairway recognition`: keys, partners, agreements, exchange, and verifying what others show."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import system
from fairway.platform.terminal import BadInput, ExitCode, emit
from fairway.trust.recognition import keys as own_keys
from fairway.trust.recognition.credential import BadCredential, credential_check
from fairway.trust.recognition.domain.identifier import Scheme
from fairway.trust.recognition.domain.standing import Standing
from fairway.trust.recognition.models import Agreement, OwnKey, Partner
from fairway.trust.recognition.plain import agreement_plain, checked_plain, partner_plain, status_plain
from fairway.trust.recognition.selectors import abroad_search, partners_list, standings
from fairway.trust.recognition.services import partners as partner_services
from fairway.trust.recognition.services.delivery import partner_deliver
from fairway.trust.recognition.services.reconciling import partner_reconcile
from fairway.trust.recognition.services.sharing import agreements_apply
from fairway.trust.recognition.transport import Unreachable, address_read, keys_get

OPERATOR = system("operator")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_SCHEMES = click.Choice([scheme.value for scheme in Scheme])
_DAY = click.DateTime(["%Y-%m-%d"])
_KID = {"ignore_unknown_options": True}  # the name of a key may begin with a hyphen


@click.group()
def recognition() -> None:
    """Mutual recognition of trusted traders with partner instances."""


@recognition.group()
def keys() -> None:
    """The keys of this instance, which sign what it tells partners."""


@keys.command("init")
@_JSON
def keys_init(as_json: bool) -> None:
    """Make the first key. Its fingerprint is what partners compare."""
    if OwnKey.objects.exists():
        raise UserError(Text("There is a key already. Make another with “fairway recognition keys new”."))
    _emit_key(own_keys.key_make(actor=OPERATOR, use=True), as_json=as_json)


@keys.command("new")
@_JSON
def keys_new(as_json: bool) -> None:
    """Make and publish another key. It does not sign yet: partners must trust it first."""
    _emit_key(own_keys.key_make(actor=OPERATOR, use=False), as_json=as_json)


@keys.command("use", context_settings=_KID)
@click.argument("kid")
@_JSON
def keys_use(kid: str, as_json: bool) -> None:
    """Sign with the key KID from now on, once every partner trusts it."""
    _emit_key(own_keys.key_use(actor=OPERATOR, kid=kid), as_json=as_json)


@keys.command("retire", context_settings=_KID)
@click.argument("kid")
@_JSON
def keys_retire(kid: str, as_json: bool) -> None:
    """Publish the key KID no longer and delete its file. Credentials that it signed hold no more."""
    _emit_key(own_keys.key_retire(actor=OPERATOR, kid=kid), as_json=as_json)


@keys.command("list")
@_JSON
def keys_list(as_json: bool) -> None:
    """Every key with its fingerprint."""
    emit([own_keys.key_plain(key) for key in OwnKey.objects.all()], as_json=as_json, human=_print_keys)


@recognition.group()
def partners() -> None:
    """Whom we exchange statuses with."""


@partners.command("list")
@_JSON
def partners_list_(as_json: bool) -> None:
    """Every partner: how fresh its word is, what waits for it."""
    now = timezone.now()
    emit([partner_plain(one, now) for one in partners_list()], as_json=as_json, human=_print_partners)


@partners.command("add")
@click.argument("name")
@click.option("--economy", required=True, help="ISO code or name; EU for the European Union.")
@click.option("--url", "base_url", required=True, help="Where we reach it: https://host.")
@click.option("--issuer", default="", help="How it names itself, if that is another address.")
@click.option("--fingerprint", required=True, help="Of its key, as it was told you by another way.")
@click.option(
    "--keys",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its document of keys; fetched from its address when left out.",
)
@click.option("--silence", default=24, show_default=True, help="Hours after which its word is stale.")
@_JSON
def partners_add(  # noqa: PLR0917  (click passes them by name)
    name: str,
    economy: str,
    base_url: str,
    issuer: str,
    fingerprint: str,
    file: Path | None,
    silence: int,
    as_json: bool,
) -> None:
    """Add a partner, if the key with that fingerprint is among those it publishes."""
    partner = partner_services.partner_add(
        actor=OPERATOR,
        name=name,
        economy=economy,
        base_url=base_url,
        issuer=issuer,
        keys=_document(file, base_url),
        fingerprint_given=fingerprint,
        silence_hours=silence,
    )
    emit(partner_plain(partner, timezone.now()), as_json=as_json, human=_print_partner)


@partners.command("trust")
@click.argument("issuer")
@click.option("--fingerprint", required=True, help="Of the new key, as it was told you by another way.")
@click.option(
    "--keys", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its document of keys; fetched from its address when left out.",
)  # fmt: skip
@_JSON
def partners_trust(issuer: str, fingerprint: str, file: Path | None, as_json: bool) -> None:
    """Believe another key of the partner ISSUER as well."""
    partner = _partner(issuer)
    document = _document(file, partner.base_url)
    partner_services.key_trust(actor=OPERATOR, partner=partner, keys=document, fingerprint_given=fingerprint)
    emit(partner_plain(partner, timezone.now()), as_json=as_json, human=_print_partner)


@recognition.command()
@click.argument("issuer")
@click.argument("code")
@click.option("--from", "begins", type=_DAY, required=True, help="Its first day.")
@click.option("--to", "ends", type=_DAY, help="Its last day.")
@click.option("--scheme", type=_SCHEMES, default="tin", show_default=True, help="How our firms are called.")
@click.option("--recognised", default="", help="Our types that they recognise: safe-msme:secured, …")
@click.option("--accepted-scheme", type=_SCHEMES, default="tin", show_default=True, help="And theirs.")
@click.option("--accepted", default="", help="Their types that we recognise.")
@click.option("--without-names", is_flag=True, help="Tell identifiers only, no names of firms.")
@click.option("--citation", required=True, help="Where it is written.")
@click.option("--citation-url", default="", help="Its address.")
@_JSON
def agree(  # noqa: PLR0917  (click passes them by name)
    issuer: str,
    code: str,
    begins: datetime,
    ends: datetime | None,
    scheme: str,
    recognised: str,
    accepted_scheme: str,
    accepted: str,
    without_names: bool,
    citation: str,
    citation_url: str,
    as_json: bool,
) -> None:
    """Enter the agreement CODE with the partner ISSUER."""
    terms = partner_services.Terms(
        code=code,
        begins_on=begins.date(),
        ends_on=ends.date() if ends else None,
        scheme=Scheme(scheme),
        recognised_types=partner_services.types_read(recognised),
        accepted_scheme=Scheme(accepted_scheme),
        accepted_types=partner_services.types_read(accepted),
        tells_names=not without_names,
        citation=citation,
        citation_url=citation_url,
    )
    made: Agreement = partner_services.agreement_add(actor=OPERATOR, partner=_partner(issuer), terms=terms)
    emit(
        agreement_plain(made),
        as_json=as_json,
        human=lambda plain, console: console.print(f"{plain['code']} is entered.", highlight=False),
    )


@recognition.command()
@click.argument("issuer", required=False)
@click.option("--full", is_flag=True, help="Also fetch and compare the partner's full list.")
@_JSON
@click.pass_context
def sync(ctx: click.Context, issuer: str | None, full: bool, as_json: bool) -> None:
    """Bring every partner (or ISSUER) what waits for it, now."""
    agreements_apply(timezone.localdate())
    chosen = [_partner(issuer)] if issuer else list(Partner.objects.filter(status=Partner.Status.ACTIVE))
    done = [_synchronised(partner, full=full) for partner in chosen]
    emit(done, as_json=as_json, human=_print_sync)
    if any(one["problem"] for one in done):
        ctx.exit(ExitCode.FAILED)


@recognition.command()
@click.argument("text", required=False)
@_JSON
@click.pass_context
def status(ctx: click.Context, text: str | None, as_json: bool) -> None:
    """Whether the foreign firm TEXT (an identifier, number or name) is trusted here. Exit code 4 if not.

    Without TEXT: every partner, when it was last heard of, and what waits for it.
    """
    if text is None:
        ctx.invoke(partners_list_, as_json=as_json)
        return
    now = timezone.now()
    found = standings(abroad_search(text), now)
    emit(
        [status_plain(one, standing, now) for one, standing in found], as_json=as_json, human=_print_statuses
    )
    if not any(standing is Standing.TRUSTED for _one, standing in found):
        ctx.exit(ExitCode.CANNOT_COMPUTE)


@recognition.command()
@click.argument("credential")
@_JSON
@click.pass_context
def verify(ctx: click.Context, credential: str, as_json: bool) -> None:
    """Check CREDENTIAL, a file or the token itself. Exit code 4 if it is not in force."""
    path = Path(credential)
    is_file = len(credential) < 1_000 and path.is_file()
    token = path.read_text(encoding="ascii", errors="replace") if is_file else credential
    try:
        checked = credential_check(token, timezone.now())
    except BadCredential as error:
        raise BadInput("CREDENTIAL", str(error)) from error
    emit(checked_plain(checked), as_json=as_json, human=_print_checked)
    if not checked.is_good:
        ctx.exit(ExitCode.CANNOT_COMPUTE)


def _partner(issuer: str) -> Partner:
    found = Partner.objects.filter(issuer=issuer.rstrip("/")).first()
    if found is None:
        known = ", ".join(Partner.objects.values_list("issuer", flat=True)) or "none"
        raise BadInput("ISSUER", f"There is no partner “{issuer}”. The partners are: {known}.")
    return found


def _document(file: Path | None, base_url: str) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8", errors="replace")
    try:
        return keys_get(address_read(base_url))
    except OSError as error:
        raise BadInput("--url", f"The keys cannot be fetched: {error}") from None


def _synchronised(partner: Partner, *, full: bool) -> dict[str, Any]:
    is_done = partner_deliver(partner)
    repaired: dict[str, str] = {}
    problem = ""
    if full:
        try:
            repaired = {number: change.value for number, change in partner_reconcile(partner).items()}
        except Unreachable as error:
            problem = f"{error}"
    partner.refresh_from_db()
    return {
        "partner": partner.issuer,
        "followed": is_done,
        "repaired": repaired,
        "problem": problem or partner.problem or None,
    }


def _emit_key(key: OwnKey, *, as_json: bool) -> None:
    emit(own_keys.key_plain(key), as_json=as_json, human=lambda plain, console: _print_keys([plain], console))


def _print_keys(keys: list[dict[str, Any]], console: Console) -> None:
    for key in keys:
        state = "retired" if key["retired_at"] else "may sign" if key["used_from"] else "published"
        console.print(f"{key['kid']}  {state}\n  {key['fingerprint']}", highlight=False, soft_wrap=True)


def _print_partner(partner: dict[str, Any], console: Console) -> None:
    _print_partners([partner], console)


def _print_partners(found: list[dict[str, Any]], console: Console) -> None:
    table = Table("Partner", "Economy", "State", "Heard", "Waits", "Problem", box=None, pad_edge=False)
    for one in found:
        state = "stale" if one["is_stale"] else one["status"]
        heard = one["heard_at"] or "never"
        table.add_row(one["issuer"], one["economy"], state, heard, str(one["waiting"]), one["problem"] or "–")
    console.print(table)


def _print_sync(done: list[dict[str, Any]], console: Console) -> None:
    for one in done:
        says = one["problem"] or ("in step" if one["followed"] else "more to come")
        repaired = f"; repaired: {', '.join(one['repaired'])}" if one["repaired"] else ""
        console.print(f"{one['partner']}: {says}{repaired}", highlight=False, soft_wrap=True, markup=False)


def _print_statuses(found: list[dict[str, Any]], console: Console) -> None:
    if not found:
        console.print("No partner has told of it.")
    for one in found:
        console.print(
            f"{one['identifier'] or one['told_identifier']}  {one['name'] or '–'}  {one['partner']}: "
            f"{one['standing']} ({one['status']}, as of {one['as_of']})",
            highlight=False,
            soft_wrap=True,
            markup=False,
        )


def _print_checked(checked: dict[str, Any], console: Console) -> None:
    for name, value in checked.items():
        console.print(f"{name}: {value}", highlight=False, soft_wrap=True, markup=False)
