"""The parts of our pages, as template tags; /desk/components shows each at work."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from duebook.web import charts, doors, figures, keys, places, states
from duebook.web.icons import ICONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField
    from django.template import Context
    from django.utils.safestring import SafeString

    from duebook.web.frame import Page

register = template.Library()

register.filter("money", figures.money)
register.filter("plain", figures.plain)
register.filter("cell", figures.cell)
register.filter("rate", figures.rate)
register.filter("difference", figures.difference)
register.filter("days_over", figures.days_over)
register.filter("counted", figures.counted)
register.filter("lasting", figures.lasting)
register.filter("month", figures.month)
register.filter("spoken", states.spoken)


@register.filter
def grouped(count: int | None) -> str:
    """``12,884``."""
    return figures.NOTHING if count is None else f"{count:,}".replace("-", "−")


@register.filter
def initials(name: str) -> str:
    """Two letters that stand for a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.simple_tag
def money(
    amount_minor: int | None, currency: str, look: str = "", label: str = ""
) -> SafeString:
    """An amount of a cell or a sentence; ``look`` is ``b`` or the kind of a state."""
    if amount_minor is None:
        return format_html('<span class="num none">{}</span>', figures.NOTHING)
    named = format_html(' aria-label="{}"', label) if label else ""
    return format_html(
        '<data class="num {}" value="{}"{}>{}</data>',
        look or ("zero" if not amount_minor else ""),
        figures.plain(amount_minor, currency),
        named,
        figures.money(amount_minor, currency),
    )


@register.simple_tag
def headline(amount_minor: int, currency: str) -> SafeString:
    """An amount with its sign of currency and dimmed cents, for heads of pages."""
    whole, cents = figures.headline(amount_minor, currency)
    return format_html(
        '<data class="num" value="{}">{}<span class="cents">{}</span></data>',
        figures.plain(amount_minor, currency),
        whole,
        cents,
    )


@register.inclusion_tag("web/parts/figure.html")
def figure(
    name: str,
    label: str,
    amount_minor: int | None,
    currency: str,
    *,
    line: str = "",
    why: str = "",
    size: str = "m",
    dot: str = "",
    plain: bool = False,
) -> dict[str, Any]:
    """A figure with its label: ``size`` l, m or s; ``plain`` has no sign of currency.

    ``why`` is the address of its explanation, ``dot`` a tone such as ``a1``.
    """
    whole, cents = (
        figures.headline(amount_minor, currency)
        if amount_minor is not None
        else (figures.NOTHING, "")
    )
    if plain and amount_minor is not None:
        whole, point, cents = figures.money(amount_minor, currency).partition(".")
        cents = point + cents
    return {
        "name": name, "label": label, "line": line, "why": why, "size": size,
        "dot": dot, "whole": whole, "cents": cents,
        "minor": amount_minor, "currency": currency,
        "value": None
        if amount_minor is None
        else figures.plain(amount_minor, currency),
    }  # fmt: skip


@register.inclusion_tag("web/parts/figure.html")
def count(
    name: str,
    label: str,
    value: object,
    *,
    line: str = "",
    why: str = "",
    size: str = "m",
) -> dict[str, Any]:
    """A figure that is no amount: a count, days, a rate, as text."""
    shown = f"{value:,}" if isinstance(value, int) else str(value)
    return {
        "name": name, "label": label, "line": line, "why": why, "size": size,
        "whole": shown, "value": None, "cents": "",
    }  # fmt: skip


@register.simple_tag(takes_context=True)
def day(context: Context, on: date | None, form: str = "long") -> SafeString:
    """``Fri 6 Nov``; ``form`` is "short" (6 Nov), "full" (with the year), "time".

    An instant is told by the clock of the entity that the page is about.
    """
    if on is None:
        return format_html('<span class="none">{}</span>', figures.NOTHING)
    if isinstance(on, datetime) and on.tzinfo:
        on = on.astimezone(_zone(context))
    today = _today(context)
    if form == "time" and isinstance(on, datetime):
        written = figures.moment(on, today)
    else:
        only = on.date() if isinstance(on, datetime) else on
        tell = figures.short_day if form == "short" else figures.day
        written = tell(only, None if form == "full" else today)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), written)


@register.simple_tag
def icon(name: str, label: str = "", look: str = "") -> SafeString:
    """An icon of the sprite; with ``label`` it speaks, otherwise the word beside it."""
    assert name in ICONS, f"web/icons.py has no icon {name}"
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    title = format_html("<title>{}</title>", label) if label else ""
    return format_html(
        '<svg class="ic {}" {}>{}<use href="{}#{}"/></svg>',
        look,
        spoken,
        title,
        static("web/vendor/icons.svg"),
        name,
    )


@register.simple_tag
def state(word: str, text: str = "", kind: str = "", pill: str = "") -> SafeString:
    """A state of the table in web/states.py; ``text`` says more: "24 d over".

    In heads of pages, with ``pill="pill"``.
    """
    look = states.look(word)
    return format_html(
        '<span class="{} {}">{}{}</span>',
        pill or "st",
        kind or look.kind,
        icon(look.icon),
        text or states.spoken(word),
    )


@register.simple_tag
def pill(text: str, kind: str = "idle", icon_name: str = "") -> SafeString:
    """A word on a ground, for what is no state: "Customer", "leaves 0.00"."""
    drawn = icon(icon_name) if icon_name else ""
    return format_html('<span class="pill {}">{}{}</span>', kind, drawn, text)


@register.simple_tag
def key(written: str) -> SafeString:
    """Key caps: ``Ctrl K``, ``⇧ x``."""
    caps = [
        format_html("<kbd>{}</kbd>", cap.upper() if len(cap) == 1 else cap)
        for cap in written.split()
    ]
    return mark_safe("".join(caps))  # noqa: S308 - each was escaped


@register.inclusion_tag("web/parts/keys.html")
def key_tables(page: Page | None) -> dict[str, Any]:
    """All keys: those of the page first, then the others as far as they hold there."""
    own = [(page.title, page.keys)] if page and page.keys else []
    taken = {one.key for _, mine in own for one in mine}
    others = [
        (name, [one for one in table if one.key not in taken])
        for name, table in keys.TABLES
    ]
    return {"tables": [*own, *others]}


@register.inclusion_tag("web/parts/act.html", takes_context=True)
def act(
    context: Context,
    label: str,
    *,
    href: str = "",
    key: str = "",
    icon: str = "",
    look: str = "",
    name: str = "",
    value: str = "",
    why_off: str = "",
    form: str = "",
    panel: bool = False,
    posts: str = "",
    into: str = "",
) -> dict[str, Any]:
    """A button: a link with ``href``, else the submit button of its form.

    A page that the reader has no right to open is not offered.
    ``look`` is ``pri``, ``quiet``, ``s``, ``l``, ``wide``, several with blanks;
    ``why_off`` turns it off and says why; ``panel`` opens ``href`` in the panel;
    ``posts`` sends the form there, and only what is drawn anew ``into`` changes.
    """
    return {
        "href": places.kept(href, context.get("request")),
        "is_open": doors.is_open(href, context.get("sitting")),
        "label": label, "key": key, "icon": icon, "look": look, "name": name,
        "value": value, "why_off": why_off, "form": form, "panel": panel,
        "posts": posts, "into": into,
    }  # fmt: skip


@register.inclusion_tag("web/parts/agebar.html")
def agebar(
    buckets: Sequence[charts.Bucket],
    currency: str,
    look: str = "",
    note: str = "",
) -> dict[str, Any]:
    """A bar by age, its amounts below; ``look`` is ``tall``, ``thin`` or ``two``."""
    return {
        "segments": charts.aging_bar(buckets), "buckets": buckets,
        "currency": currency, "look": look, "note": note,
    }  # fmt: skip


@register.inclusion_tag("web/parts/meter.html")
def meter(
    of: Sequence[charts.Piece], label: str = "", even: str = ""
) -> dict[str, Any]:
    """A bar in pieces: what is done, what waits; ``label`` is what it says aloud."""
    said = label or ", ".join(f"{one.count} {one.label}" for one in of if one.label)
    return {"pieces": charts.pieces(of), "said": said, "even": even}


@register.simple_tag
def heat(amount_minor: int | None, most_minor: int, age: int) -> str:
    """The classes of a heat cell: ``heat a1 s3``, or none."""
    step = charts.heat_step(amount_minor, most_minor)
    return f"heat a{age} s{step}" if step else ""


@register.inclusion_tag("web/parts/columns.html")
def columns(
    months: Sequence[charts.Month],
    currency: str,
    label: str,
    width: int = 280,
    height: int = 74,
) -> dict[str, Any]:
    """Columns by month, stacked by age, in thousands; the title must say so."""
    return {
        "columns": charts.columns(months, width=width, height=height),
        "currency": currency, "label": label, "width": width, "height": height + 36,
        "foot": height + 32, "base": height,
        "role": "group" if any(month.address for month in months) else "img",
    }  # fmt: skip


@register.filter
def thousands(amount_minor: int, currency: str) -> str:
    """``342``: thousands of the currency, as titles of charts announce them."""
    return f"{round(amount_minor / 10 ** figures.digits(currency) / 1000):,}"


@register.simple_tag
def sparkline(values: Sequence[int], label: str) -> SafeString:
    """Six values as a line with its last point; ``label`` says them in a sentence."""
    points = charts.sparkline(values)
    if not points:
        return format_html('<span class="none">{}</span>', figures.NOTHING)
    x, y = points[-1]
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 48 14">'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="2"/></svg>',
        label,
        " ".join(f"{one},{other}" for one, other in points),
        x,
        y,
    )


@register.inclusion_tag("web/parts/dots.html")
def dotplot(
    values: Sequence[int], label: str, flags: Sequence[tuple[int, str]] = ()
) -> dict[str, Any]:
    """Days late of each case as dots; flags are numbered marks above them."""
    return {"plot": charts.dot_plot(values, flags), "label": label}


@register.inclusion_tag("web/parts/field.html")
def field(
    bound: BoundField,
    look: str = "",
    key: str = "",
    unit: str = "",
    *,
    is_first: bool = False,
) -> dict[str, Any]:
    """A row of a form: label, field, help, and what stands in the way.

    ``look`` is the width: ``s``, ``m``, ``wide``; ``unit`` stands behind the field.
    Where it ``is_first``, the page opens with the cursor in it.
    """
    kind = getattr(bound.field.widget, "input_type", "")
    css = {"checkbox": "tick", "radio": "radio"}.get(kind, "inp")
    # Several of a kind stand in a box of their own, which Django would give the class.
    attrs: dict[str, Any] = {} if bound.use_fieldset else {"class": css}
    if bound.errors:
        attrs["aria-describedby"] = f"{bound.auto_id}_no {bound.auto_id}_helptext"
    if key:
        attrs["data-key"] = key
    if is_first:
        attrs["autofocus"] = True
    return {
        "bound": bound, "widget": bound.as_widget(attrs=attrs), "look": look,
        "is_tick": kind == "checkbox", "unit": unit,
        "is_group": bound.use_fieldset,
    }  # fmt: skip


@register.inclusion_tag("web/parts/refusal.html")
def refusal(form: Any) -> dict[str, Any]:
    """What stands in the way of a whole form, above its fields."""
    return {"errors": form.non_field_errors() if form.is_bound else []}


@register.simple_block_tag
def note(content: str, kind: str = "info", title: str = "") -> str:
    """A box for what stands in the way or is allowed: ok, info, warn, bad, hold."""
    return _part("note", content, kind=kind, title=title)


@register.simple_block_tag
def finding(content: str, severity: str, title: str, ref: str = "") -> str:
    """A finding: its severity, the fact; within, the sentence and the fixes."""
    look = states.look(severity)
    return _part("finding", content, look=look, word=severity, title=title, ref=ref)


@register.simple_block_tag(takes_context=True)
def entry(
    context: Context,
    content: str,
    icon: str,
    title: str,
    *,
    at: date | str | None = None,
    kind: str = "",
) -> str:
    """An entry of a timeline: one kind, one icon; newest first within ``ol.tl``."""
    when = day(context, at, _form(at)) if isinstance(at, date) else at or ""
    return _part("entry", content, icon=icon, title=title, when=when, kind=kind)


@register.simple_block_tag
def choice(content: str, number: int, title: str, first: str = "") -> str:
    """A card with its number, which is its key: a proposal, a way out."""
    return _part("choice", content, number=number, title=title, first=first)


@register.simple_block_tag
def nothing(content: str, title: str = "") -> str:
    """What stands in place of rows: a sentence, and one button or link."""
    return _part("nothing", content, title=title)


@register.simple_block_tag
def bulk(content: str, said: str, amount: str = "", rest: str = "") -> str:
    """The bar of what is ticked: count, sum, a way to more or fewer, acts."""
    return _part("bulk", content, said=said, amount=amount, rest=rest)


@register.simple_block_tag
def card(
    content: str, title: str, line: str = "", icon: str = "", end: str = ""
) -> str:
    """A card with a head: title, a line beside it, and words at its end."""
    return _part("card", content, title=title, line=line, icon=icon, end=end)


@register.inclusion_tag("web/parts/progress.html")
def progress(
    done: int,
    total: int,
    what: str,
    *,
    line: str = "",
    stop: str = "",
    key: str = "",
) -> dict[str, Any]:
    """Long work: ``done`` of ``total``, a line with its speed and end, how to stop.

    ``stop`` is the address that a POST stops it at; ``key`` the idempotency key.
    """
    kinds = [charts.Piece("ok", done), charts.Piece("rest", max(0, total - done))]
    return {
        "done": done, "total": total, "what": what, "line": line, "stop": stop,
        "key": key, "pieces": charts.pieces(kinds),
    }  # fmt: skip


@register.inclusion_tag("web/parts/sumrow.html")
def sumrow(
    label: str, amount_minor: int | None, currency: str, look: str = "", why: str = ""
) -> dict[str, Any]:
    """A row of ``dl.sum``; ``look`` "total" has a rule above and speaks up."""
    return {
        "label": label, "minor": amount_minor, "currency": currency, "look": look,
        "why": why,
    }  # fmt: skip


@register.inclusion_tag("web/parts/tab.html")
def tab(
    label: str, href: str, *, current: bool = False, count: int | None = None
) -> dict[str, Any]:
    """A tab of ``nav.tabs``, a piece of ``nav.seg``, or a chip of ``nav.chips``."""
    return {"label": label, "href": href, "current": current, "count": count}


@register.inclusion_tag("web/parts/why.html", takes_context=True)
def why(context: Context, explained: Any) -> dict[str, Any]:
    """The four parts of an explained number (web/explained.py)."""
    return {"explained": explained, "frame": context.get("frame")}


@register.simple_tag
def monogram(text: str, colour: int = 0, name: str = "") -> SafeString:
    """An entity's two letters on its ground; eight grounds."""
    return format_html(
        '<span class="mono e{}" title="{}" aria-hidden="true">{}</span>',
        colour % 8,
        name,
        text,
    )


@register.simple_tag
def avatar(name: str) -> SafeString:
    """A person's initials."""
    return format_html(
        '<span class="avatar" title="{}" aria-hidden="true">{}</span>',
        name,
        initials(name),
    )


def _part(name: str, content: str, **context: Any) -> str:
    return render_to_string(f"web/parts/{name}.html", {"content": content, **context})


def _form(at: date) -> str:
    return "time" if isinstance(at, datetime) else "short"


def _zone(context: Context) -> ZoneInfo:
    return ZoneInfo(getattr(context.get("frame"), "zone", "UTC"))


def _today(context: Context) -> date | None:
    frame = context.get("frame")
    today = getattr(frame, "today", None)
    return today if isinstance(today, date) else None
