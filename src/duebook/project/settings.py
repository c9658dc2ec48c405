"""Settings: the environment, read once into typed values; all else is data."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from psycopg.conninfo import conninfo_to_dict

from duebook.formats.mail_server import Tls, server_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says.

    ``database_url`` is the app's; ``owner_url`` the owner's, for migrations alone.
    Both are set by the launcher when no server is named.  ``templates`` holds a
    folder of own templates for each entity that has some, by its code.
    ``hosts`` are the names under which browsers reach us through another server;
    ``is_behind_https`` says that this server encrypts.
    """

    database_url: str
    owner_url: str
    secret_key: str
    home: Path
    smtp_url: str
    mail_from: str
    hosts: tuple[str, ...]
    is_behind_https: bool
    templates: Path | None
    debug: bool

    @classmethod
    def of_environment(cls) -> Settings:
        home = os.environ.get("DUEBOOK_HOME", "~/.local/share/duebook")
        templates = os.environ.get("DUEBOOK_TEMPLATES", "")
        return cls(
            database_url=os.environ.get("DATABASE_URL", "postgresql:///duebook"),
            owner_url=os.environ.get("DATABASE_OWNER_URL", ""),
            secret_key=os.environ.get("DUEBOOK_SECRET_KEY", ""),
            home=Path(home).expanduser(),
            smtp_url=os.environ.get("DUEBOOK_SMTP_URL", ""),
            mail_from=os.environ.get("DUEBOOK_MAIL_FROM", "duebook@localhost"),
            hosts=tuple(os.environ.get("DUEBOOK_HOSTS", "").replace(",", " ").split()),
            is_behind_https=os.environ.get("DUEBOOK_HTTPS", "") == "yes",
            templates=Path(templates).expanduser() if templates else None,
            debug=os.environ.get("DUEBOOK_DEBUG", "") == "yes",
        )

    @property
    def is_behind_a_server(self) -> bool:
        """Whether another server passes everything on to us, from anywhere."""
        return bool(self.hosts) or self.is_behind_https


def database(url: str) -> dict[str, Any]:
    """Django's form of a libpq address."""
    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    known |= {"host": "HOST", "port": "PORT"}
    options = {name: value for name, value in parts.items() if name not in known}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{ours: str(parts.get(theirs, "")) for theirs, ours in known.items()},
        "OPTIONS": options,
    }


SETTINGS = Settings.of_environment()

DATABASES = {
    "default": database(SETTINGS.database_url),
    "owner": database(SETTINGS.owner_url or SETTINGS.database_url),
}
UNSIGNED_KEY = "only-for-commands-that-sign-nothing"
SECRET_KEY = SETTINGS.secret_key or UNSIGNED_KEY
DEBUG = SETTINGS.debug
IS_BEHIND_A_SERVER = SETTINGS.is_behind_a_server
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *SETTINGS.hosts]
ROOT_URLCONF = "duebook.project.urls"
ROOMS = [
    *(
        "audit",
        "accounts",
        "entities",
        "approvals",
        "notes",
        "papers",
        "work",
        "parties",
    ),
    *(
        "catalog",
        "ledger",
        "delivery",
        "receivables",
        "disputes",
        "invoicing",
        "payments",
    ),
    *("imports", "banking", "reports", "close", "desk"),
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    *(f"duebook.apps.{room}" for room in ROOMS),
    "duebook.demo",
    "duebook.web",
    "allauth",  # after our rooms, whose templates take the place of theirs
    "allauth.account",
    "allauth.mfa",
    "axes",
]
MIDDLEWARE = [
    "duebook.web.uploads.refuse_floods",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duebook.apps.accounts.pages.session.session_limits",
    "duebook.apps.desk.pages.first.lead_to_first",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "duebook.web.policy.content_policy",
    "axes.middleware.AxesMiddleware",  # the last: it answers for who is locked out
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "duebook.apps.desk.pages.frame.frame",
            ],
            "builtins": ["duebook.web.templatetags.parts"],
        },
    }
]
TEMPLATE_FOLDERS = SETTINGS.templates
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # kinds of work are made known by rooms
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_VALIDATORS: Final = "django.contrib.auth.password_validation"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "duebook.apps.accounts.queries.LongEnough"},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/today"
FIRST_TOKEN = ""  # of the first page; `duebook serve` makes one while nobody signs in

LOGGING = {  # why a page broke is told where the server runs; its reader learns when
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"dated": {"format": "{asctime} {message}", "style": "{"}},
    "handlers": {
        "terminal": {"class": "logging.StreamHandler", "formatter": "dated"},
    },
    "loggers": {"django.request": {"handlers": ["terminal"], "level": "ERROR"}},
}

SESSION_IDLE_S = 15 * 60
SESSION_LONGEST_S = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_LONGEST_S
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SETTINGS.is_behind_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if SETTINGS.is_behind_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in SETTINGS.hosts]
ALLAUTH_TRUSTED_PROXY_COUNT = int(SETTINGS.is_behind_a_server)
CACHES = {  # counts tries at second factors, which all processes must share
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
    },
    "tried": {  # pages of templates that are being written, for all processes
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": SETTINGS.home / "tried",
        "TIMEOUT": 10 * 60,
        "OPTIONS": {"MAX_ENTRIES": 50},
    },
}

ACCOUNT_ADAPTER = "duebook.apps.accounts.pages.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
_FORMS: Final = "duebook.apps.accounts.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "reset_password": f"{_FORMS}.ForgottenForm",
    "reset_password_from_key": f"{_FORMS}.NewPasswordForm",
    "change_password": f"{_FORMS}.ChangedPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "5/5m/key"}
MFA_ADAPTER = "duebook.apps.accounts.pages.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Duebook"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SETTINGS.is_behind_https

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "duebook.apps.accounts.pages.adapter.name_tried"
AXES_LOCKOUT_CALLABLE = "duebook.apps.accounts.pages.adapter.tell_locked"
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # we count by user, wherever it comes from

DEFAULT_FROM_EMAIL = SETTINGS.mail_from
if SETTINGS.smtp_url:
    _SERVER = server_of(SETTINGS.smtp_url)
    EMAIL_HOST, EMAIL_PORT = _SERVER.host, _SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _SERVER.user, _SERVER.password
    EMAIL_USE_SSL = _SERVER.tls is Tls.SSL
    EMAIL_USE_TLS = _SERVER.tls is Tls.STARTTLS
    EMAIL_TIMEOUT = 10  # somebody waits for the page
else:
    EMAIL_BACKEND = "duebook.apps.entities.jobs.mailing.EmailBackend"
    EMAIL_FILE_PATH = SETTINGS.home / "outbox"
