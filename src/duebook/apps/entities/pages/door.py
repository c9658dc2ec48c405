"""The frame of every page: signed in, seated in the entity, holding the right."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseNotAllowed

from duebook import db
from duebook.apps.entities import queries
from duebook.apps.entities.actions import now
from duebook.apps.entities.actions.sitting import Sitting
from duebook.apps.entities.queries import Seat
from duebook.domain.errors import Absent, Refusal
from duebook.domain.rights import Person, Right
from duebook.web.answers import show
from duebook.web.frame import PAGES
from duebook.web.places import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.forms import BaseForm
    from django.http import HttpRequest

    from duebook.web.frame import Page


@dataclass(frozen=True, kw_only=True)
class Seated(Sitting):
    """Somebody who is signed in and sits in one entity; ``seats`` are all of theirs."""

    user_id: int
    seat: Seat
    seats: tuple[Seat, ...]

    @property
    def code(self) -> str:
        """The entity as addresses name it."""
        return self.seat.code.lower()

    @property
    def person(self) -> Person:
        """The reader with rights and limits, as the rule book knows people."""
        return Person(self.seat.person, self.seat.limits)

    def may(self, right: Right) -> bool:
        """Whether the reader holds a right here."""
        return right in self.seat.limits

    @property
    def keeps_mail(self) -> bool:
        """Whether mails to customers become files, since no server takes them."""
        with self.reading():
            return not queries.mail_kept(self.entity_id).host


@dataclass(frozen=True, kw_only=True)
class Abroad:
    """Somebody who is signed in, on a page that spans all their entities."""

    user_id: int
    name: str
    at: datetime
    seats: tuple[Seat, ...]

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read the rows of every entity of theirs."""
        with db.reading(*(seat.entity_id for seat in self.seats)):
            yield


@dataclass(eq=False)
class RightMissing(Refusal):
    """A page that the reader's role does not open, and who can change that."""

    code: ClassVar[str] = "right_missing"
    template: ClassVar[str] = (
        "This page needs the right “{right}”, which {person} does not hold here. "
        "{who} can grant it under Settings, People."
    )

    right: str
    person: str
    who: str


@dataclass(eq=False)
class OnlyReads(Refusal):
    """Something was sent by somebody who holds no right, as auditors do."""

    code: ClassVar[str] = "only_reads"
    template: ClassVar[str] = "{person} reads everything here, and changes nothing."

    person: str


class View(Protocol):
    """A page as the addresses know it; ``right`` is none where reading is enough."""

    page: Page
    right: Right | None
    spans: bool
    methods: tuple[str, ...]

    def __call__(self, request: HttpRequest, **kwargs: Any) -> HttpResponse: ...


def page(
    what: Page,
    right: Right | None = None,
    *,
    posts: bool = False,
    for_readers: bool = False,
) -> Callable[[Callable[..., HttpResponse]], View]:
    """Make ``view(request, sitting, **kwargs)`` a page of one entity.

    Its address begins with ``<str:entity>/``.  An entity in which the reader has no
    seat answers 404, as one that does not exist.  Without ``right`` the page only
    reads, and answers GET alone, unless it ``posts``: then the action asks for the
    right that it needs, and who holds none is refused, unless it is ``for_readers``:
    what they send then asks for a file, and changes nothing.  Reading happens in one
    transaction, within the entity's walls; a POST opens its own, by the action that it
    calls.
    """

    def framed(view: Callable[..., HttpResponse]) -> View:
        def answer(request: HttpRequest, entity: str, **kwargs: Any) -> HttpResponse:
            sitting = _seated(request, entity)
            request.sitting = sitting  # type: ignore[attr-defined]
            if right is not None and not sitting.may(right):
                return _without(request, sitting, right)
            if request.method == "POST":
                if not (sitting.seat.limits or for_readers):
                    return _refused(request, OnlyReads(sitting.actor))
                return view(request, sitting, **kwargs)
            with sitting.reading():
                return view(request, sitting, **kwargs)

        return _door(what, right, answer, view, spans=False, posts=posts)

    return framed


def spanning_page(
    what: Page, *, posts: bool = False
) -> Callable[[Callable[..., HttpResponse]], View]:
    """Make ``view(request, abroad, **kwargs)`` a page over all entities of a reader.

    What it posts, where it does, asks for the right in the action.
    """

    def framed(view: Callable[..., HttpResponse]) -> View:
        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            abroad = Abroad(
                user_id=_user_id(request),
                name=request.user.get_username(),
                at=now(),
                seats=tuple(queries.seats(_user_id(request))),
            )
            request.sitting = abroad  # type: ignore[attr-defined]
            if request.method == "POST":
                if not any(seat.limits for seat in abroad.seats):
                    return _refused(request, OnlyReads(abroad.name))
                return view(request, abroad, **kwargs)
            with abroad.reading():
                return view(request, abroad, **kwargs)

        return _door(what, None, answer, view, spans=True, posts=posts)

    return framed


@contextmanager
def refusing(form: BaseForm) -> Iterator[None]:
    """Put a refusal of the action on its form, which is invalid from then on."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(None, str(refusal))


def _door(
    what: Page,
    right: Right | None,
    answer: Callable[..., HttpResponse],
    view: Callable[..., HttpResponse],
    *,
    spans: bool,
    posts: bool = False,
) -> View:
    PAGES.setdefault(what.name, what)
    methods = ["GET", "HEAD"]
    if right is not None or posts:
        methods.append("POST")

    @wraps(view)
    def door(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in(request)
        if request.method not in methods:
            return HttpResponseNotAllowed(methods)
        if not _can_be_asked(request, kwargs):
            raise Http404
        request.page = what  # type: ignore[attr-defined]
        try:
            answered = answer(request, **kwargs)
        except Absent as absent:
            raise Http404(str(absent)) from absent
        if request.method == "POST" and "Location" in answered:
            answered["Location"] = kept(answered["Location"], request)
        return answered

    door.page = what  # type: ignore[attr-defined]
    door.right = right  # type: ignore[attr-defined]
    door.spans = spans  # type: ignore[attr-defined]
    door.methods = tuple(methods)  # type: ignore[attr-defined]
    return door  # type: ignore[return-value]


_LARGEST_ID: Final = 2**63 - 1
_LONGEST_ASKED: Final = 4000
"""Characters of a value in an address; ``int()`` reads no more than 4,300 digits."""


def _can_be_asked(request: HttpRequest, named: Mapping[str, Any]) -> bool:
    """Whether the database can be asked for it: no number or text of its is such."""
    asked = [value for _, values in request.GET.lists() for value in values]
    sent = [value for _, values in request.POST.lists() for value in values]
    return all(
        value <= _LARGEST_ID
        if isinstance(value, int)
        else "\0" not in str(value) and len(str(value)) <= _LONGEST_ASKED
        for value in (*named.values(), *asked)
    ) and not any("\0" in str(value) for value in sent)


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Ask to sign in and come back; htmx is told to load that page whole."""
    there = redirect_to_login(_back(request))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": there["Location"]})
    return there


def _back(request: HttpRequest) -> str:
    """Where to return to: a page that can be asked for again, never a POST."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return request.get_full_path()
    seen = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    return "/" + seen.partition("://")[2].partition("/")[2] if seen else "/"


def _seated(request: HttpRequest, code: str) -> Seated:
    seats = tuple(queries.seats(_user_id(request)))
    seat = next((seat for seat in seats if seat.code.lower() == code.lower()), None)
    if seat is None:
        raise Http404
    if request.session.get("entity") != seat.code:
        request.session["entity"] = seat.code
    at = now()
    return Seated(
        entity_id=seat.entity_id,
        currency=seat.currency,
        actor=seat.person,
        at=at,
        today=at.astimezone(ZoneInfo(seat.time_zone)).date(),
        user_id=_user_id(request),
        seat=seat,
        seats=seats,
    )


def _user_id(request: HttpRequest) -> int:
    user_id = request.user.pk
    assert isinstance(user_id, int), "the door lets nobody in who is not signed in"
    return user_id


def _without(request: HttpRequest, sitting: Seated, right: Right) -> HttpResponse:
    with sitting.reading():
        who = _administrators(queries.people(sitting.entity_id))
    missing = RightMissing(right.value.replace("_", " "), sitting.actor, who)
    return _refused(request, missing)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return show(request, "web/refused.html", {"refusal": str(refusal)}, status=403)


def _administrators(people: list[queries.Known]) -> str:
    names = [one.name for one in people if Right.ADMINISTER in one.limits]
    return " or ".join(names) or "An administrator"
