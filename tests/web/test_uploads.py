"""Files that people send: too large is told before anything is read."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from duebook.web.uploads import LARGEST_BODY, Upload, refuse_floods


class LetterForm(forms.Form):
    letter = Upload(label="Letter", largest=2 * 1024**2)


def form_with(size: int) -> LetterForm:
    return LetterForm({}, {"letter": SimpleUploadedFile("a.pdf", b"x" * size)})


def test_a_file_may_be_as_large_as_the_field_takes() -> None:
    assert form_with(2 * 1024**2).is_valid()


def test_one_byte_more_is_told_in_words() -> None:
    form = form_with(2 * 1024**2 + 1)
    assert form.errors["letter"] == ["A file is up to 2 MB; send it in parts."]


@pytest.mark.parametrize(
    ("length", "status"),
    [
        ("", 200),
        (str(LARGEST_BODY), 200),
        (str(LARGEST_BODY + 1), 413),
        ("9" * 5000, 413),
        ("-1", 413),
    ],
)
def test_a_flood_is_refused_before_it_is_taken_in(length: str, status: int) -> None:
    request = RequestFactory().post("/hp/bank/files", CONTENT_LENGTH=length)
    answer = refuse_floods(lambda _: HttpResponse())(request)
    assert answer.status_code == status
