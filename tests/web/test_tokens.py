"""The colours of the look, measured: what the style sheet says, not what we hoped."""

from __future__ import annotations

import gzip
import re
from itertools import combinations
from math import dist
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

WEB = Path("src/duebook/web/static/web")
TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\);")
LIGHT, DARK = 0, 1
GROUNDS = ("canvas", "surface", "sunken", "accent-soft")
STATES = ("ok", "info", "warn", "bad", "hold", "idle")

Triple = tuple[float, float, float]


def tokens(theme: int) -> dict[str, str]:
    text = (WEB / "tokens.css").read_text()
    return {name: values[theme] for name, *values in TOKEN.findall(text)}


def linear(colour: str) -> Triple:
    """Red, green and blue of ``#RRGGBB`` as light, from 0 to 1."""
    red, green, blue = (
        (part / 255 / 12.92)
        if part / 255 <= 0.04045
        else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in bytes.fromhex(colour[1:])
    )
    return red, green, blue


def luminance(light: Triple) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one: Triple, other: Triple) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def times(matrix: Iterable[Triple], vector: Triple) -> Triple:
    first, second, third = (
        sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix
    )
    return first, second, third


LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
LMS_BACK = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
RGB_BACK = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def oklab(light: Triple) -> Triple:
    long, middle, short = (part ** (1 / 3) for part in times(LMS, light))
    return times(OKLAB, (long, middle, short))


def mixed(one: Triple, share: float, other: Triple) -> Triple:
    """CSS's ``color-mix(in oklab, one share, other)``."""
    first, second, third = (
        a * share + b * (1 - share)
        for a, b in zip(oklab(one), oklab(other), strict=True)
    )
    long, middle, short = (part**3 for part in times(LMS_BACK, (first, second, third)))
    red, green, blue = times(RGB_BACK, (long, middle, short))
    return max(0.0, red), max(0.0, green), max(0.0, blue)


@pytest.mark.parametrize(
    ("ink", "light", "dark"),
    [
        ("ink", 15.0, 11.9),
        ("ink-2", 7.1, 7.1),
        ("ink-3", 4.7, 4.6),
        ("accent", 6.8, 6.7),
        ("ok", 6.4, 8.3),
        ("info", 4.8, 5.6),
        ("warn", 4.6, 7.5),
        ("bad", 6.6, 6.2),
        ("hold", 8.0, 7.9),
        ("idle", 6.1, 6.4),
    ],
)
def test_a_text_can_be_read_on_every_ground_it_may_stand_on(
    ink: str, light: float, dark: float
) -> None:
    for theme, least in ((LIGHT, light), (DARK, dark)):
        known = tokens(theme)
        own = (f"{ink}-soft",) if ink in STATES else ()
        ratios = [
            contrast(linear(known[ink]), linear(known[ground]))
            for ground in (*GROUNDS, *own)
        ]
        assert round(min(ratios), 1) >= least >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_field_is_seen_and_the_primary_button_is_read(theme: int) -> None:
    known = {name: linear(value) for name, value in tokens(theme).items()}
    for ground in ("surface", "sunken", "canvas"):
        assert contrast(known["field"], known[ground]) >= 3
    assert contrast(known["on-accent"], known["accent"]) >= 7
    assert contrast(known["on-accent"], known["accent-hover"]) >= 4.5
    assert contrast(known["surface"], known["ink"]) >= 4.5, "a chosen chip"


@pytest.mark.parametrize(("theme", "closest"), [(LIGHT, 12.6), (DARK, 12.7)])
def test_the_steps_of_age_are_told_apart(theme: int, closest: float) -> None:
    known = tokens(theme)
    ramp = [oklab(linear(known[f"age-{age}"])) for age in range(5)]
    apart = [100 * dist(one, other) for one, other in combinations(ramp, 2)]
    assert min(apart) >= closest


def test_old_debt_is_darker_than_young_in_both_themes() -> None:
    for theme in (LIGHT, DARK):
        known = tokens(theme)
        lightness = [oklab(linear(known[f"age-{age}"]))[0] for age in range(1, 5)]
        assert lightness == sorted(lightness, reverse=True)


def test_states_differ_for_the_eye_that_sees_all_colours() -> None:
    for theme, closest in ((LIGHT, 15.2), (DARK, 12.6)):
        known = tokens(theme)
        seen = [oklab(linear(known[state])) for state in STATES if state != "idle"]
        apart = [100 * dist(one, other) for one, other in combinations(seen, 2)]
        assert min(apart) >= closest


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_amounts_are_read_on_every_heat(theme: int) -> None:
    known = {name: linear(value) for name, value in tokens(theme).items()}
    style = (WEB / "parts.css").read_text()
    found = re.findall(
        r"\.heat:is\(([.a0-4, ]+)\)\.s([1-4]) \{ --mix: (\d+)%; \}", style
    )
    (damped,) = re.findall(r"var\(--fill\) (\d+)%, var\(--surface\)\)\)", style)
    assert {(age, step) for ages, step, _ in found for age in ages.split(", ")} == {
        (f".a{age}", str(step)) for age in range(5) for step in range(1, 5)
    }
    for ages, _, share in found:
        for age in ages.split(", "):
            fill = known[f"age-{age[2:]}"]
            if theme == DARK:
                fill = mixed(fill, int(damped) / 100, known["surface"])
            ground = mixed(fill, int(share) / 100, known["surface"])
            assert contrast(known["ink"], ground) >= 4.5, (age, share)


def test_the_style_stays_within_its_budget() -> None:
    sheets = b"".join(path.read_bytes() for path in sorted(WEB.glob("*.css")))
    assert len(gzip.compress(sheets)) < 14 * 1024
    assert len(gzip.compress((WEB / "desk.js").read_bytes())) < 6 * 1024
