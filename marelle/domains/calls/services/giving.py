"""Giving several files out at once: by chance among the jury, or to one reviewer; none to somebody tied to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..access.reviews import OPEN_STATES, ORGANISE
from ..models import Application, Assignment, Call, Draw, Reviewer
from ..notifications import tell_assignments
from ..queries.conflicts import links
from ..queries.jury import Preview, preview_of
from ..rules.bulk import Outcome
from ..rules.reviews import NotAReviewer
from ..states.reviews import HAND
from .calls import held_call
from .choosing import chosen
from .jury import draw_as_shown


def preview_some(by: Viewer, at: datetime, call: Call, files: Iterable[int]) -> Preview:
    """What `draw_some` would give to whom. Refuses without `calls.organise_review`, and as `chosen`.

    Price: twelve queries, in a transaction: what it reads is held.
    """
    by.must(ORGANISE)
    readable = [file for file in chosen(by, call, files) if file.state in OPEN_STATES]
    return preview_of(readable, call, at, call.readers)


@transaction.atomic
def draw_some(*, by: Viewer, at: datetime, call: Call, files: Iterable[int], seed: str) -> Draw:
    """Gives some files the readers that they lack, by load and by chance, as the preview of this seed showed.

    Refuses without `calls.organise_review`, `NothingToDraw`, `DrawOutdated`, and as `chosen`.
    """
    held = held_call(call)
    return draw_as_shown(by, at, held, preview_some(by, at, held, files), seed)


@transaction.atomic
def assign_some(*, by: Viewer, at: datetime, call: Call, files: Iterable[int], reviewer: Reviewer) -> list[Outcome]:
    """Gives some files to one reviewer; those to which something ties them, or which they have, are left, and said.

    The reviewer is told once. Refuses without `calls.organise_review`, `NotAReviewer`, and as `chosen`.
    """
    by.must(ORGANISE)
    held = held_call(call)
    if reviewer.call_id != held.pk or reviewer.left_at is not None:
        raise NotAReviewer(field="reviewer")
    wanted = chosen(by, held, files)
    known = links([reviewer.person_id], wanted, at)
    had = set(
        Assignment.objects.filter(reviewer=reviewer, application__in=wanted, ended_at=None).values_list(
            "application", flat=True
        )
    )
    outcomes = [
        _outcome(file, file.pk in had, [one.sentence for one in known.between(reviewer.person_id, file.pk)])
        for file in wanted
    ]
    done = {one.file for one in outcomes if one.done}
    _write(by, at, held, reviewer, [file for file in wanted if file.pk in done])
    return outcomes


def _outcome(file: Application, had: bool, ties: list[str]) -> Outcome:
    if file.state not in OPEN_STATES:
        return Outcome(file.pk, file.site.name, False, _("N’est pas en cours d’examen."))
    if had:
        return Outcome(file.pk, file.site.name, False, _("Lui est déjà confiée."))
    if ties:
        return Outcome(file.pk, file.site.name, False, " ".join(ties))
    return Outcome(file.pk, file.site.name, True, _("Lui sera confiée."))


def _write(by: Viewer, at: datetime, call: Call, reviewer: Reviewer, files: list[Application]) -> None:
    if not files:
        return
    facts = {"call": call, "reviewer": reviewer, "how": HAND, "assigned_at": at, "assigned_by": by.person_id}
    given = Assignment.objects.bulk_create(Assignment(application=file, **facts) for file in files)
    said = {"reviewer": reviewer.pk, "files": sorted(file.pk for file in files)}
    audit.record(by, "calls.assign_some", call, facts=said)
    tell_assignments(given, at)
