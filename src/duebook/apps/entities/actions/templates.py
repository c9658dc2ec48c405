"""Keeping a template of documents: a version more, for what is made from now on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from duebook.apps.entities import models, queries
from duebook.apps.entities.actions.entity import require_as_seen
from duebook.apps.entities.actions.frame import Act, action
from duebook.documents.trying import NAMES
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTemplate:
    """Print with this text from now on; empty, with the template as it came.

    ``seen`` as in :func:`require_as_seen`.
    """

    entity_id: int
    name: str
    text: str
    seen: int | None = None


@dataclass(eq=False)
class TemplatesFixed(Refusal):
    """The environment names a folder of templates, and a page does not overrule it."""

    code: ClassVar[str] = "templates_fixed"
    template: ClassVar[str] = (
        "This entity prints with the templates in {folder}, so they are changed there."
    )

    folder: str


@dataclass(eq=False)
class NoSuchTemplate(Refusal):
    """A name of no template that can be kept."""

    code: ClassVar[str] = "no_such_template"
    template: ClassVar[str] = "There is no template {name} to change."

    name: str


@action(Right.ADMINISTER)
def keep_template(command: KeepTemplate, act: Act) -> int:
    """Keep a version of a template, and return its id.

    What was made before is printed with what held then.  The text is not tried here:
    that takes seconds, and is the page's to do before.

    Raises:
        NoSuchTemplate: there is none of this name.
        TemplatesFixed: the environment names a folder of this entity's templates.
        SettingChanged: somebody kept another version since it was shown.
    """
    if command.name not in NAMES:
        raise NoSuchTemplate(command.name)
    fixed = queries.templates(act.entity_id).fixed
    if fixed is not None:
        raise TemplatesFixed(str(fixed))
    require_as_seen(act, command.seen, "KeepTemplate")
    kept = models.Template.objects.create(
        entity_id=act.entity_id,
        name=command.name,
        text=command.text,
        person=act.person.name,
    )
    return kept.id
