"""Who may call which route. One line a route; a new route without a line fails the build."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

from tests.config.route_case import Case, Kwargs, of_firm
from tests.config.route_world import QUESTION

_PLAN = of_firm(plan=lambda world: world.plan.pk)
_FILE = of_firm(pk=lambda world: world.file.pk)
_SHARED: Kwargs = lambda world: {"secret": world.share_secret}  # noqa: E731
_ASKED = "?" + urlencode(QUESTION, doseq=True)
_DOWNLOAD: Kwargs = lambda world: {"form": "csv"}  # noqa: E731
_OIDC: Kwargs = lambda world: {"provider_id": "national"}  # noqa: E731
_PASSKEY: Kwargs = lambda world: {"pk": 1}  # noqa: E731

_OF_THE_HOUSE = (
    # The house and the questions
    Case("healthz", "everybody"),
    Case("readyz", "everybody"),
    Case("metrics", "everybody"),
    Case("api-docs", "everybody"),
    Case("ui:about", "everybody"),
    Case("ui:gallery", "everybody"),
    Case("helpdesk:ask", "everybody"),
    Case("helpdesk:answer", "everybody", query=_ASKED),
    Case("helpdesk:answer-download", "everybody", _DOWNLOAD, query=_ASKED),
    Case("helpdesk:compare", "everybody"),
    Case("helpdesk:compare-download", "everybody", _DOWNLOAD, query=_ASKED),
    Case("nomenclature:browse", "everybody"),
    Case("nomenclature:suggest", "everybody"),
    Case("nomenclature:rulings", "everybody"),
    Case("nomenclature:rulings-download", "everybody"),
    Case("nomenclature:editions", "everybody"),
    Case("nomenclature:code-life", "everybody", lambda world: {"code": "060310"}),
    Case("nomenclature:entry", "everybody", lambda world: {"code": "080450"}),
    Case("idb:releases", "everybody"),
    Case("idb:release", "everybody", lambda world: {"pk": world.release}),
    Case(
        "idb:download", "everybody", lambda world: {"pk": world.release, "table": "lines", "form": "parquet"}
    ),
    # One's own account
    Case("account_login", "everybody"),
    Case("account_logout", "everybody", method="POST"),
    Case("account_inactive", "everybody"),
    Case("account_signup", "everybody"),
    Case("account_reauthenticate", "the person of the account"),
    Case("account_email", "the signed-in"),
    Case("account_email_verification_sent", "whoever is signing in"),
    Case("account_change_password", "the signed-in"),
    Case("account_set_password", "the signed-in"),
    Case("account_reset_password", "everybody"),
    Case("account_confirm_login_code", "whoever is signing in"),
    Case("account_confirm_password_reset_code", "whoever is signing in"),
    Case("account_complete_password_reset", "whoever is signing in"),
    Case("account_password_reset_completed", "everybody"),
    Case("mfa_index", "the signed-in"),
    Case("mfa_authenticate", "whoever is signing in"),
    Case("mfa_reauthenticate", "the person of the account"),
    Case("mfa_activate_totp", "the signed-in"),
    Case("mfa_deactivate_totp", "the person of the account"),
    Case("mfa_view_recovery_codes", "the person of the account"),
    Case("mfa_generate_recovery_codes", "the person of the account"),
    Case("mfa_download_recovery_codes", "the person of the account"),
    Case("mfa_list_webauthn", "the signed-in"),
    Case("mfa_add_webauthn", "the signed-in"),
    Case("mfa_reauthenticate_webauthn", "the person of the account"),
    Case("mfa_remove_webauthn", "the person of the account", _PASSKEY),
    Case("mfa_edit_webauthn", "the person of the account", _PASSKEY),
    Case("mfa_login_webauthn", "whoever is signing in"),
    Case("socialaccount_login_cancelled", "everybody"),
    Case("socialaccount_login_error", "whoever is signing in"),
    Case("socialaccount_signup", "whoever is signing in"),
    Case("socialaccount_connections", "the signed-in"),
    Case("openid_connect_login", "nobody", _OIDC),  # no provider is set in the tests
    Case("openid_connect_callback", "whoever is signing in", _OIDC),
    Case("usersessions_list", "the signed-in"),
    Case("person:settings", "the signed-in"),
    Case("person:data", "the signed-in"),
    Case("person:erase", "the signed-in"),
    Case("person:erased", "everybody"),
    Case("person:signed_out", "everybody"),
    Case("person:session_revoke", "nobody else", lambda world: {"pk": 999}, "POST"),
    Case("home:start", "the signed-in"),
    # Organisations and the people in them
    Case("accounts:open", "the signed-in"),
    Case("accounts:organisations", "who runs the instance"),
    Case("accounts:organisations-csv", "who runs the instance"),
    Case("accounts:organisation-open", "who runs the instance"),
    Case("accounts:join", "nobody", lambda world: {"secret": "unknown"}),
    Case("home:workspace", "the firm and who runs the instance", of_firm()),
    Case("accounts:members", "the firm and who runs the instance", of_firm()),
    Case("accounts:members-csv", "the firm and who runs the instance", of_firm()),
    Case("accounts:invite", "the owner", of_firm(), "POST", fields=lambda world: {"email": "a@example.org"}),
    Case("accounts:invitations-csv", "the owner", of_firm()),
    Case("accounts:withdraw", "the owner", of_firm(invitation=lambda w: w.invitation.pk), "POST"),
    Case("accounts:leave", "members but not who runs the instance", of_firm(), "POST"),
    Case("accounts:member", "the owner", of_firm(membership=lambda w: w.colleague.pk), "POST"),
    Case("accounts:member-end", "the owner", of_firm(membership=lambda w: w.colleague.pk), "POST"),
    Case("accounts:tokens", "the owner", of_firm()),
    Case("accounts:tokens-csv", "the owner", of_firm()),
    Case("accounts:token-new", "the owner", of_firm(), "POST"),
    Case("accounts:revoke", "the owner", of_firm(token=lambda w: w.token.pk), "POST"),
    Case("accounts:settings", "the firm and who runs the instance", of_firm()),
    Case("accounts:hand-over", "the owner", of_firm(), "POST"),
    Case("accounts:close", "the owner", of_firm(), "POST"),
    Case("audit:history", "the owner, and others see nothing", of_firm()),
    Case("audit:download", "the owner, and others see nothing", of_firm()),
    # The firm's records
    Case("firms:profile", "the firm", of_firm()),
    Case("firms:about", "the firm's staff", of_firm(), "POST"),
    Case("firms:figures", "the firm's staff", of_firm(), "POST"),
    Case("firms:group", "the firm's staff", of_firm(), "POST"),
    Case("firms:identifiers", "the firm's staff", of_firm(), "POST"),
    Case("firms:trade", "the firm's staff", of_firm(), "POST"),
    Case("firms:changes", "the firm", of_firm()),
    Case("firms:changes-download", "the firm", of_firm()),
    Case("files:list", "the firm", of_firm()),
    Case("files:table", "the firm", of_firm()),
    Case("files:add", "the firm", of_firm(), "POST"),
    Case("files:file", "the firm", _FILE),
    Case("files:download", "the firm", _FILE),
    Case("files:delete", "the firm's staff", _FILE, "POST"),
    Case("files:content", "nobody else", lambda world: {"signed": "forged"}),
    Case("notices:list", "the firm", of_firm()),
    Case("notices:see", "the firm", of_firm(), "POST", fields=lambda world: {"upto": "1"}),
    Case("notices:download", "the firm", of_firm()),
    Case("notices:unsubscribe", "nobody", lambda world: {"token": "forged"}),
    # Plans
    Case("plans:list", "the firm", of_firm()),
    Case("plans:list-download", "the firm", of_firm()),
    Case("plans:compare", "the firm", of_firm()),
    Case("plans:compare-download", "nobody else", of_firm()),  # with no plan chosen
    Case("plans:plan", "the firm", _PLAN),
    Case("plans:pdf", "the firm", _PLAN),
    Case("plans:save", "the signed-in", method="POST"),
    Case("plans:rename", "the firm", _PLAN, "POST", fields=lambda world: {"name": "Renamed"}),
    Case("plans:question", "the firm", _PLAN, "POST", fields=lambda world: {"question": _ASKED[1:]}),
    Case("plans:accept", "the firm", _PLAN, "POST", fields=lambda world: {"snapshot": world.plan.latest_id}),
    Case("plans:check", "the firm", _PLAN, "POST"),
    Case("plans:archive", "the firm's staff", _PLAN, "POST"),
    Case("plans:restore", "the firm's staff", _PLAN, "POST"),
    Case("plans:share", "the firm's staff", _PLAN, "POST"),
    Case(
        "plans:revoke",
        "the firm's staff",
        of_firm(plan=lambda w: w.plan.pk, share=lambda w: w.share_id),
        "POST",
    ),
    Case("plans:shared", "everybody", _SHARED),
    Case("plans:shared-pdf", "everybody", _SHARED),
    Case("plans:offline", "everybody"),
    Case("plans:worker", "everybody"),
)

# The rooms of a wing keep their lines in modules of their own.
_OF_ROOMS = tuple(
    case
    for file in sorted(Path(__file__).parent.glob("routes_*.py"))
    for case in import_module(f"tests.config.{file.stem}").CASES
)
ROUTES = (*_OF_THE_HOUSE, *_OF_ROOMS)
