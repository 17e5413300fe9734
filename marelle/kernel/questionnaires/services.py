"""The orders about forms: publish a version, open a sheet of answers, save into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from . import reading
from .answers import normalise
from .faults import Fault
from .merging import Clash, merge
from .models import AnswerChange, AnswerSheet, Questionnaire


class AnswersUnreadable(Refused):
    """Some of what was typed cannot be read. Nothing is saved; `faults` says what and where."""

    code = "questionnaires.unreadable"
    sentence = _("Rien n’est encore enregistré : corrigez les réponses signalées, puis enregistrez de nouveau.")

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(field=faults[0].field)
        self.faults = faults


class AnswersClash(Refused):
    """A colleague changed the same answers meanwhile. Nothing is saved or lost; `clashes` shows both texts.

    `shown` is what to show the writer again, together with `revision`: their own words, and the colleague's answers
    where they had changed nothing. Saved again as it is, it replaces the colleague's words knowingly.
    """

    code = "questionnaires.clash"
    sentence = _(
        "Une autre personne a modifié les mêmes réponses pendant que vous écriviez. "
        "Rien n’est perdu : comparez les deux textes, gardez ce qui convient, puis enregistrez."
    )
    status = 409

    def __init__(self, clashes: tuple[Clash, ...], shown: dict[str, Any], revision: int) -> None:
        super().__init__(field=clashes[0].field)
        self.clashes = clashes
        self.shown = shown
        self.revision = revision


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saving did: the revision it made (or found, when nothing changed), and the answers that it wrote."""

    revision: int
    changed: frozenset[str]
    merged: bool


@transaction.atomic
def publish_version(*, code: str, title: str, definition: Mapping[str, Any]) -> Questionnaire:
    """Publishes the next version of a form, or gives the latest back when it already says exactly this.

    Refuses (`DefinitionRefused`) a form that could not be shown. The caller judges who may publish.
    """
    reading.read(definition)
    _hold("questionnaires.publish", code)
    latest = Questionnaire.objects.filter(code=code).order_by("-version").first()
    if latest and (latest.definition, latest.title) == (definition, title):
        return latest
    version = latest.version + 1 if latest else 1
    return Questionnaire.objects.create(code=code, version=version, title=title, definition=dict(definition))


def start_answers(questionnaire: Questionnaire, *, by: Viewer) -> AnswerSheet:
    """An empty sheet for one version of a form. Who may write in it is judged by the record that holds it."""
    return AnswerSheet.objects.create(questionnaire=questionnaire, saved_by=by.person_id)


@transaction.atomic
def save_answers(
    sheet: AnswerSheet, given: Mapping[str, Any], *, by: Viewer, at: datetime, revision: int | None = None
) -> Saved:
    """Saves some answers: those of the fields that `given` names, an empty one being an answer taken back.

    `revision` is the one that the writer had before their eyes. Changes that colleagues made meanwhile to other
    answers are kept; to the same ones, `AnswersClash` is raised with both texts. Refuses `AnswersUnreadable` too.
    Nothing is demanded here: what is missing or out of limits is `check`'s to say, before filing.
    """
    held = AnswerSheet.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=sheet.pk)
    read = normalise(held.questionnaire.form, given)
    if read.faults:
        raise AnswersUnreadable(read.faults)
    base = held.revision if revision is None else revision
    later = held.changes.filter(revision__gt=base).order_by("revision") if base < held.revision else ()
    outcome = merge(held.answers, {code: read.answers.get(code) for code in given}, [c.before() for c in later])
    if outcome.clashes:
        raise AnswersClash(outcome.clashes, outcome.shown, held.revision)
    if outcome.changed:
        _write(held, outcome.changed, by, at)
    sheet.answers, sheet.revision = held.answers, held.revision
    return Saved(held.revision, frozenset(outcome.changed), merged=bool(later))


def _write(sheet: AnswerSheet, changed: Mapping[str, tuple[Any, Any]], by: Viewer, at: datetime) -> None:
    after = {**sheet.answers, **{field: pair[1] for field, pair in changed.items()}}
    sheet.answers = {field: value for field, value in after.items() if value is not None}
    sheet.revision += 1
    sheet.saved_at, sheet.saved_by = at, by.person_id
    sheet.save(update_fields=["answers", "revision", "saved_at", "saved_by"])
    AnswerChange.objects.create(
        sheet=sheet, revision=sheet.revision, changed=changed, saved_at=at, saved_by=by.person_id
    )


def _hold(*words: str) -> None:
    """Makes those who publish the same form wait for each other until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [":".join(words)])
