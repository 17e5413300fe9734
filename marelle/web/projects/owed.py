"""Who owes what to a project: by person and by organisation, since when, with whom to call, to write to, to recall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.accounts.models import Person
from marelle.domains.funding.queries import awaited_of
from marelle.domains.funding.services import recall
from marelle.domains.network.queries import front_doors
from marelle.domains.projects.access.steering import STEER
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries.dues import (
    Due,
    in_order,
    owed_to,
    people_of_seats,
    projects_with_files,
    up_to,
)
from marelle.domains.projects.queries.recalled import recalls_of
from marelle.domains.projects.rules.dues import Reach, payment_within, recalled_lately
from marelle.kernel.access import Viewer, load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page
from marelle.web.ui.dues import GESTURES, MONEY, Recalls, address_of, recalled_words, since_words, waiting_words


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that is owed: its words, since when, the recalls that went, whether one may go now."""

    key: str
    words: str
    since: str
    late: bool
    recalls: str
    may_recall: bool
    url: str
    gesture: str


@dataclass(frozen=True, slots=True)
class Debtor:
    """Somebody who owes things: a person, those who speak from a seat, an organisation; how to reach them."""

    name: str
    people: str
    call: str
    phone: str
    write: str
    things: Sequence[Thing]


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: twenty queries at most, whatever is owed."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    project = load(viewer, STEER, projects_with_files(viewer), pk=pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            told = recall(by=viewer, at=now, project=project, key=request.POST.get("recall", "")[:100])
        except Refused as refused:
            refusal = refused
        else:
            said = ngettext("Le rappel part à {n} personne.", "Le rappel part à {n} personnes.", told.people)
            messages.success(request, said.format(n=told.people))
            # From the plan one comes back to the plan: whoever is in the street with a phone goes down a list.
            return redirect(plan_url(pk) if request.POST.get("from") == "plan" else reverse("project_owed", args=[pk]))
    debtors = debtors_of(viewer, project, now)
    content = {
        "project": project,
        "site": project.site,
        "debtors": debtors,
        "count": sum(len(one.things) for one in debtors),
        "paid_within": payment_within().days if _any_payment(debtors) else None,
        "late": sum(thing.late for one in debtors for thing in one.things),
        "refusal": refusal,
    }
    return form_page(request, "projects/owed.html", content, refused=refusal)


def plan_url(pk: int) -> str:
    return f"{reverse('project_plan', args=[pk])}#retards-titre"


def debtors_of(viewer: Viewer, project: Project, at: datetime) -> list[Debtor]:
    """The others who owe something, whoever is the latest first; what is up to the viewer is in their own week.

    Price: eleven queries at most.
    """
    grouped: dict[tuple[str, Any], list[Due]] = {}
    owed = in_order([*owed_to(project, at), *awaited_of([project])])
    for due in (one for one in owed if not up_to(viewer, one)):
        grouped.setdefault(_whose(due), []).append(due)
    recalls, doors = recalls_of(project), front_doors(project.site)
    seats = people_of_seats(project, [due for dues in grouped.values() for due in dues], at)
    return [_debtor(project, dues, recalls, doors, seats, at) for dues in grouped.values()]


def _any_payment(debtors: Iterable[Debtor]) -> bool:
    return any(thing.key.startswith("pay:") for one in debtors for thing in one.things)


def _whose(due: Due) -> tuple[str, Any]:
    if due.owner is not None:
        return "person", due.owner.pk
    if due.seat is not None:
        return "seat", due.seat.code
    return "body", (due.record.operator_id if isinstance(due.record, Action) else None) or due.operator


def _debtor(
    project: Project,
    dues: Sequence[Due],
    recalls: Recalls,
    doors: Mapping[int, Reach],
    seats: Mapping[str, Sequence[Person]],
    at: datetime,
) -> Debtor:
    first, today = dues[0], at.astimezone(PARIS).date()
    people = seats.get(first.seat.permission, ()) if first.seat else [first.owner] if first.owner else []
    reach = _reach(dues, doors)
    emails = [one.email for one in people] or [one for one in [reach.email] if one]
    subject = urlencode({"subject": _("{site} : ce qui est attendu").format(site=project.site.name)})
    return Debtor(
        _name(first),
        ", ".join(one.full_name for one in people) if first.seat else "",
        f"tel:{reach.phone}" if reach.phone else "",
        reach.phone,
        f"mailto:{','.join(emails)}?{subject.replace('+', '%20')}" if emails else "",
        [_thing(one, recalls, today, at) for one in dues],
    )


def _name(due: Due) -> str:
    if due.owner is not None:
        return due.owner.full_name
    return due.seat.label if due.seat else due.operator or _("Opérateur inconnu")


def _reach(dues: Iterable[Due], doors: Mapping[int, Reach]) -> Reach:
    """The number of whoever answers for an action, else that of the front desk of its organisation."""
    told = [one.reach for one in dues]
    bodies = {one.record.operator_id or 0 for one in dues if isinstance(one.record, Action)}
    told += [doors[body] for body in bodies if body in doors]
    return Reach(next((one.phone for one in told if one.phone), ""), next((one.email for one in told if one.email), ""))


def _thing(due: Due, recalls: Recalls, today: date, at: datetime) -> Thing:
    count, last = recalls.get(due.key, (0, None))
    return Thing(
        due.key,
        due.words,
        ", ".join(filter(None, (waiting_words(due, today), _by_day(due, today)))),
        due.on is not None and due.on < today,
        recalled_words(count, last),
        not recalled_lately(last, at) and not (due.kind in MONEY and due.seat is None),
        address_of(due),
        str(GESTURES[due.kind]),
    )


def _by_day(due: Due, today: date) -> str:
    """Since when it is late, or for when it is; of a payment, which says since when it waits, how long it is late."""
    if due.on is None or (due.kind in MONEY and due.on >= today):
        return ""
    if due.kind in MONEY:
        days = (today - due.on).days
        return ngettext("en retard de {n} jour", "en retard de {n} jours", days).format(n=days)
    return since_words(due.on, today) or _("pour le {day}").format(day=date_format(due.on, "j F Y"))
