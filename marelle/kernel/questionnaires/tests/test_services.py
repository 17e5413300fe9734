"""Forms and answers in the database: versions never change, and nobody loses a word."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from marelle.kernel import clock
from marelle.kernel.questionnaires import DefinitionRefused
from marelle.kernel.questionnaires.models import AnswerChange, Questionnaire
from marelle.kernel.questionnaires.services import (
    AnswersClash,
    AnswersUnreadable,
    publish_version,
    save_answers,
    start_answers,
)

pytestmark = pytest.mark.django_db

FORM = {
    "sections": [
        {
            "code": "one",
            "title": "Une",
            "fields": [
                {"code": "name", "label": "Nom", "kind": "text", "required": True},
                {"code": "story", "label": "Récit", "kind": "long_text"},
                {"code": "sum", "label": "Somme", "kind": "money"},
            ],
        }
    ]
}


@pytest.fixture
def form():
    return publish_version(code="essai", title="Essai", definition=FORM)


@pytest.fixture
def sheet(form, machine):
    return start_answers(form, by=machine)


def save(sheet, machine, revision=None, **given):
    return save_answers(sheet, given, by=machine, at=clock.now(), revision=revision)


def test_a_published_form_is_read_once_in_each_language(form):
    again = Questionnaire.objects.get(pk=form.pk)
    assert again.form is Questionnaire.objects.get(pk=form.pk).form
    with translation.override("en"):
        assert Questionnaire.objects.get(pk=form.pk).form is not again.form
    other = Questionnaire(pk=form.pk, definition={"sections": [{**FORM["sections"][0], "title": "Autre"}]})
    assert other.form.sections[0].title == "Autre" and again.form.sections[0].title == "Une"


def test_publishing_the_same_twice_gives_the_same_version(form):
    assert publish_version(code="essai", title="Essai", definition=FORM) == form
    changed = {"sections": [{**FORM["sections"][0], "title": "Deux"}]}
    assert publish_version(code="essai", title="Essai", definition=changed).version == 2
    assert publish_version(code="autre", title="Autre", definition=FORM).version == 1


def test_a_form_that_cannot_be_shown_is_not_published(db):
    with pytest.raises(DefinitionRefused):
        publish_version(code="essai", title="Essai", definition={"sections": []})
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize("gesture", [lambda rows: rows.update(title="x"), lambda rows: rows.delete()])
def test_the_database_itself_keeps_published_forms(form, gesture):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        gesture(Questionnaire.objects.filter(pk=form.pk))


def test_saving_keeps_what_the_page_did_not_show(sheet, machine):
    assert save(sheet, machine, name="Ville", sum="430 000").revision == 1
    assert save(sheet, machine, story="Un récit").changed == {"story"}
    sheet.refresh_from_db()
    assert sheet.answers == {"name": "Ville", "sum": 43_000_000, "story": "Un récit"}
    assert save(sheet, machine, sum="").changed == {"sum"}
    sheet.refresh_from_db()
    assert sheet.answers == {"name": "Ville", "story": "Un récit"}


def test_saving_the_same_changes_nothing(sheet, machine):
    save(sheet, machine, name="Ville")
    assert save(sheet, machine, name=" Ville ").revision == 1
    assert AnswerChange.objects.count() == 1


def test_what_cannot_be_read_is_said_and_nothing_is_saved(sheet, machine):
    with pytest.raises(AnswersUnreadable) as caught:
        save(sheet, machine, name="Ville", sum="beaucoup")
    assert [fault.path for fault in caught.value.faults] == ["sum"]
    sheet.refresh_from_db()
    assert (sheet.answers, sheet.revision) == ({}, 0)


def test_two_writers_of_different_answers_both_keep_theirs(sheet, machine):
    save(sheet, machine, name="Ville", story="Début")
    save(sheet, machine, revision=1, name="Ville nouvelle", story="Début")
    outcome = save(sheet, machine, revision=1, name="Ville", story="Début et fin")
    assert outcome.merged
    sheet.refresh_from_db()
    assert sheet.answers == {"name": "Ville nouvelle", "story": "Début et fin"}


def test_two_writers_of_one_answer_are_shown_both_texts(sheet, machine):
    save(sheet, machine, story="Début", name="Ville")
    save(sheet, machine, revision=1, story="Début de l’une", name="Ville nouvelle")
    with pytest.raises(AnswersClash) as caught:
        save(sheet, machine, revision=1, story="Début de l’autre", name="Ville")
    (clash,) = caught.value.clashes
    assert caught.value.shown == {"story": "Début de l’autre", "name": "Ville nouvelle"}
    assert (clash.before, clash.theirs, clash.mine) == ("Début", "Début de l’une", "Début de l’autre")
    sheet.refresh_from_db()
    assert sheet.answers["story"] == "Début de l’une"
    save(sheet, machine, revision=caught.value.revision, **{**caught.value.shown, "story": "Début des deux"})
    sheet.refresh_from_db()
    assert sheet.answers == {"story": "Début des deux", "name": "Ville nouvelle"}


def test_every_word_ever_saved_can_be_found_again(sheet, machine):
    for text in ("un", "deux", "trois"):
        save(sheet, machine, story=text)
    history = [change.changed["story"] for change in AnswerChange.objects.order_by("revision")]
    assert history == [[None, "un"], ["un", "deux"], ["deux", "trois"]]


def test_a_saving_costs_the_same_whatever_came_before(sheet, machine, counted):
    now = clock.now()
    for text in "abcdef":
        save(sheet, machine, story=text)
    with counted() as queries:
        save_answers(sheet, {"name": "Ville"}, by=machine, at=now, revision=1)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 4
