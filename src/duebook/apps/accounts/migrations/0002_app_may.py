"""What the app may do with users, sessions, second factors and counted failures.

None of these tables is an entity's, so there are no walls; and who only reports or
audits reads none of them.
"""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import AppMay

ALL = ("INSERT", "UPDATE", "DELETE")
CACHE = """
    CREATE TABLE accounts_cache (
        cache_key varchar(255) PRIMARY KEY,
        value text NOT NULL,
        expires timestamptz NOT NULL
    )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("axes", "0010_accessattemptexpiration"),
    ]
    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE accounts_cache"),
        migrations.RunSQL(
            "CREATE INDEX accounts_cache_expires ON accounts_cache (expires)",
            migrations.RunSQL.noop,
        ),
        AppMay(
            *("accounts_cache", "django_session", "account_emailaddress"),
            *("account_emailconfirmation", "mfa_authenticator"),
            *("axes_accessattempt", "axes_accessattemptexpiration"),
            *("axes_accesslog", "axes_accessfailurelog"),
            may=ALL,
        ),
        AppMay("accounts_user", may=("INSERT", "UPDATE")),
        AppMay(
            *("auth_group", "auth_permission", "auth_group_permissions"),
            *("accounts_user_groups", "accounts_user_user_permissions"),
            "django_content_type",
        ),
    ]
