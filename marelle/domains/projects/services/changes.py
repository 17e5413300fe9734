"""Changes decided for a day to come: kept, called off, taken by the worker on their day, and ended."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format

from marelle.domains.territories.models import Site
from marelle.domains.territories.states import SITE
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused

from ..models import ChangedSite, ChangeToCome
from ..notifications.changes import tell_called_off, tell_done, tell_held_up, tell_to_come
from ..queries.changes import CHANGE as MAY
from ..queries.changes import changes, changes_to_come
from ..rules.changes import ChangeAwaited, ChangeOver, WhyCallOff, check_to_come
from ..states.changes import CHANGE, SLOTS, TO_COME

WATCH, CARRY_OUT = "projects.watch_changes", "projects.carry_out_change"


@transaction.atomic
def keep_change(
    *,
    by: Viewer,
    at: datetime,
    kind: str,
    sites: Sequence[Site],
    told: Mapping[str, Any],
    on: date,
    why: str,
    refusal: str = "",
    replaces: ChangeToCome | None = None,
) -> ChangeToCome:
    """Keeps a change for its day, in the name of whoever decides it; those around the sites are told.

    `told`: its choices, as data; `refusal`: what would refuse it today, and that time may settle. One that it
    `replaces` ends. Refuses without `territories.change_sites` on each site, `NotToCome`, `TooFarAhead`, a closed site,
    `ChangeAwaited`, `ChangeOver`.
    """
    for site in sites:
        by.must(MAY, site.perimeters())
    check_to_come(on, at.astimezone(PARIS).date())
    held = list(Site.objects.select_for_update().filter(pk__in=[one.pk for one in sites]).order_by("pk"))
    for site in held:
        SITE.check(site.status, "closed")
    if replaces is not None:
        _end(by, at, held_change(by, replaces), "replaced")
    _must_be_free(sites, kind, on)
    who = {"decided_at": at, "decided_by_id": by.person_id}
    row = ChangeToCome.objects.create(
        kind=kind, told=dict(told), on=on, why=why, refusal=refusal, replaces=replaces, **who
    )
    ChangedSite.objects.bulk_create(
        ChangedSite(change=row, site=site, position=place, slot=SLOTS[kind]) for place, site in enumerate(sites)
    )
    made = changes().get(pk=row.pk)
    facts: dict[str, Any] = {"kind": kind, "on": on.isoformat(), "sites": [site.pk for site in sites]}
    facts["replaces"] = replaces.pk if replaces else None
    audit.record(by, "projects.plan_change", made, why=why, facts=facts)
    tell_to_come(made, at)
    return made


def _must_be_free(sites: Sequence[Site], kind: str, on: date) -> None:
    """Refuses (`ChangeAwaited`) a second change of a kind, and one that comes once another has ended the site."""
    for other in changes_to_come(sites):
        mine, its = SLOTS[kind], SLOTS[other.kind]
        if mine == its or (its == "end" and other.on <= on) or (mine == "end" and on <= other.on):
            names = {one.pk for one in sites}
            site = next(one.name for one in other.sites if one.pk in names)
            raise ChangeAwaited(field="on", site=site, what=other.words, day=date_format(other.on, "j F Y"))


@transaction.atomic
def call_off_change(*, by: Viewer, at: datetime, change: ChangeToCome, why: str) -> ChangeToCome:
    """Says that a change will not be, and why; those around its sites are told.

    Refuses without `territories.change_sites`, `WhyCallOff`, `ChangeOver`.
    """
    said = why.replace("\x00", "").strip()[:1000]
    held = held_change(by, change)
    if not said:
        raise WhyCallOff(field="why")
    _end(by, at, held, "called_off", said)
    tell_called_off(held, at)
    return held


def held_change(by: Viewer, change: ChangeToCome) -> ChangeToCome:
    """A change that is to come, held until the end of the transaction. Refuses without `territories.change_sites`,
    `ChangeOver`."""
    held = changes().select_for_update(of=("self",)).get(pk=change.pk)
    for site in held.sites:
        by.must(MAY, site.perimeters())
    if held.state not in TO_COME:
        raise ChangeOver(state=held.stage.label)
    return held


@transaction.atomic
def take_change(*, by: Viewer, at: datetime, number: int) -> ChangeToCome | None:
    """The change of this number, held until the end of the transaction; None when it has ended, its day has not come,
    or another worker holds it."""
    by.must(MAY)
    rows = changes().select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=number, state__in=TO_COME, on__lte=at.astimezone(PARIS).date()).first()


@transaction.atomic
def end_change(*, by: Viewer, at: datetime, change: ChangeToCome, refusal: Refused | None = None) -> ChangeToCome:
    """Notes what became of a change that was taken: done, or held up by a refusal. Those around it are told that it is
    done; those who may settle it what stands in its way, once for each reason."""
    if refusal is None:
        _end(by, at, change, "done")
        tell_done(change, at)
        return change
    said, new = str(refusal), change.state != "held_up" or change.refusal != str(refusal)
    if change.state != "held_up":
        CHANGE.check(change.state, "held_up")
    change.state, change.refusal, change.tried_on = "held_up", said, at.astimezone(PARIS).date()
    change.save(update_fields=["state", "refusal", "tried_on"])
    if new:
        audit.record(by, "projects.hold_change_up", change, why=said, facts={"code": refusal.code})
        tell_held_up(change, at)
    return change


def _end(by: Viewer, at: datetime, change: ChangeToCome, state: str, why: str = "") -> None:
    CHANGE.check(change.state, state)
    change.state, change.ended_at, change.ended_by_id, change.end_why = state, at, by.person_id, why
    change.tried_on = at.astimezone(PARIS).date() if state == "done" else change.tried_on
    if state == "done":
        change.refusal = ""
    change.save(update_fields=["state", "ended_at", "ended_by", "end_why", "tried_on", "refusal"])
    ChangedSite.objects.filter(change=change).update(waits=False)
    if state != "replaced":  # the one that takes its place says so
        audit.record(by, f"projects.{_ORDERS[state]}", change, why=why, facts={"on": change.on.isoformat()})


_ORDERS = {"done": "carry_out_change", "called_off": "call_off_change"}
