"""The terminal's commands about deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from duebook import db
from duebook.apps.delivery.jobs.transports import OutboxFolder, OutcomeUnknown
from duebook.apps.delivery.management.telling import summary, tell_run
from duebook.apps.entities import queries as entities
from tests.apps.delivery.post_office import an_office, planned, sent
from tests.apps.delivery.test_bounces_and_letters import a_notification
from tests.apps.delivery.test_sending import ANA, BEN, only, states
from tests.office import CLERK

if TYPE_CHECKING:
    from pathlib import Path

    from duebook.apps.delivery.jobs.transports import Envelope

pytestmark = pytest.mark.django_db


class Lost:
    """A server that hangs up when it has the mail."""

    def send(self, _: Envelope) -> None:
        raise OutcomeUnknown("the line went dead")


def code_of(entity_id: int) -> str:
    with db.reading(entity_id):
        return entities.entity(entity_id).code


def test_a_run_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entity_id = an_office()
    planned(entity_id, ANA, "[red]ana at tidewell")

    run = sent(entity_id, OutboxFolder(tmp_path))
    tell_run(run)

    assert summary(run) == "1 sent, 1 failed."
    assert "INV-2 to [red]ana at tidewell:" in capsys.readouterr().out
    assert summary(sent(entity_id, OutboxFolder(tmp_path))) == "No mail is due."


def test_a_mail_of_unknown_outcome_is_listed_and_settled(
    capsys: pytest.CaptureFixture[str],
) -> None:
    entity_id = an_office()
    planned(entity_id, ANA)
    sent(entity_id, Lost())

    call_command("deliveries", entity=code_of(entity_id))
    asked = capsys.readouterr().out
    call_command(
        "deliveries", entity=code_of(entity_id), arrived=only(entity_id).id, actor=CLERK
    )
    settled = capsys.readouterr().out

    assert "Did these arrive?" in asked
    assert "Did these arrive?" not in settled
    assert states(entity_id) == ["sent"]


def test_bounces_are_taken_in_and_other_mail_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entity_id = an_office()
    planned(entity_id, BEN)
    sent(entity_id, OutboxFolder(tmp_path))
    bounce, thanks = tmp_path / "bounce.eml", tmp_path / "thanks.eml"
    bounce.write_bytes(a_notification(only(entity_id).message_id))
    thanks.write_bytes(b"Subject: thanks\n\npaid")

    with pytest.raises(CommandError, match="1 of 2 were not taken"):
        call_command(
            "bounces",
            *(str(bounce), str(thanks)),
            entity=code_of(entity_id),
            actor=CLERK,
        )

    assert states(entity_id) == ["bounced"]
    assert "thanks.eml: This mail is no bounce" in capsys.readouterr().out
