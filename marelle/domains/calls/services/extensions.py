"""The orders that postpone a closing: for everybody or for one candidature, by a person, for a reason."""

from datetime import date, datetime

from django.db import transaction

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer

from ..models import Application, Call, Extension
from ..notifications import tell_extension
from ..queries.deciding import decision_begun
from ..rules.calls import check_our_time, has_closed
from ..rules.extensions import WITHOUT_LAST_DAY, CalendarNearer, DecisionBegun, NothingToExtend, check_extension
from ..states.calls import CALL
from .calls import held_call
from .closing import reopened

EXTEND = "calls.extend"
LATER = ("opinions_by", "decision_by", "finalise_by")


@transaction.atomic
def extend_call(
    *,
    by: Viewer,
    call: Call,
    until: datetime,
    why: str,
    opinions_by: date | None = None,
    decision_by: date | None = None,
    finalise_by: date | None = None,
) -> Extension:
    """Postpones the closing for everybody, and what follows it where a day is given; those who have drafts are told.

    The row of the call is locked first and the one clock read after: a filing is before the extension, or after it.
    A call that the clock has closed is open again, as long as its decision has not begun: after that, more time is
    granted candidature by candidature. Refuses without `calls.extend`, a move that the table does not have,
    `DecisionBegun`, `NothingToExtend` without a last day, `ExtensionByNobody`, `ExtensionUnexplained`,
    `ExtensionNotLater`, `CalendarNearer`, `DayImplausible`.
    """
    by.must(EXTEND, call.perimeters())
    held = held_call(call)
    now = clock.now()
    if held.state != "open":
        CALL.check(held.state, "open")
    if has_closed(held.closes_at, now) and decision_begun(held):
        raise DecisionBegun
    if held.closes_at is None:
        raise NothingToExtend(reason=WITHOUT_LAST_DAY)
    check_extension(why, by.person_id, held.closes_at, until, now)
    check_our_time(until=until, opinions_by=opinions_by, decision_by=decision_by, finalise_by=finalise_by)
    granted = _granted(by, held, None, held.closes_at, until, why, now)
    moved = _postponed(held, opinions_by, decision_by, finalise_by)
    held.closes_at = until
    held.save(update_fields=["closes_at", *moved])
    if held.state != "open":
        reopened(by, held)
    drafts = list(held.applications.filter(state="draft").select_related("site"))
    tell_extension(granted, drafts, now)
    return granted


@transaction.atomic
def extend_application(*, by: Viewer, application: Application, until: datetime, why: str) -> Extension:
    """Grants more time to one candidature, be its call open or closed; its authors are told.

    Refuses without `calls.extend`, `NothingToExtend` for what is no draft, a call not opened, decided, or without a
    last day, `ExtensionByNobody`, `ExtensionUnexplained`, `ExtensionNotLater`.
    """
    by.must(EXTEND, application.perimeters())
    call = held_call(application.call)
    now = clock.now()
    held = Application.objects.select_for_update(of=("self",)).select_related("site").get(pk=application.pk)
    held.call = call
    reason = _nothing_to_extend(call, held)
    if reason:
        raise NothingToExtend(reason=reason)
    before = held.closes_at
    assert before is not None
    check_extension(why, by.person_id, before, until, now)
    check_our_time(until=until)
    granted = _granted(by, call, held, before, until, why, now)
    held.extended_until = application.extended_until = until
    held.save(update_fields=["extended_until"])
    tell_extension(granted, [held], now)
    return granted


def _nothing_to_extend(call: Call, application: Application) -> str:
    if call.closes_at is None:
        return str(WITHOUT_LAST_DAY)
    if call.state not in ("open", "closed"):
        return str(CALL.state(call.state).label)
    return "" if application.state == "draft" else str(application.stage.label)


def _granted(
    by: Viewer, call: Call, application: Application | None, before: datetime, until: datetime, why: str, now: datetime
) -> Extension:
    granted = Extension.objects.create(
        call=call,
        application=application,
        before=before,
        until=until,
        why=why.strip(),
        decided_at=now,
        person_id=by.person_id or 0,  # `check_extension` refused nobody
    )
    action = "calls.extend_application" if application else "calls.extend_call"
    facts = {"before": before, "until": until}
    audit.record(by, action, application or call, why=granted.why, facts=facts)
    return granted


def _postponed(call: Call, *days: date | None) -> list[str]:
    """The days that follow the closing, where a later one is given."""
    moved = []
    for name, day in zip(LATER, days, strict=True):
        now = getattr(call, name)
        if day is None or day == now:
            continue
        if now is not None and day < now:
            raise CalendarNearer(field=name)
        setattr(call, name, day)
        moved.append(name)
    return moved
