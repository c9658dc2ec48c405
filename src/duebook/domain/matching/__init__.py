"""Matching: receipts to open items, proved complete and unique, or left to a person.

Start at :func:`duebook.domain.matching.ladder.match`.
"""
