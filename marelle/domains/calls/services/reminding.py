"""Reminding the people of several files at once: each file once a day, each person in one letter, by the outbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.calls import EXTEND
from ..access.reviews import OPEN_STATES, ORGANISE
from ..models import Application, Call, Reminder
from ..notifications import tell_reminder
from ..queries.authorities import chased_on, opinions_to_chase, reviews_to_chase
from ..queries.reminders import writers_of
from ..rules.applications import is_open
from ..rules.bulk import Outcome
from ..states.reminders import DRAFTS, OPINIONS, REVIEWS
from .calls import held_call
from .choosing import chosen


@transaction.atomic
def remind(*, by: Viewer, at: datetime, call: Call, about: str, files: Iterable[int]) -> list[Outcome]:
    """Writes to those who are awaited on some files of a call: authorities (`opinions`) or reviewers (`reviews`).

    Answers what was done with each file, or why nothing was; nothing is written when nobody is awaited. The row of
    the call is held: two organisers do not write twice. Refuses without `calls.organise_review`, and as `chosen`.
    """
    by.must(ORGANISE)
    held = held_call(call)
    return _remind(by, at, held, about, chosen(by, held, files))


@transaction.atomic
def remind_drafts(*, by: Viewer, at: datetime, call: Call) -> list[Outcome]:
    """Writes to the authors of every draft of a call that may still be filed. Refuses without `calls.extend`."""
    by.must(EXTEND)
    held = held_call(call)
    drafts = Application.objects.select_for_update(of=("self",), no_key=True).filter(call=held, state="draft")
    return _remind(
        by, at, held, DRAFTS, list(drafts.select_related("site", "organisation").order_by("site__plain", "pk"))
    )


def _remind(by: Viewer, at: datetime, call: Call, about: str, files: Sequence[Application]) -> list[Outcome]:
    day = at.astimezone(PARIS).date()
    awaited = _awaited(call, about, files, at)
    told = set(
        Reminder.objects.filter(application__in=files, about=about, day=day).values_list("application", flat=True)
    )
    if about != DRAFTS and chased_on(call, about, day):
        told = {file.pk for file in files}
    outcomes = [_outcome(file, about, awaited.get(file.pk, ()), file.pk in told) for file in files]
    done = {one.file for one in outcomes if one.done}
    letters = defaultdict[str, list[Application]](list)
    for file in files:
        if file.pk in done:
            for address in awaited[file.pk]:
                letters[address].append(file)
    if done:
        rows = [(file, len(awaited[file.pk])) for file in files if file.pk in done]
        Reminder.objects.bulk_create(
            Reminder(application=file, about=about, day=day, people=people, sent_by=by.person_id)
            for file, people in rows
        )
        tell_reminder(call, about, day, letters)
        audit.record(by, "calls.remind", call, facts={"about": about, "files": len(rows), "people": len(letters)})
    return outcomes


def _awaited(call: Call, about: str, files: Sequence[Application], at: datetime) -> Mapping[int, Sequence[str]]:
    """By file, the addresses of those who are awaited on it. Price: one to three queries, whatever their number."""
    if about == DRAFTS:
        late = [file for file in files if is_open(call.state, call.opens_at, call.closes_at, at, file.extended_until)]
        return writers_of(late, at)
    if about == OPINIONS:
        people = {holder.email: awaited for holder, awaited in opinions_to_chase(call, at).items()}
    elif about == REVIEWS:
        people = {person.email: awaited for person, awaited in reviews_to_chase(call).items()}
    else:
        raise ValueError(f"nobody is reminded of {about!r}")
    found = defaultdict[int, list[str]](list)
    for address, awaited in people.items():
        for file in awaited:
            found[file.pk].append(address)
    return found


def _outcome(file: Application, about: str, people: Sequence[str], told: bool) -> Outcome:
    if people and not told:
        said = ngettext("Relance à {n} personne.", "Relance à {n} personnes.", len(people)).format(n=len(people))
        return Outcome(file.pk, file.site.name, True, said)
    if told:
        said = _("Déjà relancée aujourd’hui.")
    elif about == DRAFTS:
        said = _("Ne peut plus être déposée, ou personne n’écrit pour elle.")
    elif file.state not in OPEN_STATES:
        said = _("N’est pas en cours d’examen.")
    elif about == OPINIONS:
        said = _("Aucun avis n’est attendu, ou personne ne tient le siège attendu.")
    else:
        said = _("Aucune note n’est attendue.")
    return Outcome(file.pk, file.site.name, False, said)
