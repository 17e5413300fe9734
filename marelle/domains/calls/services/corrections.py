"""The orders about corrections: ask for one, take it back, file again what was corrected."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer
from marelle.kernel.questionnaires.services import save_answers

from ..access.applications import ASK_CORRECTION, FILE
from ..models import Application, Call, Correction
from ..notifications import tell_correction, tell_filed
from ..queries.corrections import open_correction
from ..rules.applications import CorrectionUnclear, CorrectionUnderWay, NoCorrection, NotYetFiled
from .writing import freeze_answers, held_application, move

LONGEST = timedelta(days=90)


@transaction.atomic
def request_correction(
    *, by: Viewer, application: Application, fields: Collection[str], reasons: str, until: datetime
) -> Correction:
    """Opens named fields of a filed application to its authors, with the reasons, until an instant; tells them.

    Refuses without `calls.request_correction`, `NotYetFiled`, `CorrectionUnderWay`, `CorrectionUnclear`. The answers
    start again from what was filed last: what an earlier correction left unfiled stays in the history.
    """
    by.must(ASK_CORRECTION, application.perimeters())
    held = held_application(application)
    now = clock.now()
    if held.state not in ("filed", "under_review"):
        raise NotYetFiled
    asked = _asked(held, fields)
    why = reasons.replace("\x00", "").strip()
    if not asked or not why or not now < until <= now + LONGEST:
        raise CorrectionUnclear(days=LONGEST.days, field="until" if asked and why else "fields" if why else "reasons")
    _one_at_a_time(held, now)
    _as_filed(held, by, now)
    correction = Correction.objects.create(
        application=held,
        version=held.dossier.latest,
        fields=asked,
        reasons=why,
        asked_at=now,
        asked_by_id=by.person_id,
        until=until,
    )
    audit.record(by, "calls.request_correction", held, why=why, facts={"fields": asked, "until": until.isoformat()})
    tell_correction(correction)
    return correction


def _asked(application: Application, fields: Collection[str]) -> list[str]:
    """The fields asked for, in the order of the form; computed ones follow from the others."""
    form = application.sheet.questionnaire.form
    return [field.code for field in form.fields if field.code in set(fields) and field.kind != "computed"]


def _one_at_a_time(application: Application, now: datetime) -> None:
    waiting = Correction.objects.filter(application=application, answered_at=None, ended_at=None)
    for earlier in waiting:
        if earlier.is_open(now):
            raise CorrectionUnderWay(until=earlier.until.astimezone(clock.PARIS).strftime("%d/%m/%Y"))
    waiting.update(ended_at=now)


def _as_filed(application: Application, by: Viewer, at: datetime) -> None:
    """Puts the sheet back to the answers that were filed last; nothing is written where nothing differs."""
    version = application.dossier.versions.get(number=application.dossier.latest)
    form, filed = application.sheet.questionnaire.form, version.content["answers"]
    written = {field.code: filed.get(field.code) for field in form.fields if field.kind != "computed"}
    for field in form.fields:
        computed = {column.code for column in field.columns if column.kind == "computed"}
        if computed and written[field.code]:
            rows = written[field.code]
            written[field.code] = [{k: v for k, v in row.items() if k not in computed} for row in rows]
    save_answers(application.sheet, written, by=by, at=at)


@transaction.atomic
def end_correction(*, by: Viewer, application: Application) -> Correction:
    """Takes a request back before it is answered. Refuses without `calls.request_correction`, `NoCorrection`."""
    by.must(ASK_CORRECTION, application.perimeters())
    held = held_application(application)
    now = clock.now()
    correction = open_correction(held, now)
    if correction is None:
        raise NoCorrection
    correction.ended_at = now
    correction.save(update_fields=["ended_at"])
    audit.record(by, "calls.end_correction", held)
    return correction


@transaction.atomic
def refile_application(*, by: Viewer, application: Application) -> Application:
    """Files what was corrected, before its time is over: a new version, on which the opinions are to be given again.

    The call may have closed meanwhile. Refuses without `calls.file_application`, `NoCorrection`,
    `ApplicationIncomplete`, `NotEligible`, and `NothingChanged` when it is word for word the last version.
    """
    by.must(FILE, application.perimeters())
    call = Call.objects.select_for_update().get(pk=application.call_id)
    held = held_application(application)
    now = clock.now()
    correction = open_correction(held, now)
    if correction is None or held.state not in ("filed", "under_review"):
        raise NoCorrection
    version = freeze_answers(held, call, by=by, at=now)
    correction.answered_at, correction.answered_version = now, version.number
    correction.save(update_fields=["answered_at", "answered_version"])
    if held.state == "under_review":
        move(held, "filed")
    facts = {"fingerprint": version.fingerprint, "version": version.number}
    audit.record(by, "calls.refile_application", held, facts=facts)
    tell_filed(held, version, now)
    return held
