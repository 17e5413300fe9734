"""The orders of those who write an application: save answers, join a file, settle two texts, pass to a newer form."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.models import DossierVersion
from marelle.kernel.dossiers.services import freeze
from marelle.kernel.files import keep
from marelle.kernel.files.models import StoredFile
from marelle.kernel.questionnaires import Known, check, content
from marelle.kernel.questionnaires.models import AsideAnswer
from marelle.kernel.questionnaires.registers import as_data
from marelle.kernel.questionnaires.services import Passed, Saved, Seen, keeping_clashes, pass_to, save_answers
from marelle.kernel.questionnaires.services import settle as settle_aside

from ..access.applications import WRITE
from ..models import Application, Call
from ..queries.applications import still_receives
from ..queries.corrections import fields_open
from ..queries.documents import asked_by
from ..queries.eligibility import as_data as as_frozen
from ..queries.eligibility import standing_of
from ..queries.forms import newer_form
from ..queries.registers import files_of, known_of
from ..rules.applications import (
    ApplicationFiled,
    ApplicationIncomplete,
    DraftShut,
    FieldNotOpened,
    FormIsNewest,
    NoDocumentsHere,
)
from ..rules.calls import said
from ..rules.documents import FormLacksDocuments, lacking, named, questions_of, with_documents
from ..rules.eligibility import NotEligible, reason_of
from ..states.applications import APPLICATION


def save_section(
    *,
    by: Viewer,
    at: datetime,
    application: Application,
    answers: Mapping[str, Any],
    revision: Seen = None,
    what_can_be: bool = False,
) -> Saved:
    """Saves the answers that `answers` names; saved is not filed.

    Refuses without `calls.write_application`, `DraftShut` once its call is closed to it, `ApplicationFiled` once it is
    filed unless a correction opens these fields (`FieldNotOpened` for the others), `AnswersUnreadable`, and
    `AnswersClash` when a colleague changed the same answers since `revision`: what was written is then put aside under
    its writer's name. `what_can_be`: saves what it can and tells the rest.
    """
    with keeping_clashes(application.sheet, by=by, at=at):
        return _save(by, at, application, answers, revision, what_can_be)


@transaction.atomic
def _save(
    by: Viewer, at: datetime, application: Application, answers: Mapping[str, Any], revision: Seen, what_can_be: bool
) -> Saved:
    by.must(WRITE, application.perimeters())
    held = held_application(application)
    _must_be_open(held, answers)
    saved = save_answers(held.sheet, answers, by=by, at=at, revision=revision, what_can_be=what_can_be)
    if saved.changed:
        facts = {"fields": sorted(saved.changed), "revision": saved.revision}
        audit.record(by, "calls.save_section", held, facts=facts)
    application.sheet = held.sheet
    return saved


def _must_be_open(application: Application, answers: Mapping[str, Any]) -> None:
    """Judged by the one clock, after the lock: whoever waited is judged by the time at which they got through."""
    allowed = fields_open(application, clock.now())
    if not allowed:
        raise why_shut(application)
    if application.state == "draft":
        return
    shut = [code for code in answers if code not in allowed]
    if shut:
        field = application.sheet.questionnaire.form.field(shut[0])
        raise FieldNotOpened(field=shut[0], label=field.label if field else shut[0])


def why_shut(application: Application) -> ApplicationFiled | DraftShut:
    """The refusal of whoever writes where nothing is open: it was filed, or its call receives it no more."""
    if application.state != "draft":
        return ApplicationFiled()
    return DraftShut(call=application.call.title, closed=said(application.closes_at))


@transaction.atomic
def join_document(
    *, by: Viewer, at: datetime, application: Application, field: str, upload: "UploadedFile[bytes]"
) -> StoredFile:
    """Keeps a file for one question of an application; it is in the answer once that answer is saved.

    Refuses as `save_section`, `NoDocumentsHere`, and what `kernel.files` refuses: `FileTooLarge`, `FileNotAccepted`.
    """
    by.must(WRITE, application.perimeters())
    held = held_application(application)
    _must_be_open(held, {field: None})
    asked = held.sheet.questionnaire.form.field(field)
    if asked is None or asked.kind != "documents":
        raise NoDocumentsHere(field=field)
    kept = keep(upload, by, files_of(held))
    audit.record(by, "calls.join_document", held, facts={"field": field, "sha256": kept.sha256})
    return kept


@transaction.atomic
def settle_text(*, by: Viewer, at: datetime, application: Application, aside: AsideAnswer, take: bool) -> Saved | None:
    """Ends a text put aside when two colleagues wrote at once: takes it in, or leaves what is stored.

    Refuses as `save_section`. What is not taken stays in the history.
    """
    by.must(WRITE, application.perimeters())
    held = held_application(application)
    _must_be_open(held, {aside.field: None})
    saved = settle_aside(aside, by=by, at=at, take=take)
    audit.record(by, "calls.settle_text", held, facts={"field": aside.field, "taken": take})
    return saved


@transaction.atomic
def pass_to_newest_form(*, by: Viewer, at: datetime, application: Application) -> Passed:
    """Passes a draft to the newest version of its form. What the new form does not ask stays in the history.

    Refuses without `calls.write_application`, `ApplicationFiled`, `DraftShut`, `FormIsNewest`, `FormLacksDocuments`.
    """
    by.must(WRITE, application.perimeters())
    held = held_application(application)
    if held.state != "draft":
        raise ApplicationFiled
    if not still_receives(held, clock.now()):
        raise why_shut(held)
    newest = newer_form(held)
    if newest is None:
        raise FormIsNewest
    lost = lacking(asked_by(held.call), {field.code for field in questions_of(newest.form)})
    if lost:
        raise FormLacksDocuments(title=lost[0].title)
    passed = pass_to(held.sheet, newest, by=by, at=at)
    audit.record(by, "calls.pass_to_newest_form", held, facts={"version": newest.version})
    return passed


def held_application(application: Application) -> Application:
    """The application as it is now, with nobody else able to change it before the end of the transaction."""
    rows = Application.objects.select_for_update(of=("self",))
    return rows.select_related("call", "site", "organisation", "dossier", "sheet__questionnaire").get(pk=application.pk)


def move(application: Application, state: str, *fields: str) -> None:
    """Moves a held application, by the table."""
    APPLICATION.check(application.state, state)
    application.state = state
    application.save(update_fields=["state", *fields])


def freeze_answers(application: Application, call: Call, *, by: Viewer, at: datetime) -> DossierVersion:
    """Freezes the answers of a held application, with the form, what registers said of them that day, and how the
    perimeter stood before the rules of the call.

    Refuses `ApplicationIncomplete` with all that is missing, `NotEligible` where the call says so, and
    `NothingChanged`.
    """
    known, _proposed = known_of(application)
    text, standing = text_to_freeze(application, call, known), standing_of(application)
    if standing is not None and standing.bars:
        raise NotEligible(reason=reason_of(standing.failing))
    if standing is not None:
        text["eligibility"] = as_frozen(standing)
    return freeze(application.dossier, text, by=by, at=at)


def text_to_freeze(application: Application, call: Call, known: Known) -> dict[str, Any]:
    """What is frozen of an application, with what registers know of it. Refuses `ApplicationIncomplete`. Price: none
    when its site, its organisation, its form and the documents of its call were loaded with it."""
    form, answers = application.sheet.questionnaire, application.sheet.answers
    asked = asked_by(call)
    faults = named(check(with_documents(form.form, asked), answers, known), asked, answers)
    if faults:
        raise ApplicationIncomplete(list(faults))
    return {
        "call": {
            "id": call.pk,
            "title": call.title,
            **({"documents": [asdict(one) for one in asked]} if asked else {}),
        },
        "site": {"id": application.site_id, "name": application.site.name},
        "organisation": {"id": application.organisation_id, "name": application.organisation.name},
        "form": {"code": form.code, "version": form.version, "title": form.title, "definition": form.definition},
        "answers": content(form.form, answers, known),
        "registers": as_data(known),
    }
