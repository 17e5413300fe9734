"""A document of the call is asked in its form: no opening without its question, no filing without its file."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from marelle.domains.calls.models import RequiredDocument
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.queries.applications import what_is_left
from marelle.domains.calls.queries.documents import published_documents
from marelle.domains.calls.rules.applications import ApplicationIncomplete, form_data
from marelle.domains.calls.rules.documents import FormLacksDocuments, QuestionNotThere, QuestionTaken, questions_of
from marelle.domains.calls.rules.opening import CallIncomplete
from marelle.domains.calls.services import DocumentTold, choose_form, open_call, prepare_call, write_document
from marelle.domains.calls.services.applications import file_application
from marelle.domains.calls.services.writing import join_document, pass_to_newest_form, save_section
from marelle.kernel import clock
from marelle.kernel.questionnaires import read
from marelle.kernel.questionnaires.services import publish_version

from .conftest import CLOSING
from .terms import BY, with_terms

pytestmark = pytest.mark.django_db
TOLD = DocumentTold("Délibération du conseil", "Celle qui engage.", question="deliberation")


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def prepared(now):
    dates = {"opens_at": now - timedelta(days=30), "closes_at": CLOSING}
    made = prepare_call(by=BY, at=now, slug="essai-2019", title="Essai", edition=2019, invented=True, **dates)
    return with_terms(made)


@pytest.fixture
def call(prepared, now):
    """In the place of the usual one: it demands a document."""
    write_document(by=BY, call=prepared, told=TOLD)
    return open_call(by=BY, at=now, call=prepared)


def joined(application, by):
    upload = SimpleUploadedFile("vote.pdf", b"%PDF-1.7")
    file = join_document(by=by, at=clock.now(), application=application, field="deliberation", upload=upload)
    answers = {"deliberation": [str(file.pk)]}
    save_section(by=by, at=clock.now(), application=application, answers=answers)


def test_a_document_names_a_question_of_the_form(prepared):
    for question in ("nowhere", "name"):  # unknown, and no question of documents
        with pytest.raises(QuestionNotThere):
            write_document(by=BY, call=prepared, told=DocumentTold("A", question=question))
    one = write_document(by=BY, call=prepared, told=TOLD)
    with pytest.raises(QuestionTaken):
        write_document(by=BY, call=prepared, told=DocumentTold("B", question="deliberation"))
    assert write_document(by=BY, call=prepared, told=TOLD, document=one).pk == one.pk
    with pytest.raises(IntegrityError, match="calls_document_question"), transaction.atomic():
        RequiredDocument.objects.create(call=prepared, code="b", order=9, title="B", question="deliberation")


def test_a_call_does_not_open_while_a_document_has_no_question(prepared, now):
    write_document(by=BY, call=prepared, told=DocumentTold("Carte du périmètre"))
    said = [str(one.sentence) for one in queries.missing_to_open(prepared, now)]
    assert said == [
        "«\u00a0Carte du périmètre\u00a0»\u00a0: dire à quelle question du formulaire cette pièce se joint, "
        "ou ne plus la demander."
    ]
    with pytest.raises(CallIncomplete):
        open_call(by=BY, at=now, call=prepared)


def test_another_form_without_the_question_is_said_too(prepared, now):
    write_document(by=BY, call=prepared, told=TOLD)
    data = form_data()
    sections = [one | {"fields": [f for f in one["fields"] if f["code"] != "deliberation"]} for one in data["sections"]]
    other = publish_version(code="calls.avant_projet", title="Sans", definition=data | {"sections": sections})
    choose_form(by=BY, call=prepared, form=other)
    prepared.refresh_from_db()
    assert [one.code for one in queries.missing_to_open(prepared, now)] == ["documents"]
    assert "deliberation" not in {field.code for field in questions_of(read(other.definition))}


def test_it_is_published_with_what_the_form_asks_besides(call):
    told = {one.question: one for one in published_documents(call)}
    assert [*told] == ["deliberation", "letters", "annexes"]
    assert (told["deliberation"].title, told["deliberation"].compulsory) == ("Délibération du conseil", True)
    assert not told["letters"].compulsory


def test_the_form_demands_it_and_the_filing_waits_for_it(complete, mayor, leader):
    left = what_is_left(complete)
    field = left.definition.field("deliberation")
    assert field.required and "L’appel demande ici\u00a0: Délibération du conseil. Celle qui engage." in field.help
    assert [(one.path, one.sentence) for one in left.faults] == [
        ("deliberation", "Pièce manquante, que l’appel demande\u00a0: Délibération du conseil.")
    ]
    with pytest.raises(ApplicationIncomplete) as refusal:
        file_application(by=mayor, application=complete)
    assert [fault.field for fault in refusal.value.faults] == ["deliberation"]
    joined(complete, leader)
    filed = file_application(by=mayor, application=complete)
    content = filed.dossier.versions.get().content
    assert content["call"]["documents"][0]["question"] == "deliberation"


def test_a_draft_keeps_a_form_that_asks_what_its_call_demands(draft, leader):
    data = form_data()
    sections = [one | {"fields": [f for f in one["fields"] if f["code"] != "deliberation"]} for one in data["sections"]]
    publish_version(code="calls.avant_projet", title="Sans", definition=data | {"sections": sections})
    with pytest.raises(FormLacksDocuments):
        pass_to_newest_form(by=leader, at=clock.now(), application=draft)
