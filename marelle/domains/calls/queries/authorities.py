"""The questions of the authorities, and of whoever waits for them: the thread, who is at work, what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from marelle.domains.accounts.models import Membership, Person
from marelle.domains.accounts.queries import Holder, holders_of, names_of, rights_of
from marelle.kernel.access import NATIONAL, Perimeter, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import Seat

from ..access.reviews import seats_held, visible_delegations
from ..models import Application, Assignment, Call, Chase, Delegation, ExchangeMessage, Presence
from ..models.authorities import KEYS
from ..rules.applications import keys_of
from ..rules.authorities import AT_WORK_FOR, days_late, deputy_role
from ..rules.chasing import days_of as days_of
from .applications import Spoken, awaited_codes
from .conflicts import interested_in
from .jury import shares_of

# A voice, by what tells who stood in for whom: its seat, its person, its instant.
Given = tuple[str, int, datetime]


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the thread, with the words of a page."""

    message: ExchangeMessage
    label: str
    mine: bool

    @property
    def who(self) -> str:
        return self.message.person.full_name


def exchange(viewer: Viewer, application: Application) -> list[Said]:
    """The private thread of a file, oldest first; nothing for anybody but the authorities that speak on it.

    Price: one query.
    """
    if not seats_held(viewer, application):
        return []
    labels = {seat.code: seat.label for seat in application.dossier.rule.seats}
    told = ExchangeMessage.objects.filter(application=application).select_related("person").order_by("said_at", "pk")
    return [Said(one, labels.get(one.seat, one.seat), one.person_id == viewer.person_id) for one in told]


@dataclass(frozen=True, slots=True)
class AtWork:
    """Another authority that has the file open now, or had it a moment ago."""

    label: str
    who: str
    since: datetime
    seen_at: datetime


def others_at_work(viewer: Viewer, application: Application, now: datetime) -> list[AtWork]:
    """The other authorities at work on a file; nothing for anybody but them. Price: one query."""
    if not seats_held(viewer, application):
        return []
    labels = {seat.code: seat.label for seat in application.dossier.rule.seats}
    there = Presence.objects.filter(application=application, seen_at__gt=now - AT_WORK_FOR)
    there = there.exclude(person=viewer.person_id).select_related("person").order_by("seat", "pk")
    return [AtWork(labels.get(one.seat, one.seat), one.person.full_name, one.since, one.seen_at) for one in there]


@dataclass(frozen=True, slots=True)
class LateOpinion:
    """One file and what it still awaits: the seats, the people who may speak from them, how late they are."""

    application: Application
    seats: tuple[Seat, ...]
    holders: tuple[Holder, ...]
    days: int

    @property
    def unheld(self) -> tuple[Seat, ...]:
        """The seats from which nobody can speak: a right is missing in the accounts."""
        held = {holder.permission for holder in self.holders}
        return tuple(seat for seat in self.seats if seat.permission not in held)


def awaited_opinions(call: Call, at: datetime) -> list[LateOpinion]:
    """The files of a call on which an opinion is awaited, by site, late or not yet. Price: three queries."""
    sent = Application.objects.filter(call=call, state__in=("filed", "under_review")).select_related(
        "site", "organisation", "dossier"
    )
    files = list(sent.order_by("site__plain", "pk"))
    awaited = awaited_codes(files)
    holders, days = holders_of(KEYS, at), days_late(call.opinions_by, at.astimezone(PARIS).date())
    return [_late(file, awaited[file.pk], holders, days) for file in files if awaited.get(file.pk)]


def _late(file: Application, codes: Sequence[str], holders: Sequence[Holder], days: int) -> LateOpinion:
    seats = tuple(seat for seat in file.dossier.rule.seats if seat.code in codes)
    wanted, places = {seat.permission for seat in seats}, file.perimeters() - {NATIONAL}
    held = tuple(one for one in holders if one.permission in wanted and one.perimeter in places)
    return LateOpinion(file, seats, held, days)


def opinions_to_chase(call: Call, at: datetime) -> dict[Holder, list[Application]]:
    """Whom to write to about which files, each person once; nobody about a file in which they declared an interest.

    Price: four queries.
    """
    found, first = defaultdict[int, list[Application]](list), dict[int, Holder]()
    late_ones = awaited_opinions(call, at)
    tied = interested_in([late.application for late in late_ones])
    for late in late_ones:
        held = {one.person_id: one for one in late.holders if (one.person_id, late.application.pk) not in tied}
        for person in held.values():
            found[person.person_id].append(late.application)
            first.setdefault(person.person_id, person)
    return {first[person]: files for person, files in found.items()}


def reviews_to_chase(call: Call) -> dict[Person, list[Application]]:
    """The reviewers who have not sent their marks, and on which files. Price: two queries."""
    waiting = defaultdict[int, list[Assignment]](list)
    for share in shares_of(call):
        if not share.sent and share.application.state in ("filed", "under_review"):  # type: ignore[attr-defined]
            waiting[share.reviewer.person_id].append(share)
    return {shares[0].reviewer.person: [share.application for share in shares] for shares in waiting.values()}


def chases_of(call: Call) -> list[Chase]:
    """The rounds of reminders of a call, newest first, each saying `who` sent it. Price: two queries."""
    rounds = list(Chase.objects.filter(call=call))
    names = names_of([one.sent_by for one in rounds if one.sent_by]) if rounds else {}
    for one in rounds:
        one.who = names.get(one.sent_by or 0) or gettext("l’horloge")  # type: ignore[attr-defined]
    return rounds


def chased_on(call: Call, about: str, day: date) -> bool:
    """True when a round was made that day. Price: one query."""
    return Chase.objects.filter(call=call, about=about, day=day).exists()


def delegations_of(viewer: Viewer) -> QuerySet[Delegation]:
    """The deputies that a viewer gave and the deputyships that they hold, newest first. Price: one query when read."""
    return visible_delegations(viewer).order_by("-given_at", "-pk")


@dataclass(frozen=True, slots=True)
class Key:
    """One seat that a viewer may delegate: for which organisation, on which place."""

    seat: Seat
    role: str
    organisation_id: int
    organisation: str
    perimeter: Perimeter


def keys_to_delegate(viewer: Viewer, at: datetime) -> list[Key]:
    """The seats that a viewer holds in their own name, and may give a deputy to. Price: one query.

    A deputy, or whoever speaks in the name of another, delegates nothing further: they may open no access.
    """
    seats = {seat.permission: seat for seat in keys_of(True).seats if deputy_role(seat.code)}
    found = []
    for right in rights_of(viewer.person_id, at) if viewer.person_id else []:
        if right.valid_from > at or not viewer.may("accounts.invite", frozenset({right.perimeter})):
            continue
        for permission, seat in seats.items():
            if right.perimeter in viewer.perimeters(permission):
                found.append(
                    Key(seat, deputy_role(seat.code), right.organisation_id, right.organisation, right.perimeter)
                )
    return found


def possible_deputies(viewer: Viewer, key: Key, at: datetime) -> list[Person]:
    """Those who act for the same organisation, without the viewer. Price: one query."""
    there = Membership.objects.filter(organisation=key.organisation_id, valid_from__lte=at, valid_to__gt=at)
    people = Person.objects.filter(pk__in=there.values("person"), is_active=True).exclude(pk=viewer.person_id or 0)
    return list(people.order_by("family_name", "given_name", "pk"))


def seat_labels() -> dict[str, str]:
    """The names of all the seats that a file may have. Price: none."""
    return {seat.code: gettext(seat.label) for seat in keys_of(True).seats}


def stood_in(application: Application, voices: Sequence[tuple[str, int, datetime]]) -> dict[str, str]:
    """By seat, the name of the authority for whom a deputy gave these voices on a candidature. Price: as below."""
    return stood_in_at(application.perimeters(), voices)


def stood_in_at(places: frozenset[Perimeter], voices: Sequence[Given]) -> dict[str, str]:
    """By seat, the name of the authority for whom a deputy gave these voices (seat, person, instant) on a record that
    these places contain.

    Price: two queries, none without voices.
    """
    return {seat: name for (seat, _person, _at), name in stood_in_by(places, voices).items()}


def stood_in_by(places: frozenset[Perimeter], voices: Sequence[Given]) -> dict[Given, str]:
    """The same by voice, for voices on several texts. Price: two queries, none without voices."""
    if not voices:
        return {}
    people = {person for _seat, person, _at in voices}
    given = list(Delegation.objects.filter(right__person__in=people).select_related("right"))
    found = {
        voice: one.given_by_id
        for voice in voices
        for one in given
        if (one.seat, one.right.person_id) == voice[:2]
        and one.right.valid_from <= voice[2] < one.right.valid_to
        and one.right.perimeter in places
    }
    names = names_of(found.values()) if found else {}
    return {voice: names[person] for voice, person in found.items()}


def said_for(application: Application, voices: Sequence[Spoken]) -> list[Spoken]:
    """The same voices, each saying for whom when it is that of a deputy. Price: two queries, none without voices."""
    given = [(one.seat, one.voice.person_id, one.voice.spoken_at) for one in voices if one.voice]
    names = stood_in(application, given)
    return [replace(one, for_whom=names.get(one.seat, "")) for one in voices]
