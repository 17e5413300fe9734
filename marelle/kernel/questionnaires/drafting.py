"""The orders about the next version of a form, while it is being written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from . import reading
from .models import FormDraft, Questionnaire
from .services import publish_version


class DraftMoved(Refused):
    """Somebody changed the form meanwhile."""

    code = "questionnaires.draft_moved"
    sentence = _("Ce formulaire a été modifié entre-temps par une autre personne : relisez-le, puis recommencez.")
    status = 409


@transaction.atomic
def begin_draft(newest: Questionnaire, *, by: Viewer, at: datetime) -> FormDraft:
    """The draft of the next version, begun from the newest; the one that is there when somebody began already.

    The caller judges who may write.
    """
    facts = {"title": newest.title, "definition": newest.definition, "saved_at": at, "saved_by": by.person_id}
    return FormDraft.objects.get_or_create(code=newest.code, defaults=facts)[0]


@transaction.atomic
def change_draft(
    draft: FormDraft, definition: Mapping[str, Any], *, by: Viewer, at: datetime, revision: int, title: str = ""
) -> FormDraft:
    """Keeps a change of a draft, made on this `revision` of it. Refuses `DraftMoved`, and `DefinitionRefused` when
    the form could no longer be shown: the draft can be read, and shown, at any time."""
    held = FormDraft.objects.select_for_update().get(pk=draft.pk)
    if held.revision != revision:
        raise DraftMoved
    _must_read(definition)
    held.definition, held.title = dict(definition), title or held.title
    held.revision += 1
    held.saved_at, held.saved_by = at, by.person_id
    held.save()
    return held


def _must_read(definition: Mapping[str, Any]) -> None:
    """A section that was just added has no field yet: it is read without."""
    told = definition.get("sections")
    if not isinstance(told, list) or not all(isinstance(part, Mapping) for part in told):
        reading.read(dict(definition))  # says what is wrong with it
        return
    reading.read({**definition, "sections": [part for part in told if part.get("fields") != []]})


@transaction.atomic
def publish_draft(draft: FormDraft, *, revision: int) -> Questionnaire:
    """Publishes a draft as the next version, and ends it. Refuses `DraftMoved`, `DefinitionRefused`."""
    held = FormDraft.objects.select_for_update().get(pk=draft.pk)
    if held.revision != revision:
        raise DraftMoved
    definition = {**held.definition, "title": held.title}
    published = publish_version(code=held.code, title=held.title, definition=definition)
    held.delete()
    return published


def drop_draft(draft: FormDraft) -> None:
    """Ends a draft without publishing it."""
    FormDraft.objects.filter(pk=draft.pk).delete()
