"""A change that was decided for a day to come is carried out on that day, or held up and said."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.projects import services as projects
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from .give_change import give_change

if TYPE_CHECKING:
    from marelle.domains.projects.models import ChangeToCome


@transaction.atomic
def carry_out_change(*, by: Viewer, at: datetime, number: int) -> ChangeToCome | None:
    """The worker carries out a change, in the name of the person who decided it.

    1. The change is taken; one that has ended, whose day has not come, or that another worker holds, is left as it is.
    2. It is given as it was decided, brought to what stands now (`give_change`): whole, or not at all.
    3. What became of it is noted: done, and those around the sites are told; or held up by what refused it, and those
       who may settle it are told what to do. It is then tried again each day.

    If it dies on the way, nothing happened and the change still waits.
    """
    change = projects.take_change(by=by, at=at, number=number)
    if change is None:
        return None
    refused: Refused | None = None
    try:
        with transaction.atomic():
            person = by.on_behalf_of(change.decided_by_id)
            sites, order = change.sites, {"kind": change.kind, "told": change.told}
            give_change(by=person, at=at, sites=sites, **order, on=change.on, why=change.why)
    except Refused as refusal:
        refused = refusal
    return projects.end_change(by=by.on_behalf_of(change.decided_by_id), at=at, change=change, refusal=refused)
