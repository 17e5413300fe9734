"""The demonstration's own entrance and clock. Everywhere else these addresses do not exist.

Three locks, each enough by itself: the settings, the fact kept in the database (which only the owner of the tables may
write), and that nobody but an invented person can be entered as.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts import queries
from marelle.flows.demo.cast import CAST, CITY, Member
from marelle.flows.demo.hours import follow_the_hour
from marelle.flows.demo.people import GUESTS, TEAMS
from marelle.kernel import audit, clock
from marelle.kernel.access import NotFound, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.clock.models import Installation
from marelle.web.ui.answers import form_page, say_refusal

from .arriving import BACKEND
from .forms import ClockForm

View = Callable[..., HttpResponse]

# The dates of the first wave: the places of the story where one wants to stand.
JUMPS = (
    (datetime(2019, 5, 2, 9, tzinfo=PARIS), gettext_lazy("L’appel de 2019 vient d’ouvrir")),
    (datetime(2019, 6, 30, 17, tzinfo=PARIS), gettext_lazy("Le dernier jour des avant-projets")),
    (datetime(2019, 9, 5, 10, tzinfo=PARIS), gettext_lazy("Le jour des labels")),
    (
        datetime(2019, 12, 18, 9, 30, tzinfo=PARIS),
        gettext_lazy("Le jour de la démonstration\u00a0: un appel à chaque étape"),
    ),
    (datetime(2019, 12, 20, 16, 59, tzinfo=PARIS), gettext_lazy("Une minute avant la clôture de l’appel ouvert")),
    (datetime(2019, 12, 20, 17, 1, tzinfo=PARIS), gettext_lazy("Une minute après")),
    (datetime(2019, 12, 31, 18, tzinfo=PARIS), gettext_lazy("La fin de la mise au point des projets")),
    (datetime(2019, 12, 31, 23, 59, tzinfo=PARIS), gettext_lazy("La dernière minute de la mise au point")),
    (datetime(2020, 1, 1, tzinfo=PARIS), gettext_lazy("Minuit\u00a0: ce qui n’est pas finalisé est en retard")),
    (datetime(2020, 2, 21, 9, tzinfo=PARIS), gettext_lazy("L’annonce des montants sur trois ans")),
)
# Who stands together on the page, by the organisation that each speaks for; the other communes come last.
GROUPS = (
    (gettext_lazy("La ville, son collège, son école"), ("town", "college", "school")),
    (gettext_lazy("L’État et l’hébergeur"), ("prefecture", "rectorat", "national", "host")),
    (gettext_lazy("Le jury"), ("study", "inspection", "elected", "reading", "deciding")),
    (gettext_lazy("Les associations et les familles"), ("ateliers", "moreau")),
    (gettext_lazy("D’autres villes"), ()),
)
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


def demonstration_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEMONSTRATION and request.clock.is_demonstration):  # type: ignore[attr-defined]
            raise NotFound
        return view(request, *args, **kwargs)

    return guarded


@demonstration_only
def enter_as(request: HttpRequest) -> HttpResponse:
    """The cast and those around the calls, by where they stand, one card each; a click enters. Price: three queries."""
    if request.method == "POST":
        return _enter(request)
    numbers = queries.invented_people()
    labels = {sheet.code: sheet.label for sheet in queries.roles_with_permissions()}
    named = {body for _title, bodies in GROUPS for body in bodies}
    everybody = (*CAST, *TEAMS, *GUESTS)
    groups = [
        {"title": title, "cards": cards}
        for title, bodies in GROUPS
        if (cards := _cards([one for one in everybody if _stands(one, bodies, named)], numbers, labels))
    ]
    present = [member for member in everybody if member.email in numbers]
    return render(request, "accounts/enter_as.html", {"groups": groups, "city": CITY, "people": present})


def _stands(member: Member, bodies: Sequence[str], named: Set[str]) -> bool:
    """True where a person’s organisation is of the group, or of none that is named and the group is the last one."""
    return member.body in bodies if bodies else member.body not in named


def _cards(people: Sequence[Member], numbers: Mapping[str, int], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"member": member, "pk": numbers[member.email], "role": labels[member.role]}
        for member in people
        if member.email in numbers
    ]


def _enter(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("person", "")
    person = (
        queries.invented_person(int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else None
    )
    if person is None:
        raise NotFound
    logout(request)
    login(request, person, backend=BACKEND)
    audit.record(Viewer(person.pk, person.full_name), "accounts.log_in", person, facts={"demonstration": True})
    messages.success(request, _("Vous êtes {name}.").format(name=person.full_name))
    return redirect("home")


@demonstration_only
def move_clock(request: HttpRequest) -> HttpResponse:
    """The clock of the whole demonstration, for everybody in it. Price: none to show it; to move it, one query, and
    three for each call that closes or opens again."""
    now = request.clock.now  # type: ignore[attr-defined]
    form = ClockForm(None, initial={"day": now.date(), "hour": now.time().replace(second=0, microsecond=0)})
    if request.method == "POST":
        if "day" in request.POST:
            form = ClockForm(request.POST)
        try:
            if _move(request, form, now):
                return redirect("clock")
        except clock.InstantOutOfReach as refusal:
            if not form.is_bound:
                raise
            say_refusal(form, refusal)
    content = {"form": form, "jumps": _jumps(), "now": now, "moved": bool(request.clock.offset)}  # type: ignore[attr-defined]
    return form_page(request, "accounts/clock.html", content, refused=form.errors)


def _jumps() -> list[dict[str, Any]]:
    return [{"value": instant.isoformat(), "instant": instant, "label": label} for instant, label in JUMPS]


def _move(request: HttpRequest, form: ClockForm, now: datetime) -> bool:
    """Does what was asked; False when it could not be understood."""
    asked = request.POST.get("to", "")
    if asked == "real":
        clock.reset()
    elif asked in STEPS:
        clock.set_to(now + STEPS[asked])
    elif asked in {jump["value"] for jump in _jumps()}:
        clock.set_to(datetime.fromisoformat(asked))
    elif form.is_bound and form.is_valid():
        clock.set_to(form.instant())
    else:
        return False
    follow_the_hour()
    reading = clock.now()
    viewer = request.viewer  # type: ignore[attr-defined]
    by = viewer if viewer.is_signed_in else Viewer.machine("demonstration")
    audit.record(by, "clock.move", Installation(singleton=True), facts={"to": reading})
    messages.success(request, _("Il est {now}.").format(now=date_format(reading, "H:i, l j F Y")))
    return True
