"""The orders about derogations: a commune asks to file all the same, a named authority answers, both saying why."""

from datetime import datetime

from django.db import transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..access.applications import FILE, WRITE
from ..access.derogations import GRANT
from ..models import Application, Derogation
from ..notifications import tell_derogation, tell_derogation_asked
from ..queries.eligibility import standing_of
from ..rules.applications import ApplicationFiled
from ..rules.eligibility import (
    DerogationAnswered,
    DerogationByNobody,
    DerogationUnderWay,
    DerogationUnexplained,
    NoDerogationNeeded,
)
from .writing import held_application


@transaction.atomic
def ask_derogation(*, by: Viewer, at: datetime, application: Application, reasons: str) -> Derogation:
    """Asks the authority to let a draft be filed although its perimeter fails the rules; the authority is told.

    Refuses without `calls.write_application` or `calls.file_application`, `DerogationByNobody`, `ApplicationFiled`,
    `DerogationUnexplained`, `DerogationUnderWay`, `NoDerogationNeeded`.
    """
    if not by.may(FILE, application.perimeters()):
        by.must(WRITE, application.perimeters())
    if by.person_id is None:
        raise DerogationByNobody
    held = held_application(application)
    if held.state != "draft":
        raise ApplicationFiled
    why = _said(reasons, "reasons")
    standing = standing_of(held)
    if held.derogations.filter(answered_at=None).exists():
        raise DerogationUnderWay
    if standing is None or not standing.bars:
        raise NoDerogationNeeded
    facts = {"communes": list(standing.communes), "failing": standing.failing, "reasons": why}
    asked = Derogation.objects.create(application=held, asked_at=at, asked_by_id=by.person_id, **facts)
    conditions = [one["id"] for one in standing.failing]
    audit.record(by, "calls.ask_derogation", held, why=why, facts={"derogation": asked.pk, "conditions": conditions})
    tell_derogation_asked(asked, at)
    return asked


@transaction.atomic
def answer_derogation(*, by: Viewer, at: datetime, derogation: Derogation, granted: bool, why: str) -> Derogation:
    """Answers a request, in one's own name and for good; those who write the candidature are told.

    Refuses without `calls.grant_derogation` on its place, `DerogationByNobody`, `DerogationUnexplained`,
    `DerogationAnswered`. Granted, it lets these communes be filed in spite of these conditions, and no others.
    """
    by.must(GRANT, derogation.application.perimeters())
    if by.person_id is None:
        raise DerogationByNobody
    held = Derogation.objects.select_for_update(of=("self",)).select_related("application__call").get(pk=derogation.pk)
    if held.answered_at is not None:
        raise DerogationAnswered
    held.granted, held.why, held.answered_at, held.answered_by_id = granted, _said(why, "why"), at, by.person_id
    held.save(update_fields=["granted", "why", "answered_at", "answered_by"])
    facts = {"derogation": held.pk, "granted": granted}
    audit.record(by, "calls.answer_derogation", held.application, why=held.why, facts=facts)
    tell_derogation(held, at)
    return held


def _said(text: str, field: str) -> str:
    said = text.replace("\x00", "").strip()
    if not said:
        raise DerogationUnexplained(field=field)
    return said
