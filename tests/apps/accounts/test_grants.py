"""What the app's role may do with tables that are no entity's, and what it may not."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.office import an_entity

pytestmark = pytest.mark.django_db

CHANGED = (
    *("accounts_cache", "django_session", "mfa_authenticator", "account_emailaddress"),
    *("axes_accessattempt", "axes_accesslog"),
)
READ = ("django_content_type", "auth_permission", "auth_group")
SECRETS = ("accounts_user", "django_session", "mfa_authenticator", "accounts_cache")


def may(role: str, table: str, verb: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, verb])
        [allowed] = cursor.fetchone()
    return bool(allowed)


@pytest.mark.parametrize("table", CHANGED)
def test_the_app_keeps_sessions_and_factors(table: str) -> None:
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE")
    assert all(may("duebook_app", table, verb) for verb in verbs)


def test_users_are_never_removed() -> None:
    assert not may("duebook_app", "accounts_user", "DELETE")


@pytest.mark.parametrize("table", READ)
def test_what_django_declares_is_only_read(table: str) -> None:
    assert may("duebook_app", table, "SELECT")
    assert not may("duebook_app", table, "INSERT")


@pytest.mark.parametrize("table", SECRETS)
@pytest.mark.parametrize("role", ["duebook_report", "duebook_auditor"])
def test_who_reads_the_books_reads_no_hashes(role: str, table: str) -> None:
    assert not may(role, table, "SELECT")


@pytest.mark.parametrize(
    "statement",
    [
        *(f"TRUNCATE {table}" for table in ("accounts_user", *CHANGED)),
        "TRUNCATE audit_event",
        "UPDATE audit_event SET actor = 'somebody else'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_fact",
    ],
)
def test_the_app_empties_nothing_and_rewrites_no_fact(statement: str) -> None:
    an_entity()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
