"""A statement is mailed as it was kept."""

from __future__ import annotations

import email
from email import policy
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from duebook.apps.delivery.jobs.subjects import Errand, send_mails
from duebook.apps.delivery.jobs.transports import OutboxFolder
from tests.apps.receivables.test_issue_statements import a_month, issue
from tests.office import CLERK, NOON, an_entity

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_a_statement_goes_out_by_mail(tmp_path: Path) -> None:
    entity_id = an_entity(email="billing@harbor.example", tax_id="12-3456789")
    a_month(entity_id)
    issue(entity_id)
    errand = Errand(entity_id=entity_id, actor=CLERK, at=NOON)

    send_mails(errand, OutboxFolder(tmp_path))

    [file] = tmp_path.glob("*.eml")
    mail = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["Subject"] == "Statement ST-2026-00001 from HP Ltd"
    text = mail.get_body(("plain",)).get_content()
    assert "The amount open on that day was $70.00." in text
    [attached] = mail.iter_attachments()
    [page] = PdfReader(BytesIO(attached.get_content())).pages
    assert "EIN 12-3456789" in page.extract_text()
