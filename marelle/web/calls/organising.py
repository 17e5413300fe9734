"""What the screens of whoever organises a review share: the door, the views of one call, its columns."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.models import Assignment, Call, Chase
from marelle.domains.calls.queries.authorities import LateOpinion
from marelle.domains.calls.states.reviews import WAYS
from marelle.kernel.access import load
from marelle.kernel.states import State
from marelle.web.ui.moments import day_of
from marelle.web.ui.tables import Column

ORGANISE = "calls.organise_review"
_VIEWS = {
    "call_jury": gettext_lazy("Jury"),
    "call_draw": gettext_lazy("Répartition"),
    "call_board": gettext_lazy("Notes"),
    "call_calibration": gettext_lazy("Calibrage"),
    "call_chase": gettext_lazy("Relances"),
}


def organised_call(request: HttpRequest, slug: str) -> Call:
    """The call, to whoever organises its review. Price: one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, ORGANISE, visible_calls(viewer), slug=slug)


def views_of(call: Call, here: str) -> list[dict[str, Any]]:
    """The five views of the review of a call, as tabs."""
    return [
        {"label": label, "url": reverse(name, args=[call.slug]), "current": name == here}
        for name, label in _VIEWS.items()
    ]


def person_name(row: Any) -> str:
    return str(row.reviewer.person.full_name)


JUROR_COLUMNS = (
    Column("membre", gettext_lazy("Membre"), person_name, note=lambda row: row.organisation, sortable=True),
    Column("confiees", gettext_lazy("Confiées"), lambda row: row.files, "number", sortable=True),
    Column("notees", gettext_lazy("Notées"), lambda row: row.sent, "number", sortable=True),
    Column("reste", gettext_lazy("Reste"), lambda row: row.left, "number", sortable=True),
)

LOAD_COLUMNS = (
    Column("membre", gettext_lazy("Membre"), lambda row: row[0].person.full_name),
    Column("avant", gettext_lazy("Confiées avant"), lambda row: row[1], "number"),
    Column("apres", gettext_lazy("Confiées après"), lambda row: row[2], "number"),
)


def share_state(share: Assignment) -> State:
    """Whether the marks of one reader are there."""
    if share.sent:  # type: ignore[attr-defined]
        return State("sent", _("Envoyées"), tone="done")
    return State("awaited", _("Attendues"), tone="here")


SHARE_COLUMNS = (
    Column("membre", gettext_lazy("Membre"), person_name),
    Column("comment", gettext_lazy("Confiée"), lambda share: str(WAYS[share.how])),
    Column("depuis", gettext_lazy("Depuis le"), lambda share: day_of(share.assigned_at), "date"),
    Column("notes", gettext_lazy("Notes"), share_state, "state"),
)

ENDED_COLUMNS = (
    Column("membre", gettext_lazy("Membre"), person_name),
    Column("fin", gettext_lazy("Reprise le"), lambda share: day_of(share.ended_at), "date"),
    Column("pourquoi", gettext_lazy("Pourquoi"), lambda share: share.ended_why),
)


def _awaited(row: LateOpinion) -> str:
    return ", ".join(seat.label for seat in row.seats)


def _whom(row: LateOpinion) -> str:
    people = ", ".join(sorted({holder.name for holder in row.holders}))
    missing = ", ".join(seat.label for seat in row.unheld)
    told = _("personne ne tient le rôle : {seats}").format(seats=missing) if missing else ""
    return " ; ".join(part for part in (people, told) if part)


def _late(row: LateOpinion) -> State:
    if not row.days:
        return State("awaited", _("Dans les temps"), tone="here")
    return State(
        "late", ngettext("{n} jour de retard", "{n} jours de retard", row.days).format(n=row.days), tone="late"
    )


LATE_COLUMNS = (
    Column(
        "site",
        gettext_lazy("Site"),
        lambda row: row.application.site.name,
        "link",
        href=lambda row: reverse("application", args=[row.application.pk]),
    ),
    Column("avis", gettext_lazy("Avis attendus"), _awaited),
    Column("qui", gettext_lazy("Qui peut le donner"), _whom),
    Column("retard", gettext_lazy("Délai"), _late, "state"),
)

CHASE_COLUMNS = (
    Column("jour", gettext_lazy("Jour"), lambda chase: chase.day, "date"),
    Column("objet", gettext_lazy("Objet"), Chase.get_about_display),
    Column("par", gettext_lazy("Par"), lambda chase: chase.who),
    Column("personnes", gettext_lazy("Personnes"), lambda chase: chase.people, "number"),
    Column("candidatures", gettext_lazy("Candidatures"), lambda chase: chase.files, "number"),
)
