"""Django's settings, made from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

import fairway
from fairway.config.database import database
from fairway.config.environment import kept_secret, read_environment
from fairway.config.outside import mail_carrier, openid_connect

_environment = read_environment(os.environ)

FAIRWAY_HOME = _environment.home
SECRET_KEY = _environment.secret_key or kept_secret(FAIRWAY_HOME)
DEBUG = _environment.debug
ALLOWED_HOSTS = _environment.allowed_hosts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "fairway.platform.ui",  # before allauth: its pages are the house's own
    "fairway.platform.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "fairway.platform.audit",
    "fairway.platform.files",
    "fairway.platform.firms",
    "fairway.platform.notices",
    "fairway.platform.operations",
    "fairway.data.nomenclature",
    "fairway.data.idb",
    "fairway.data.classification",
    "fairway.market.tariff",
    "fairway.market.requirements",
    "fairway.trust.programmes",
    "fairway.trust.assessment",
    "fairway.trust.aeo",
    "fairway.trust.recognition",
    "fairway.desk.helpdesk",
    "fairway.desk.plans",
    "fairway.desk.home",
    "fairway.config",
]

MIDDLEWARE = [
    "fairway.platform.operations.middleware.request_log",
    "fairway.platform.operations.middleware.permissions_policy",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fairway.config.language.LanguageMiddleware",
    "fairway.platform.operations.middleware.plain_address",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "fairway.config.access.LimitMiddleware",
    "fairway.config.access.AccessMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "fairway.config.urls"
WSGI_APPLICATION = "fairway.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": database(_environment.database_url, default=FAIRWAY_HOME / "fairway.sqlite3")}
POSTGRESQL_PROGRAMS = _environment.postgresql_programs
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Shared by all processes: what is counted to slow an attacker down.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
    # Of one process: finished pages, which any process can make again.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # addresses are unique, whatever their case: a constraint says so
    "security.W005",  # whether all names below the host's speak HTTPS, its owner knows; the proxy may
    "security.W021",  # say so
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"

ACCOUNT_ADAPTER = "fairway.platform.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
_FORMS = "fairway.platform.accounts.person_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "signup": f"{_FORMS}.SignUpForm",
    "add_email": f"{_FORMS}.AddAddressForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ChooseNewPasswordForm",
    "confirm_email_verification_code": f"{_FORMS}.ConfirmAddressForm",
    "confirm_password_reset_code": f"{_FORMS}.ConfirmResetForm",
    "reauthenticate": f"{_FORMS}.ProvePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Codes, not links: a letter opened on the phone finishes what began on another machine, and no link
# can lead to a forged host.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "helpdesk:ask"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # tells the person when a password or a second factor changed
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None
MFA_ADAPTER = "fairway.platform.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": f"{_FORMS}.SecondFactorForm",
    "reauthenticate": f"{_FORMS}.ProveSecondFactorForm",
    "activate_totp": f"{_FORMS}.SetUpAppForm",
    "add_webauthn": f"{_FORMS}.AddPasskeyForm",
    "edit_webauthn": f"{_FORMS}.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _environment.https  # http://localhost, for trying out
MFA_TOTP_ISSUER = "Fairway"
MFA_TOTP_TOLERANCE = 1  # a code lives for one step more, so that a slow hand or clock is no failure
SOCIALACCOUNT_PROVIDERS = openid_connect(_environment)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address at another house is no proof of this account
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_ADAPTER = "fairway.platform.accounts.adapter.IdentityAdapter"
SOCIALACCOUNT_FORMS = {"signup": f"{_FORMS}.IdentitySignUpForm"}
USERSESSIONS_ADAPTER = "fairway.platform.accounts.adapter.SessionsAdapter"

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SITE_URL = _environment.site_url
EMAIL_BACKEND = "fairway.platform.operations.mail.QueuedMail"
MAIL_CARRIER = mail_carrier(_environment.email_url, folder=FAIRWAY_HOME / "mail")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _environment.email_from
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

ALLAUTH_TRUSTED_PROXY_COUNT = _environment.trusted_proxies  # callers are counted by their own address
RATE_LIMITS = {"token": 600, "person": 600, "visitor": 300}  # calls a minute, in each server process

UPLOAD_LIMIT_BYTES = _environment.upload_limit * 1_000_000
VIRUS_SCANNER = _environment.virus_scanner
METRICS_TOKEN = _environment.metrics_token

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [Path(fairway.__file__).parent / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = FAIRWAY_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = SESSION_COOKIE_AGE
if _environment.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # probes come past the proxy
    SECURE_HSTS_SECONDS = 31_536_000
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True
    ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = [
    "fairway.platform.files.uploads.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "fairway.platform.operations.logs.JsonFormatter"},
        "text": {"()": "fairway.platform.operations.logs.TextFormatter"},
    },
    "filters": {
        "secrets": {"()": "fairway.platform.operations.logs.SecretsHidden"},
        "refusals": {"()": "fairway.platform.operations.logs.RefusalsShort"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": _environment.log_format,
            "filters": ["secrets", "refusals"],
        },
    },
    "root": {"handlers": ["stderr"], "level": _environment.log_level},
    "loggers": {
        # One handler for all; Django's warnings of 4xx say what the request log says.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "_granian": {"handlers": [], "propagate": True},
    },
}
