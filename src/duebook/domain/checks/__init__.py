"""Bill checks: a linter for drafts and for the parties they are addressed to.

``run.check_drafts`` and ``run.check_parties`` apply the checks of
``catalogue.CHECKS`` to the facts of ``facts``; ``findings`` says what comes out.
"""

from __future__ import annotations
