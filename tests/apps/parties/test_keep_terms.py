"""Payment terms are kept whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duebook import db
from duebook.apps.parties.actions import KeepTerms, keep_terms
from duebook.apps.parties.actions.terms import SharesDoNotAddUp, UnusableTerms
from duebook.apps.parties.queries import (
    NET_30,
    STANDARD,
    default_terms,
    terms_by_id,
)
from duebook.domain.calendars import PaymentTerms, TermsPart
from tests.apps.parties.builders import HALVES, TWO_TEN_NET_30, keep_usual_terms
from tests.office import an_entity, by

pytestmark = pytest.mark.django_db


def test_terms_are_read_back_as_they_were_kept() -> None:
    entity_id = an_entity()

    keep_usual_terms(entity_id)

    with db.reading(entity_id):
        assert list(terms_by_id(entity_id).values()) == [TWO_TEN_NET_30, HALVES]


def test_terms_of_a_known_code_are_changed() -> None:
    entity_id = an_entity()
    keep_usual_terms(entity_id)
    longer = replace(HALVES, parts=(TermsPart(share_bp=10_000, net_days=60),))

    keep_terms(KeepTerms(entity_id=entity_id, terms=(longer,)), **by())

    with db.reading(entity_id):
        assert list(terms_by_id(entity_id).values()) == [TWO_TEN_NET_30, longer]


def test_who_has_no_terms_has_the_standard_ones() -> None:
    entity_id = an_entity()
    with db.reading(entity_id):
        assert default_terms(entity_id) == NET_30
    prompt = replace(TWO_TEN_NET_30, code=STANDARD)

    keep_terms(KeepTerms(entity_id=entity_id, terms=(prompt,)), **by())

    with db.reading(entity_id):
        assert default_terms(entity_id) == prompt


def test_three_tenths_and_six_tenths_are_not_the_whole() -> None:
    parts = (
        TermsPart(share_bp=3_000, net_days=0),
        TermsPart(share_bp=6_000, net_days=30),
    )

    with pytest.raises(SharesDoNotAddUp, match="Terms X: the parts come to 90 %"):
        refuse(PaymentTerms(code="X", name="X", parts=parts))


@pytest.mark.parametrize(
    "terms",
    [
        replace(HALVES, discount_bp=10_000),
        replace(HALVES, discount_days=-1),
        replace(HALVES, parts=(TermsPart(share_bp=10_000, net_days=-1),)),
        replace(
            HALVES, parts=(TermsPart(share_bp=10_000, net_days=1, day_of_month=32),)
        ),
        replace(
            HALVES,
            parts=(
                TermsPart(share_bp=-1, net_days=1),
                TermsPart(share_bp=10_001, net_days=2),
            ),
        ),
    ],
)
def test_figures_that_cannot_be_are_refused(terms: PaymentTerms) -> None:
    with pytest.raises(UnusableTerms):
        refuse(terms)


def test_one_code_is_given_once() -> None:
    with pytest.raises(UnusableTerms, match="twice"):
        refuse(HALVES, HALVES)


def test_two_parts_on_one_day_are_one() -> None:
    together = (TermsPart(share_bp=5_000, net_days=30),) * 2

    with pytest.raises(UnusableTerms, match="two parts fall due together"):
        refuse(replace(HALVES, parts=together))


def refuse(*terms: PaymentTerms) -> None:
    keep_terms(KeepTerms(entity_id=an_entity(), terms=terms), **by())
