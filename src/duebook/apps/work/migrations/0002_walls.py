"""The walls around long work, and what the app may do with the queue's own tables.

A job carries an entity's and a work's number, and nothing else: what is asked and
what came of it lies behind the walls.  So the queue needs none of its own.
"""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Guarded, SameEntity

QUEUE = [
    (
        "GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs,"
        " procrastinate_events, procrastinate_workers, procrastinate_periodic_defers"
        " TO duebook_app"
    ),
    (
        "GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq,"
        " procrastinate_events_id_seq, procrastinate_workers_id_seq,"
        " procrastinate_periodic_defers_id_seq TO duebook_app"
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0001_initial"),
        ("audit", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        Guarded("Work", app_may=("INSERT", "UPDATE")),
        Guarded("WorkException"),
        SameEntity("WorkException"),
        Guarded("WorkFile", app_may=("INSERT", "DELETE")),
        SameEntity("WorkFile"),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in QUEUE),
    ]
