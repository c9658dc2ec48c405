"""Files that people send: how large one may be, and the field that takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import HttpResponse
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponseBase

LARGEST_BODY: Final = 260 * 1024 * 1024
"""Bytes that a form may send: the largest file that any page reads, and a rest."""


class Upload(forms.FileField):
    """A file of at most ``largest`` bytes, which are told before it is read."""

    @override
    def __init__(self, *, largest: int, **told: Any) -> None:
        super().__init__(**told)
        self._largest = largest

    @override
    def clean(
        self, data: UploadedFile[Any] | None, initial: Any = None
    ) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if file is not None and file and (file.size or 0) > self._largest:
            most = f"{self._largest // 1024**2} MB"
            raise forms.ValidationError(f"A file is up to {most}; send it in parts.")
        return file


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class Uploads(Upload):
    """As many files as somebody chose, each of at most ``largest`` bytes; or none."""

    widget = _ManyFiles

    @override
    def clean(  # type: ignore[override]
        self, data: Sequence[UploadedFile[Any]] | None, initial: Any = None
    ) -> list[UploadedFile[Any]]:
        sent: list[UploadedFile[Any] | None] = [*data] if data else [None]
        cleaned = [super(Uploads, self).clean(one, initial) for one in sent]
        return [one for one in cleaned if one]


def refuse_floods(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: refuse what is larger than any page reads, before it is taken in."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length[:20]) > LARGEST_BODY:
            most = LARGEST_BODY // 1024**2
            said = f"This is larger than any page takes ({most} MB). Nothing was kept."
            return HttpResponse(said, status=413, content_type="text/plain")
        return get_response(request)

    return answer
