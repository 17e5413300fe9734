"""The orders about forms: publish a version, open a sheet of answers, save into it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
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
from .merging import Clash, Merge, merge
from .models import AnswerChange, AnswerSheet, AsideAnswer, Questionnaire


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


# The revision that a writer had before their eyes: of the whole sheet, or of each answer; None: the one that is there.
Seen = int | Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saving did: the revision it made (or found, when nothing changed), and the answers that it wrote.

    `shown`: what stands now, for each answer that was sent; in those `joined`, a colleague's changes too.
    `faults` and `clashes`: what was left unsaved, where saving what can be saved was asked for.
    """

    revision: int
    changed: frozenset[str]
    merged: bool
    shown: Mapping[str, Any]
    joined: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    clashes: tuple[Clash, ...] = ()


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


def start_answers(questionnaire: Questionnaire, *, by: Viewer, answers: Mapping[str, Any] | None = None) -> AnswerSheet:
    """A sheet for one version of a form, empty but for the `answers` that are known already and that it can read.

    Who may write in it is judged by the record that holds it.
    """
    given = {code: value for code, value in (answers or {}).items() if questionnaire.form.field(code)}
    known = normalise(questionnaire.form, given).answers
    return AnswerSheet.objects.create(questionnaire=questionnaire, saved_by=by.person_id, answers=known)


@transaction.atomic
def save_answers(
    sheet: AnswerSheet,
    given: Mapping[str, Any],
    *,
    by: Viewer,
    at: datetime,
    revision: Seen = None,
    what_can_be: bool = False,
) -> Saved:
    """Saves some answers: those of the fields that `given` names, an empty one being an answer taken back.

    `revision` is the one that the writer had before their eyes, for all answers or for each. Changes that
    colleagues made meanwhile to other answers, or elsewhere in the same ones, are kept; where both wrote in one place,
    `AnswersClash` is raised with both texts. Refuses `AnswersUnreadable` too.
    Nothing is demanded here: what is missing or out of limits is `check`'s to say, before filing.
    `what_can_be`: refuses neither; what can be read and merged is saved, the rest is told, and a text that clashes is
    put aside under its writer's name.
    """
    held = AnswerSheet.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=sheet.pk)
    read = normalise(held.questionnaire.form, given)
    if read.faults and not what_can_be:
        raise AnswersUnreadable(read.faults)
    unread = {fault.field for fault in read.faults}
    mine = {code: read.answers.get(code) for code in given if code not in unread}
    befores = _befores(held, mine, revision)
    outcome = merge(held.answers, mine, befores, held.questionnaire.form)
    if outcome.clashes and not what_can_be:
        raise AnswersClash(outcome.clashes, outcome.shown, held.revision)
    put_aside(held, outcome.clashes, by=by, at=at)
    if outcome.changed:
        _write(held, outcome.changed, by, at)
        _settle_own(held, outcome, by, at)
    for name in ("answers", "revision", "saved_at", "has_asides"):
        setattr(sheet, name, getattr(held, name))
    changed = frozenset(outcome.changed)
    return Saved(held.revision, changed, bool(befores), outcome.shown, outcome.joined, read.faults, outcome.clashes)


@dataclass(frozen=True, slots=True)
class Passed:
    """What passing to a newer form did: the answers kept, and those that it does not ask or cannot read."""

    kept: frozenset[str]
    left: frozenset[str]


def would_pass(sheet: AnswerSheet, newest: Questionnaire) -> tuple[dict[str, Any], Passed]:
    """The answers of a sheet as a newer form reads them, and what it would leave. Price: none."""
    answers: dict[str, Any] = {}
    for code, value in sheet.answers.items():
        read = normalise(newest.form, {code: value})
        if code in read.answers and not read.faults:
            answers[code] = read.answers[code]
    return answers, Passed(frozenset(answers), frozenset(sheet.answers) - frozenset(answers))


@transaction.atomic
def pass_to(sheet: AnswerSheet, newest: Questionnaire, *, by: Viewer, at: datetime) -> Passed:
    """Passes a sheet to another version of its form. What that one does not ask is left, and kept in the history."""
    held = AnswerSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    answers, passed = would_pass(held, newest)
    changed = {code: (held.answers[code], answers.get(code)) for code in held.answers}
    held.questionnaire = newest
    held.save(update_fields=["questionnaire"])
    _write(held, {code: pair for code, pair in changed.items() if pair[0] != pair[1]}, by, at)
    sheet.questionnaire, sheet.answers, sheet.revision = newest, held.answers, held.revision
    return passed


def _befores(sheet: AnswerSheet, mine: Iterable[str], seen: Seen) -> list[dict[str, Any]]:
    """For each saving that a writer had not seen, the answers that it replaced. Price: one query, or none."""
    if seen is None:
        return []
    bases = {code: seen if isinstance(seen, int) else seen.get(code, sheet.revision) for code in mine}
    oldest = min(bases.values(), default=sheet.revision)
    if oldest >= sheet.revision:
        return []
    later = sheet.changes.filter(revision__gt=oldest).order_by("revision")
    return [{f: v for f, v in c.before().items() if c.revision > bases.get(f, c.revision)} for c in later]


def changed_since(sheet: AnswerSheet, revision: int) -> set[str]:
    """The answers that were saved after a revision, whoever saved them. Price: one query."""
    changes = sheet.changes.filter(revision__gt=revision).values_list("changed", flat=True)
    return {field for changed in changes for field in changed}


def put_aside(sheet: AnswerSheet, clashes: Iterable[Clash], *, by: Viewer, at: datetime) -> None:
    """Keeps what a writer wrote where a colleague had written too, until one of them settles it.

    Price: none without a clash; else one query and two for each.
    """
    clashes = list(clashes)
    if clashes:
        _note_asides(sheet, True)
    for clash in clashes:
        AsideAnswer.objects.update_or_create(
            sheet=sheet,
            field=clash.field,
            written_by=by.person_id,
            settled_at=None,
            defaults={"value": clash.mine, "written_at": at},
        )


@contextmanager
def keeping_clashes(sheet: AnswerSheet, *, by: Viewer, at: datetime) -> Iterator[None]:
    """Around an order that saves into a sheet: when a colleague wrote in the same place, what was written is put aside
    under its writer's name, outside the order's transaction, and `AnswersClash` goes on to whoever asked."""
    try:
        yield
    except AnswersClash as clash:
        put_aside(sheet, clash.clashes, by=by, at=at)
        raise


def _settle_own(sheet: AnswerSheet, outcome: Merge, by: Viewer, at: datetime) -> None:
    """Whoever saves an answer after having seen both texts has settled what they had put aside in it.

    The colleague has not: what they had saved, and of which a word is gone, is put aside in its turn under their name.
    Price: none without a text put aside; else five queries, and three for each text that is replaced.
    """
    if not sheet.has_asides:
        return
    own = AsideAnswer.objects.filter(sheet=sheet, settled_at=None, written_by=by.person_id)
    settled = own.filter(field__in=list(outcome.changed))
    for field in settled.values_list("field", flat=True):
        _keep_replaced(sheet, field, *outcome.changed[field], by)
    settled.update(settled_at=at, settled_by=by.person_id)
    _note_asides(sheet, bool(_waiting(sheet)))


def _keep_replaced(sheet: AnswerSheet, field: str, before: Any, after: Any, by: Viewer) -> None:
    written = sheet.changes.filter(changed__has_key=field, revision__lt=sheet.revision).order_by("-revision").first()
    if before is None or written is None or written.saved_by == by.person_id or not words_lost(before, after):
        return
    AsideAnswer.objects.update_or_create(
        sheet=sheet,
        field=field,
        written_by=written.saved_by,
        settled_at=None,
        defaults={"value": before, "written_at": written.saved_at},
    )


def words_lost(before: Any, after: Any) -> bool:
    """Whether something of an answer is gone from the one that replaces it; of two texts, a word."""
    if isinstance(before, str) and isinstance(after, str):
        return not set(before.split()) <= set(after.split())
    return bool(before != after)


def _note_asides(sheet: AnswerSheet, some: bool) -> None:
    sheet.has_asides = some
    sheet.save(update_fields=["has_asides"])


def asides_of(sheet: AnswerSheet) -> list[AsideAnswer]:
    """What waits to be settled in a sheet, oldest first. Price: one query, none when nothing does."""
    return _waiting(sheet) if sheet.has_asides else []


def _waiting(sheet: AnswerSheet) -> list[AsideAnswer]:
    return list(AsideAnswer.objects.filter(sheet=sheet, settled_at=None).order_by("written_at", "pk"))


@transaction.atomic
def settle(aside: AsideAnswer, *, by: Viewer, at: datetime, take: bool) -> Saved | None:
    """Ends a text put aside: `take` puts it in the place of what is stored, else it is only kept in the history.

    Settled already, nothing happens. The caller judges who may write.
    """
    held = AsideAnswer.objects.select_for_update().get(pk=aside.pk)
    if held.settled_at is not None:
        return None
    AsideAnswer.objects.filter(pk=held.pk).update(settled_at=at, settled_by=by.person_id)
    saved = save_answers(held.sheet, {held.field: held.value}, by=by, at=at) if take else None
    _note_asides(held.sheet, bool(_waiting(held.sheet)))
    return saved


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
