"""The invented files of a demonstration, many at once: written, filed, spoken on and marked, audited once an order.

What one person does on a screen goes through the orders of that gesture; these are for the mass beside it. The same
checks hold: forms are read and checked, states move by their table, marks are on their scale, and the database refuses
what it refuses anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction

from marelle.domains.territories.models import Site
from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers import OPINIONS, canonical, fingerprint
from marelle.kernel.dossiers.models import Dossier, DossierVersion, Voice
from marelle.kernel.questionnaires import Known, normalise
from marelle.kernel.questionnaires.models import AnswerSheet, Questionnaire
from marelle.kernel.questionnaires.registers import wanted

from ..models import Application, Assignment, Call, Criterion, InterestStatement, Mark, Review
from ..queries.registers import registers_of
from ..queries.reviews import scales_of
from ..rules.applications import keys_of
from ..rules.inventions import InventedFilesOnly
from ..rules.reviews import AssignmentOver, MarkMissing, MarkOutsideScale
from ..states.applications import APPLICATION
from .writing import text_to_freeze


@dataclass(frozen=True, slots=True)
class InventedOpinion:
    """What one authority says of a file: from which seat, who, for which organisation."""

    seat: str
    person_id: int
    organisation_id: int
    opinion: str
    reasons: str
    spoken_at: datetime


@dataclass(frozen=True, slots=True)
class InventedFile:
    """One file: a draft as far as it is written, or filed (`filed_at`), then perhaps spoken on."""

    site: Site
    organisation_id: int
    answers: Mapping[str, Any]
    started_at: datetime
    filed_at: datetime | None = None
    filed_by: int | None = None
    opinions: tuple[InventedOpinion, ...] = ()

    @property
    def state(self) -> str:
        return "draft" if self.filed_at is None else "under_review" if self.opinions else "filed"


@dataclass(frozen=True, slots=True)
class InventedReview:
    """The marks of one reader on the file that they have, each with its reason."""

    assignment: Assignment
    marks: Mapping[str, tuple[Decimal, str]]
    submitted_at: datetime
    comment: str = ""


@transaction.atomic
def receive_invented_files(*, by: Viewer, call: Call, files: Sequence[InventedFile]) -> list[Application]:
    """Writes these files in an open invented call, in this order, as if each had been written and filed in its time.

    Refuses without `calls.prepare`, `InventedFilesOnly`, a move that the table does not have, and
    `ApplicationIncomplete` for one that is filed without all that its form asks. Price: thirteen queries.
    """
    held = _must_be_invented(by, call, [one.site for one in files])
    form = held.form
    assert form is not None  # an open call has chosen its form
    _check_moves({one.state for one in files})
    made = _applications(held, form, files)
    filed = [(one, application) for one, application in zip(files, made, strict=True) if one.filed_at]
    known = _known(form, [application for _one, application in filed])
    texts = DossierVersion.objects.bulk_create(_version(held, one, application, known) for one, application in filed)
    told = [(version, said) for (one, _made), version in zip(filed, texts, strict=True) for said in one.opinions]
    Voice.objects.bulk_create(_voice(version, said) for version, said in told)
    facts = {"drafts": len(files) - len(filed), "filed": len(filed)}
    audit.record(by, "calls.receive_invented_files", held, facts=facts)
    return made


def _check_moves(states: set[str]) -> None:
    """Each of these states is reached by the moves of the table, one after the other."""
    way = ("draft", "filed", "under_review")
    for state in states:
        for start, end in pairwise(way[: way.index(state) + 1]):
            APPLICATION.check(start, end)


def _must_be_invented(by: Viewer, call: Call, sites: Sequence[Site]) -> Call:
    by.must("calls.prepare")
    rows = Call.objects.select_related("form").prefetch_related("documents")
    held = rows.select_for_update(of=("self",)).get(pk=call.pk)
    real = not held.invented or held.is_trial or any(not site.invented for site in sites)
    if real or by.person_id is not None or not clock.read().is_demonstration or held.state == "draft":
        raise InventedFilesOnly
    return held


def _applications(call: Call, form: Questionnaire, files: Sequence[InventedFile]) -> list[Application]:
    rule = keys_of(call.regional_opinion).as_data()
    sheets = AnswerSheet.objects.bulk_create(
        AnswerSheet(
            questionnaire=form,
            answers=normalise(form.form, one.answers).answers,
            revision=1,
            saved_at=one.started_at,
            saved_by=one.filed_by,
        )
        for one in files
    )
    dossiers = Dossier.objects.bulk_create(
        Dossier(kind="calls.application", rule_data=rule, latest=1 if one.filed_at else 0, opened_at=one.started_at)
        for one in files
    )
    return Application.objects.bulk_create(
        Application(
            call=call,
            site=one.site,
            organisation_id=one.organisation_id,
            state=one.state,
            inside=sorted({f"{place.kind}:{place.code}" for place in one.site.perimeters()}),
            sheet=sheet,
            dossier=dossier,
            started_at=one.started_at,
            filed_at=one.filed_at,
            filed_by_id=one.filed_by if one.filed_at else None,
        )
        for one, sheet, dossier in zip(files, sheets, dossiers, strict=True)
    )


def _known(form: Questionnaire, applications: Sequence[Application]) -> Known:
    """What the registers say of everything that these files pick. Price: four queries."""
    if not applications:
        return {}
    codes: dict[str, list[str]] = {}
    for application in applications:
        for register, picked in wanted(form.form, application.sheet.answers).items():
            codes.setdefault(register, []).extend(picked)
    return registers_of(applications[0]).find(codes)


def _own(known: Known, application: Application) -> Known:
    """The part of it that one file picks."""
    picked = wanted(application.sheet.questionnaire.form, application.sheet.answers)
    return {
        register: {code: entries[code] for code in picked.get(register, ()) if code in entries}
        for register, entries in known.items()
    }


def _version(call: Call, one: InventedFile, application: Application, known: Known) -> DossierVersion:
    text = canonical(text_to_freeze(application, call, _own(known, application)))
    assert one.filed_at is not None
    return DossierVersion(
        dossier=application.dossier,
        number=1,
        text=text,
        fingerprint=fingerprint(text),
        frozen_at=one.filed_at,
        frozen_by=one.filed_by,
    )


def _voice(version: DossierVersion, said: InventedOpinion) -> Voice:
    assert said.opinion in OPINIONS and said.reasons
    return Voice(
        version=version,
        seat=said.seat,
        person_id=said.person_id,
        organisation_id=said.organisation_id,
        opinion=said.opinion,
        reasons=said.reasons,
        spoken_at=said.spoken_at,
    )


@transaction.atomic
def send_invented_reviews(*, by: Viewer, call: Call, reviews: Sequence[InventedReview]) -> int:
    """Sends the marks of invented readers, each of whom says first that nothing ties them to the file; how many.

    Refuses without `calls.prepare`, `InventedFilesOnly`, `AssignmentOver`, `MarkMissing`, `MarkOutsideScale`. The
    database refuses a reader who declared an interest. Price: nine queries.
    """
    held = _must_be_invented(by, call, [one.assignment.application.site for one in reviews])
    criteria = list(held.criteria.all())
    latest = _latest({one.assignment.application_id for one in reviews})
    for one in reviews:
        _check_review(held, criteria, one)
    InterestStatement.objects.bulk_create(_no_interest(one) for one in reviews)
    made = Review.objects.bulk_create(_review(held, latest, one) for one in reviews)
    Mark.objects.bulk_create(
        Mark(review=review, call=held, criterion=criterion, value=value, reason=reason)
        for review, one in zip(made, reviews, strict=True)
        for criterion in criteria
        for value, reason in [one.marks[criterion.code]]
    )
    audit.record(by, "calls.send_invented_reviews", held, facts={"reviews": len(made)})
    return len(made)


def _latest(applications: set[int]) -> dict[int, int]:
    """The version that one reads of each file. Price: two queries."""
    files = dict(Application.objects.filter(pk__in=applications).values_list("dossier", "pk"))
    versions = DossierVersion.objects.filter(dossier__in=files).order_by("number").values_list("dossier", "pk")
    return {files[dossier]: version for dossier, version in versions}


def _check_review(call: Call, criteria: Sequence[Criterion], one: InventedReview) -> None:
    if one.assignment.call_id != call.pk or one.assignment.ended_at is not None:
        raise AssignmentOver
    for criterion, scale in zip(criteria, scales_of(criteria), strict=True):
        mark = one.marks.get(criterion.code)
        if mark is None:
            raise MarkMissing(field=f"mark_{criterion.code}", criterion=criterion.title)
        if not scale.holds(mark[0]):
            ends = {"lowest": scale.lowest, "highest": scale.highest, "step": scale.step}
            raise MarkOutsideScale(field=f"mark_{criterion.code}", criterion=criterion.title, **ends)


def _no_interest(one: InventedReview) -> InterestStatement:
    return InterestStatement(
        application_id=one.assignment.application_id,
        person_id=one.assignment.reviewer.person_id,
        has_interest=False,
        said_at=one.submitted_at,
    )


def _review(call: Call, latest: Mapping[int, int], one: InventedReview) -> Review:
    return Review(
        call=call,
        application_id=one.assignment.application_id,
        reviewer_id=one.assignment.reviewer_id,
        version_id=latest[one.assignment.application_id],
        comment=one.comment,
        submitted_at=one.submitted_at,
    )
