"""Payments awaited: grants that were voted and not notified, or notified and not wholly paid, as what is owed."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import ngettext

from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.dues import Due, in_order, up_to
from marelle.domains.projects.rules.dues import payers, payment_within, said
from marelle.domains.projects.rules.finalising import read_finalising, rule_of_the_day
from marelle.kernel.access import NATIONAL, Viewer
from marelle.kernel.dossiers import Seat
from marelle.kernel.money import euros

from ..access import RECORD
from .grants import GrantTold, financers, told_where

ALL = {"notify": "notify_all", "pay": "pay_all"}


def awaited_of(projects: Iterable[Project]) -> list[Due]:
    """One thing to do for each grant that waits: to be notified by whoever voted it, or to be paid. What was notified
    is late after the days of the law. The oldest first. Price: one query, or none without a project."""
    known = {one.pk: one for one in projects}
    if not known:
        return []
    seats, names, paying = _seats(), financers(), payers()
    waiting = [one for one in told_where(Q(budget__project__in=known)) if one.owed]
    return in_order(
        _due(one, known[one.grant.budget.project_id], seats.get(paying.get(one.grant.financer, "")), names)
        for one in waiting
    )


def awaited_for(viewer: Viewer, projects: Iterable[Project]) -> list[Due]:
    """Those of which a viewer should hear, one line for each cité, each kind and whoever owes them: all of them for
    whoever records the grants of a cité, else what they owe themselves; never those of the whole country.

    Price: that of `awaited_of`.
    """
    asked = (RECORD, *(seat.permission for seat in _seats().values()))
    held = {permission: viewer.perimeters(permission) - {NATIONAL} for permission in asked}
    kept = [one for one in projects if any(places & one.perimeters() for places in held.values())]
    heard = [one for one in awaited_of(kept) if held[RECORD] & one.project.perimeters() or up_to(viewer, one)]
    return awaited_together(heard)


def awaited_together(dues: Iterable[Due]) -> list[Due]:
    """The same, one line for each cité, each kind and whoever owes it: how much, and since when the oldest waits.

    Price: none.
    """
    groups: dict[tuple[str, int, str], list[Due]] = {}
    for due in dues:
        who = due.seat.code if due.seat else due.body
        groups.setdefault((due.kind, due.project.pk, who), []).append(due)
    return in_order(_together(group) for group in groups.values())


def _seats() -> dict[str, Seat]:
    return {seat.code: seat for seat in read_finalising(rule_of_the_day()).voices.seats}


def _due(told: GrantTold, project: Project, seat: Seat | None, names: dict[str, str]) -> Due:
    grant = told.grant
    payer = names.get(grant.financer, grant.financer)
    grant.told_owed = told.owed  # type: ignore[attr-defined]
    kind = "notify" if told.notified_on is None else "pay"
    words = said(kind, amount=euros(told.owed), payer=payer, code=grant.action.code, what=grant.action.title)
    late_on = told.notified_on + payment_within() if told.notified_on else None
    return Due(kind, project, grant, words, late_on, seat=seat, body="" if seat else payer, since=told.since)


def _together(group: Sequence[Due]) -> Due:
    first = group[0]
    cents = sum(one.record.told_owed for one in group)
    count = ngettext("{n} subvention", "{n} subventions", len(group)).format(n=len(group))
    payer = first.seat.label if first.seat else first.body
    words = said(ALL[first.kind], payer=payer, amount=euros(cents), count=count)
    days = [one.on for one in group if one.on is not None]
    return Due(
        ALL[first.kind],
        first.project,
        first.record,
        words,
        min(days, default=None),
        seat=first.seat,
        body=first.body,
        since=_oldest(one.since for one in group),
    )


def _oldest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
