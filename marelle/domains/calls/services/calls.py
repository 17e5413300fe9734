"""The orders about calls: prepare, open, close, announce, and tell one of the past."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from marelle.domains.territories.models import Source
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..models import Call
from ..queries.deciding import files_undecided
from ..queries.terms import missing_to_open, with_its_terms
from ..rules.calls import (
    CallSlugTaken,
    ClosingAlreadyPast,
    ClosingNotReached,
    PastCallUnsourced,
    check_dates,
    check_name,
    end_of_year,
    has_closed,
    said,
    state_at,
)
from ..rules.chasing import USUAL
from ..rules.decisions import FilesUndecided, check_day
from ..rules.extensions import ExtensionRunning
from ..rules.lists import ListStillOpen
from ..rules.opening import CallIncomplete
from ..states.calls import CALL
from ..states.lists import UNDER_WAY
from .forms import form_of_the_day


@transaction.atomic
def prepare_call(
    *,
    by: Viewer,
    at: datetime,
    slug: str,
    title: str,
    edition: int,
    opens_at: datetime,
    closes_at: datetime | None,
    kind: str = "closing",
    finalise_by: date | None = None,
    source: Source | None = None,
    invented: bool = False,
) -> Call:
    """Writes a call that nobody sees yet, on the form of the day. Refuses without `calls.prepare`, `CallKindUnknown`,
    `CallWithoutClosing`, `CallClosesBeforeOpening`, `CallUnnamed`, `EditionImplausible`, `CallSlugTaken`."""
    by.must("calls.prepare")
    check_name(title, edition)
    check_dates(kind, opens_at, closes_at)
    call = Call(
        slug=slug,
        title=title,
        edition=edition,
        kind=kind,
        opens_at=opens_at,
        closes_at=closes_at,
        finalise_by=finalise_by,
        source=source,
        invented=invented,
        form=form_of_the_day(),
        chase_on=list(USUAL),
    )
    return written(by, "calls.prepare_call", call)


@transaction.atomic
def record_past_call(
    *,
    by: Viewer,
    at: datetime,
    slug: str,
    title: str,
    edition: int,
    opened_at: datetime,
    closed_at: datetime,
    decided_on: date,
    source: Source | None,
    kind: str = "closing",
    finalise_by: date | None = None,
    invented: bool = False,
) -> Call:
    """Tells a call that was over before Marelle, from its source: it enters its table at the end, decided.

    Refuses without `calls.prepare` and `calls.record_decision`, `PastCallUnsourced`, `DecisionInTheFuture`, dates the
    wrong way round, `CallSlugTaken`. The project's last day is by default 31 December of the decision.
    """
    by.must("calls.prepare")
    by.must("calls.record_decision")
    if source is None:
        raise PastCallUnsourced(field="source")
    check_dates(kind, opened_at, closed_at)
    call = Call(
        slug=slug,
        title=title,
        edition=edition,
        kind=kind,
        state="decided",
        opens_at=opened_at,
        closes_at=closed_at,
        decided_on=check_day(decided_on, at.astimezone(PARIS).date()),
        finalise_by=finalise_by or end_of_year(decided_on),
        source=source,
        invented=invented,
    )
    return written(by, "calls.record_past_call", call)


@transaction.atomic
def open_call(*, by: Viewer, at: datetime, call: Call) -> Call:
    """Shows a call to everybody, its terms frozen; files are received from its opening second.

    Refuses without `calls.open`, a move that the table does not have, `ClosingAlreadyPast`, `CallIncomplete` with all
    that is missing. Told for a real call by the flow of the same name, which opens its envelopes too.
    """
    by.must("calls.open")
    held = held_call(call)
    CALL.check(held.state, "open")
    if held.closes_at is not None and held.closes_at <= at:
        raise ClosingAlreadyPast(call=held.title)
    missing = missing_to_open(with_its_terms(held), at)
    if missing:
        raise CallIncomplete(missing)
    return moved(by, "calls.open_call", held, "open")


@transaction.atomic
def close_call(*, by: Viewer, at: datetime, call: Call) -> Call:
    """Ends the reception of files, which the deadline had already stopped and the clock ends by itself; a rolling call
    stops here and now.

    Refuses without `calls.open`, a move that the table does not have, `ClosingNotReached`.
    """
    by.must("calls.open")
    held = held_call(call)
    CALL.check(held.state, "closed")
    over = has_closed(held.closes_at, at)
    if at <= held.opens_at or (held.kind != "rolling" and not over):
        raise ClosingNotReached(call=held.title)
    if not over:
        held.closes_at = at
    return moved(by, "calls.close_call", held, "closed", "closes_at")


@transaction.atomic
def announce_decisions(*, by: Viewer, at: datetime, call: Call, decided_on: date) -> Call:
    """Dates the decisions of a closed call. Projects must be finalised by 31 December unless the call says otherwise.

    Refuses without `calls.record_decision`, a move that the table does not have, `DecisionInTheFuture`,
    `ExtensionRunning` while one more file may still come, `ListStillOpen` while a list is neither decided nor dropped,
    `FilesUndecided` while a file that was sent has no decision.
    """
    by.must("calls.record_decision")
    held = held_call(call)
    CALL.check(state_at(held.state, held.closes_at, at), "decided")
    _must_be_over(held, at)
    if held.lists.filter(state__in=UNDER_WAY).exists():
        raise ListStillOpen
    undecided = files_undecided(held)
    if undecided:
        raise FilesUndecided(count=undecided)
    held.decided_on = check_day(decided_on, at.astimezone(PARIS).date())
    held.finalise_by = held.finalise_by or end_of_year(decided_on)
    return moved(by, "calls.announce_decisions", held, "decided", "decided_on", "finalise_by")


def _must_be_over(call: Call, at: datetime) -> None:
    running = call.applications.filter(state="draft", extended_until__gt=at).order_by("-extended_until").first()
    if running is not None:
        raise ExtensionRunning(until=said(running.extended_until))


def held_call(call: Call) -> Call:
    """The call as it is now, with its form, and nobody else able to change it before the end of the transaction."""
    return Call.objects.select_for_update(of=("self",)).select_related("form").get(pk=call.pk)


def moved(by: Viewer, action: str, call: Call, state: str, *fields: str) -> Call:
    """Moves a held call, which its order has judged, and says so in the log."""
    call.state = state
    call.save(update_fields=["state", *fields])
    audit.record(by, action, call, facts={"state": state})
    return call


def written(by: Viewer, action: str, call: Call) -> Call:
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError as clash:
        if "calls_call_slug" not in str(clash):
            raise
        raise CallSlugTaken(field="slug", slug=call.slug) from None
    audit.record(by, action, call, facts={"slug": call.slug, "state": call.state})
    return call
