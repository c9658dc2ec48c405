"""Rules of the house: a line that looks so always is this, unless rules disagree."""

from __future__ import annotations

from duebook.domain.house_rules import HouseRule, RuledLine, applies, ruling

RENT = HouseRule(id=1, name="rent", account_id=70, text="miller estates")
LINE = RuledLine(bank_account_id=5, amount_minor=-1200_00, said="MILLER ESTATES 11/26")


def test_the_rent_is_known_by_its_text() -> None:
    assert ruling(LINE, [RENT]) == RENT


def test_every_condition_must_hold() -> None:
    small = HouseRule(
        id=2, name="small", account_id=71, least_minor=-50_00, most_minor=0
    )
    elsewhere = HouseRule(id=3, name="other bank", account_id=72, bank_account_id=6)
    fee = HouseRule(id=4, name="fee", account_id=73, movement="fee")
    assert not any(applies(rule, LINE) for rule in (small, elsewhere, fee))


def test_rules_that_disagree_say_nothing() -> None:
    another = HouseRule(id=2, name="estates", account_id=71, text="estates")
    assert ruling(LINE, [RENT, another]) is None


def test_of_rules_that_agree_the_one_that_may_act_speaks() -> None:
    acting = HouseRule(id=9, name="rent too", account_id=70, text="estates", acts=True)
    assert ruling(LINE, [RENT, acting]) == acting
