"""The decision on candidatures, one or all those of a list: the same checks, the same table, the same statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import canonical, fingerprint
from marelle.kernel.errors import Refused

from ..access.applications import RECORD
from ..models import Application, LabelDecision, Letter
from ..notifications import tell_decisions
from ..queries.batches import batches_of_files
from ..queries.deciding import carried
from ..rules.applications import OpinionsMissing
from ..rules.calls import BatchNotCut, InNoBatch, said
from ..rules.decisions import DecisionBeforeFiling, DecisionReasonMissing
from ..states.applications import APPLICATION
from ..states.calls import LABELLED
from .appending import append, checked, must_decide
from .interests import must_be_free


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided of one candidature, why, and the letter that a list wrote for it, if one did."""

    application: Application
    outcome: str
    reason: str = ""
    letter: Mapping[str, Any] | None = None


def record_decision(
    *,
    by: Viewer,
    at: datetime,
    application: Application,
    outcome: str,
    decided_on: date,
    reason: str = "",
    letter: Mapping[str, Any] | None = None,
) -> LabelDecision:
    """Records the national decision on one candidature. Refuses as `record_decisions`."""
    one = Verdict(application, outcome, reason, letter)
    return record_decisions(by=by, at=at, decided_on=decided_on, verdicts=[one])[0]


@transaction.atomic
def record_decisions(*, by: Viewer, at: datetime, decided_on: date, verdicts: Sequence[Verdict]) -> list[LabelDecision]:
    """Records the national decision on some candidatures, ends their examination, and tells each applicant after the
    commit; in the order given. With a letter (the content that a list made for it) that letter is kept too.

    All or none; a refusal about one says its site in its facts. Refuses without `calls.record_decision`,
    `CallTakesNoDecision` before the closing, `BatchNotCut` or `InNoBatch` in a rolling call, `OpinionsMissing` for a
    label without the two keys on the current version, `DecisionReasonMissing` for a refusal without a reason,
    `AlreadyDecided`, `DecisionInTheFuture`, `DecisionBeforeFiling`, `ConflictOfInterest` for somebody who has a link
    with one of them, and `ReviewerDoesNotDecide` for somebody who marked it. Price: some twenty queries, whatever their
    number.
    """
    for one in verdicts:
        if one.outcome != LABELLED and not one.reason.strip():
            raise DecisionReasonMissing(field="reason", site=one.application.site.name)
    files = [one.application for one in verdicts]
    must_decide(by, at, [(file.call, file.site) for file in files])
    _must_be_cut(files, at)
    must_be_free(by, files, at)
    day = [checked(one.outcome, decided_on, at) for one in verdicts]
    held = decide_applications(by=by, verdicts=verdicts)
    _must_have_come(held, decided_on)
    decisions = append(by, at, [_row(one, file, on) for one, file, on in zip(verdicts, held, day, strict=True)])
    _keep_letters(zip(decisions, verdicts, strict=True), at)
    calculated = {decision.pk for decision, one in zip(decisions, verdicts, strict=True) if one.letter is not None}
    tell_decisions(decisions, at, calculated)
    return decisions


def _must_be_cut(files: Sequence[Application], at: datetime) -> None:
    """A file of a rolling call that runs is decided with its batch, once that has stopped receiving."""
    batches = batches_of_files(files)
    for file in files:
        if file.pk not in batches:
            continue
        batch = batches[file.pk]
        if batch is None:
            raise InNoBatch(site=file.site.name)
        if batch.cuts_at > at:
            raise BatchNotCut(site=file.site.name, number=batch.number, cut=said(batch.cuts_at))


def _must_have_come(files: Sequence[Application], decided_on: date) -> None:
    for file in files:
        filed = file.filed_at.astimezone(PARIS).date() if file.filed_at else None
        if filed and decided_on < filed:
            raise DecisionBeforeFiling(field="decided_on", site=file.site.name, filed=f"{filed:%d/%m/%Y}")


def _row(one: Verdict, held: Application, day: date) -> LabelDecision:
    return LabelDecision(
        call=one.application.call,
        site=one.application.site,
        outcome=one.outcome,
        decided_on=day,
        is_past=False,
        application=held,
        reason=one.reason,
    )


def decide_application(*, by: Viewer, application: Application, outcome: str, why: str = "") -> Application:
    """Ends the examination of one candidature. Refuses as `decide_applications`."""
    return decide_applications(by=by, verdicts=[Verdict(application, outcome, why)])[0]


@transaction.atomic
def decide_applications(*, by: Viewer, verdicts: Sequence[Verdict]) -> list[Application]:
    """Ends the examination: labelled, refused, or on the waiting list; the rows as they are now, in the order given.

    Refuses without `calls.record_decision`, a move that the table does not have, and `OpinionsMissing` for a label
    without the two keys on the current version. Price: six queries, whatever their number.
    """
    for one in verdicts:
        by.must(RECORD, one.application.perimeters())
    held = _held([one.application.pk for one in verdicts])
    found = [held[one.application.pk] for one in verdicts]
    ready = carried([file for file, one in zip(found, verdicts, strict=True) if one.outcome == LABELLED])
    for file, one in zip(found, verdicts, strict=True):
        _must_move(file, one.outcome, ready)
        file.state = one.outcome
    for outcome in sorted({one.outcome for one in verdicts}):
        Application.objects.filter(pk__in=[file.pk for file in found if file.state == outcome]).update(state=outcome)
    told = ((file, one.reason, {"state": file.state}) for file, one in zip(found, verdicts, strict=True))
    audit.record_each(by, "calls.decide_application", told)
    return found


def _held(numbers: Sequence[int]) -> dict[int, Application]:
    """These candidatures as they are now, locked in the order of their numbers: two lists never wait in a ring."""
    rows = Application.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    return {one.pk: one for one in rows.select_related("call", "site", "organisation", "dossier")}


def _must_move(file: Application, outcome: str, ready: frozenset[int]) -> None:
    try:
        APPLICATION.check(file.state, outcome)
        if outcome == LABELLED and file.pk not in ready:
            raise OpinionsMissing(field="outcome")
    except Refused as refusal:
        refusal.facts["site"] = file.site.name  # among a hundred, which one
        raise


def _keep_letters(decided: Any, at: datetime) -> None:
    texts = [(decision, canonical(one.letter)) for decision, one in decided if one.letter is not None]
    Letter.objects.bulk_create(
        Letter(decision=decision, text=text, fingerprint=fingerprint(text), written_at=at) for decision, text in texts
    )
