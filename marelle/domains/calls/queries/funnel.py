"""How far the candidatures of a call have come, from the drafts to the labels, region by region, at this instant."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from marelle.kernel.access import Viewer

from ..access.applications import RECORD
from ..models import Application, Call
from .listing import AGREED, counted_by_file, with_opinions

THERE = "site__commune_main__departement__region"


@dataclass(frozen=True, slots=True)
class Funnel:
    """The counts of one region: what was started, and of it, what reached each step, each a part of the one before."""

    code: str
    name: str
    started: int
    filed: int
    heard: int  # préfet and rector have both spoken on the current version
    read: int  # and every reviewer that the call wants has sent their marks
    labelled: int

    @property
    def steps(self) -> tuple[int, ...]:
        return (self.started, self.filed, self.heard, self.read, self.labelled)


def funnel(viewer: Viewer, call: Call, region: str = "") -> list[Funnel]:
    """The funnel of each region from which somebody applies, by name; nothing for those who do not decide nationally.

    Drafts are counted, never read. What was withdrawn is not there. Price: one query.
    """
    if not viewer.may(RECORD, call.perimeters()):
        return []
    rows = Application.objects.filter(call=call).exclude(state="withdrawn")
    rows = rows.filter(inside__contains=[f"region:{region}"]) if region else rows
    rows = with_opinions(rows).annotate(marks_in=counted_by_file(AGREED))
    # A label has passed every step, even one of a call that had no jury: the steps stay parts of each other.
    labelled = Q(state="labelled")
    filed = ~Q(state="draft")
    heard = filed & Q(prefect_said__isnull=False, rector_said__isnull=False) | labelled
    read = heard & Q(marks_in__gte=call.readers) | labelled
    counted = rows.values(THERE, f"{THERE}__name").annotate(
        started=Count("pk"),
        filed=Count("pk", filter=filed),
        heard=Count("pk", filter=heard),
        read=Count("pk", filter=read),
        labelled=Count("pk", filter=labelled),
    )
    found = counted.order_by(f"{THERE}__plain")
    return [
        Funnel(
            row[THERE], row[f"{THERE}__name"], row["started"], row["filed"], row["heard"], row["read"], row["labelled"]
        )
        for row in found
    ]
