"""Settings: the environment, read once into typed values; all else is data."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says.

    ``database_url`` is the app's; ``owner_url`` the owner's, for migrations alone.
    Both are set by the launcher when no server is named.  ``templates`` holds a
    folder of own templates for each entity that has some, by its code.
    """

    database_url: str
    owner_url: str
    secret_key: str
    home: Path
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
            templates=Path(templates).expanduser() if templates else None,
            debug=os.environ.get("DUEBOOK_DEBUG", "") == "yes",
        )


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
SECRET_KEY = SETTINGS.secret_key or "only-for-commands-that-sign-nothing"
DEBUG = SETTINGS.debug
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "duebook.project.urls"
ROOMS = [
    *("audit", "entities", "approvals", "notes", "papers", "parties", "catalog"),
    *("ledger", "delivery", "receivables", "disputes", "invoicing", "payments"),
    *("imports", "banking", "reports", "close", "desk"),
]
INSTALLED_APPS = [
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    *(f"duebook.apps.{room}" for room in ROOMS),
    "duebook.demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "duebook.web.policy.content_policy",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"libraries": {"figures": "duebook.web.figures"}},
    }
]
TEMPLATE_FOLDERS = SETTINGS.templates
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
