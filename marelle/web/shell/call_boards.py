"""The first lines of each one's board about calls, on their home: opinions to give, calls under way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.calls.access.boards import speaks
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import boards
from marelle.domains.calls.queries.funnel import funnel
from marelle.domains.calls.queries.listing import MINE
from marelle.kernel.access import Viewer

RECORD = "calls.record_decision"
CALLS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One large figure of a board, and the list that it counts."""

    value: int
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The first lines of one board: its title, its figures, where the rest is."""

    title: str
    figures: tuple[Figure, ...]
    url: str
    label: str


def boards_of(viewer: Viewer, now: datetime) -> list[Board]:
    """What concerns a viewer. Price: one query for an authority, one and one a call (two at most) for the national
    team, none for others."""
    found = [_opinions(viewer, now)] if speaks(viewer) else []
    return found + (list(_calls(viewer)) if viewer.may(RECORD) else [])


def _opinions(viewer: Viewer, now: datetime) -> Board:
    told = boards.figures(viewer, now)
    here = reverse("applications")
    late = ngettext("dont {n} en retard", "dont {n} en retard", told.mine_late).format(n=told.mine_late)
    notes = [late if told.mine_late else "", _invented(told.mine_invented, told.mine)]
    figures = (
        Figure(
            told.mine,
            ngettext("avis à donner", "avis à donner", told.mine),
            f"{here}?avis={MINE}",
            ", ".join(note for note in notes if note),
        ),
        Figure(
            told.files,
            ngettext("candidature déposée", "candidatures déposées", told.files),
            here,
            _invented(told.invented, told.files),
        ),
    )
    return Board(_("Les avis de mon territoire"), figures, here, _("Toutes les candidatures"))


def _invented(count: int, whole: int) -> str:
    """What a figure owes to its reader when invented places are among the real ones, or alone."""
    if not count:
        return ""
    if count == whole:
        return _("inventée") if count == 1 else _("toutes inventées")
    return ngettext("dont {n} inventée", "dont {n} inventées", count).format(n=count)


def _calls(viewer: Viewer) -> Iterator[Board]:
    under_way = Call.objects.filter(state__in=("open", "closed"), is_trial=False).order_by("-opens_at", "pk")
    for call in under_way[:CALLS]:
        steps = [one.steps for one in funnel(viewer, call)]
        started, filed, heard, _read, labelled = map(sum, zip(*steps, strict=True)) if steps else (0,) * 5
        here = reverse("call_funnel", args=[call.slug])
        there = reverse("call_applications", args=[call.slug])
        figures = (
            Figure(started, ngettext("commencée", "commencées", started), here),
            Figure(filed, ngettext("déposée", "déposées", filed), there),
            Figure(heard, ngettext("avec ses deux avis", "avec leurs deux avis", heard), here),
            Figure(labelled, ngettext("labellisée", "labellisées", labelled), here),
        )
        title = _("{call} (appel inventé)").format(call=call.title) if call.invented else call.title
        yield Board(title, figures, here, _("Où en est l’appel, région par région"))
