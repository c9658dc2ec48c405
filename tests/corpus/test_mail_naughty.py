"""The big list of naughty strings as names, subjects and file names of mails."""

from __future__ import annotations

import json

from tests.corpus.samples import needs_corpus, sample
from tests.formats.test_mail import survives


@needs_corpus
def test_every_naughty_string_stays_a_name() -> None:
    strings = json.loads(sample("g_naughty/blns/blns.json"))

    for text in strings:
        survives(text)

    assert len(strings) > 500
