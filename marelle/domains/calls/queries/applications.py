"""The questions asked about applications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from marelle.domains.accounts.queries import names_of, place_names, rights_of
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Site
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.dossiers import OPINIONS, DossierRule, Seat, Standing
from marelle.kernel.dossiers.models import DossierVersion, Voice
from marelle.kernel.dossiers.queries import DossierState, VersionRead
from marelle.kernel.dossiers.queries import state as dossier_state
from marelle.kernel.questionnaires import Definition, Evaluated, Fault, Known, Section, check, evaluate, read
from marelle.kernel.questionnaires.registers import Proposed, asks_by_registers, read_known
from marelle.kernel.states import Tone

from ..access.applications import WRITE, own_applications, visible_applications
from ..access.calls import trials_shown
from ..models import Application, Call
from ..rules.applications import PREFECT, RECTOR, is_open
from ..rules.documents import Asked, named, with_documents
from ..states.applications import APPLICATION
from .documents import asked_by
from .registers import known_of

OPINION_TONES: dict[str, Tone] = {"favourable": "done", "reservations": "late", "unfavourable": "refused"}


@dataclass(frozen=True, slots=True)
class SectionLeft:
    """One section of a form, and what is missing in it."""

    section: Section
    faults: tuple[Fault, ...]
    started: bool

    @property
    def complete(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class WhatIsLeft:
    """A draft, seen by what it still lacks."""

    definition: Definition
    seen: Evaluated
    sections: tuple[SectionLeft, ...]
    proposed: Proposed

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(fault for left in self.sections for fault in left.faults)

    @property
    def complete(self) -> bool:
        return not self.faults

    def of(self, code: str) -> SectionLeft | None:
        return next((left for left in self.sections if left.section.code == code), None)


@dataclass(frozen=True, slots=True)
class FiledText:
    """An application as it was filed: the form of that day and the frozen answers."""

    version: DossierVersion
    definition: Definition
    seen: Evaluated

    @property
    def fingerprint(self) -> str:
        return self.version.fingerprint


def applications_of(viewer: Viewer) -> QuerySet[Application]:
    """The applications a viewer sees, newest call first. Price: one query when read."""
    return visible_applications(viewer).order_by("-call__closes_at", "site__name", "pk")


def may_write(viewer: Viewer, application: Application, at: datetime) -> bool:
    """True when the viewer may change this draft at `at`: as long as it may still be filed. Price: none."""
    held = viewer.may(WRITE, application.perimeters())
    return held and application.state == "draft" and still_receives(application, at)


def may_file(viewer: Viewer, application: Application, at: datetime) -> bool:
    """True when the viewer may file it now, were it complete. Price: none."""
    held = viewer.may("calls.file_application", application.perimeters())
    return held and application.state == "draft" and still_receives(application, at)


def still_receives(application: Application, at: datetime) -> bool:
    """True while this one may still be filed, by whoever may. Price: none."""
    return _receives(application.call, at, application.extended_until)


def may_withdraw(viewer: Viewer, application: Application) -> bool:
    """True when the viewer may take it back, as it stands. Price: none."""
    held = viewer.may("calls.file_application", application.perimeters())
    return held and APPLICATION.allows(application.state, "withdrawn")


def _receives(call: Call, at: datetime, extended_until: datetime | None) -> bool:
    return is_open(call.state, call.opens_at, call.closes_at, at, extended_until)


def seats_of(viewer: Viewer, application: Application, state: DossierState) -> tuple[str, ...]:
    """The seats from which the viewer may still speak on the current version. Price: none."""
    if application.state not in ("filed", "under_review") or state.current is None or viewer.person_id is None:
        return ()
    if any(voice.person_id == viewer.person_id for voice in state.current.voices):
        return ()
    rule = application.dossier.rule
    held = [s.code for s in rule.seats if viewer.may(s.permission, application.perimeters())]
    return tuple(code for code in held if code in state.standing.awaited)


def what_is_asked(application: Application) -> WhatIsLeft:
    """The same as `what_is_left` for whoever needs only what is asked: registers are read where a condition does.

    Price: none; that of its registers where what they say decides what is asked.
    """
    definition = application.sheet.questionnaire.form
    known, offered = known_of(application) if asks_by_registers(definition) else ({}, {})
    return _left(application, definition, known, offered)


def what_is_left(application: Application, section: str = "") -> WhatIsLeft:
    """What the draft still lacks, section by section; with what the registers propose in one of them.

    Price: one query for what its call demands, and that of its registers, as `known_of`.
    """
    asked = asked_by(application.call)
    definition = with_documents(application.sheet.questionnaire.form, asked)
    here = definition.section(section) if section else None
    known, offered = known_of(application, here.fields if here else ())
    return _left(application, definition, known, offered, asked)


def _left(
    application: Application, definition: Definition, known: Known, offered: Proposed, asked: Sequence[Asked] = ()
) -> WhatIsLeft:
    answers = application.sheet.answers
    seen, faults = evaluate(definition, answers, known), named(check(definition, answers, known), asked, answers)
    left = [
        SectionLeft(section, _in(section, faults), any(field.code in answers for field in section.fields))
        for section in definition.sections
        if section.code in seen.sections
    ]
    return WhatIsLeft(definition, seen, tuple(left), offered)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a draft is: the questions that must be answered, and how many are, well."""

    done: int
    total: int


def progress(left: WhatIsLeft) -> Progress:
    """Counted over the required questions that are asked. Price: none."""
    asked = [f for f in left.definition.fields if f.code in left.seen.shown and f.required]
    wrong = {fault.field for fault in left.faults}
    return Progress(sum(field.code not in wrong for field in asked), len(asked))


def _in(section: Section, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    codes = {field.code for field in section.fields}
    return tuple(fault for fault in faults if fault.field in codes)


def opinions(application: Application) -> DossierState:
    """The frozen versions and the voices on them. Price: two queries."""
    return dossier_state(application.dossier)


def first_filed(state: DossierState) -> FiledText | None:
    """The file as first filed, readable forever. Price: none."""
    return filed_text(state.first.version) if state.first else None


def filed_text(version: DossierVersion) -> FiledText:
    """A frozen version, read with the form that it carries. Price: none."""
    content: dict[str, Any] = version.content
    definition = read(content["form"]["definition"])
    known = read_known(content.get("registers", {}))
    return FiledText(version, definition, evaluate(definition, content["answers"], known))


def voices_by_seat(state: DossierState) -> dict[str, Voice | None]:
    """The two voices on the current version, None where one is awaited. Price: none."""
    return {seat: state.current.voice_of(seat) if state.current else None for seat in (PREFECT, RECTOR)}


def speaks_for(by: Viewer, application: Application, permission: str, at: datetime) -> int | None:
    """The organisation for which somebody speaks here: that of the right that lets them. Price: one query."""
    places = by.perimeters(permission) & application.perimeters()
    rights = rights_of(by.person_id, at) if by.person_id else []
    return next((right.organisation_id for right in rights if right.perimeter in places), None)


def standing_of(application: Application) -> Standing:
    """Who has spoken on the current version and who is awaited. Price: two queries."""
    return opinions(application).standing


def drafts_of(viewer: Viewer, at: datetime) -> QuerySet[Application]:
    """The drafts that a viewer may write or file at `at`: those that `is_open` says. Price: one query when read."""
    common = Q(call__state="open") & (Q(call__closes_at=None) | Q(call__closes_at__gt=at))
    own = Q(call__state__in=("open", "closed"), extended_until__gt=at)
    return own_applications(viewer).filter(common | own, state="draft", call__opens_at__lte=at)


def awaited_seats(applications: Sequence[Application]) -> dict[int, tuple[str, ...]]:
    """For each filed application, the labels of the seats that have not spoken yet. Price: one query."""
    codes = awaited_codes(applications)
    return {
        one.pk: tuple(seat.label for seat in one.dossier.rule.seats if seat.code in codes[one.pk])
        for one in applications
        if one.pk in codes
    }


def awaited_codes(applications: Sequence[Application]) -> dict[int, tuple[str, ...]]:
    """The same, as codes of seats. Price: one query."""
    waiting = {a.dossier_id: a for a in applications if a.state in ("filed", "under_review")}
    spoken: dict[int, set[str]] = {number: set() for number in waiting}
    voices = Voice.objects.filter(version__dossier__in=waiting, version__number=F("version__dossier__latest"))
    for dossier, seat in voices.values_list("version__dossier", "seat"):
        spoken[dossier].add(seat)
    return {
        application.pk: tuple(s.code for s in application.dossier.rule.seats if s.code not in spoken[dossier])
        for dossier, application in waiting.items()
    }


@dataclass(frozen=True, slots=True)
class Spoken:
    """One voice with the words of a page: who, for whom, what, why, when."""

    seat: str
    label: str
    voice: Voice | None
    who: str = ""
    organisation: str = ""
    opinion: str = ""
    for_whom: str = ""  # the authority for whom a deputy spoke

    @property
    def tone(self) -> str:
        """The tone in which a screen shows the opinion."""
        if self.voice is None:
            return "neutral"
        return OPINION_TONES.get(self.voice.opinion, "neutral")


def spoken(application: Application, read: VersionRead) -> list[Spoken]:
    """The seats of a version in their order, with what each said. Price: as `spoken_on`."""
    return spoken_on(application.dossier.rule, read.voices)


def spoken_on(rule: DossierRule, voices: Sequence[Voice]) -> list[Spoken]:
    """The seats of a rule in their order, with what each said. Price: two queries, none when nobody has spoken."""
    return spoken_on_each(rule, [voices])[0]


def spoken_on_each(rule: DossierRule, groups: Sequence[Sequence[Voice]]) -> list[list[Spoken]]:
    """The same for several texts under one rule. Price: as for one, whatever their number."""
    every = [voice for voices in groups for voice in voices]
    names = names_of(voice.person_id for voice in every) if every else {}
    bodies = [Perimeter("organisation", str(voice.organisation_id)) for voice in every if voice.organisation_id]
    places = place_names(bodies) if bodies else {}
    return [[_seat(one, voices, names, places) for one in rule.seats] for voices in groups]


def _seat(seat: Seat, voices: Sequence[Voice], names: Mapping[int, str], places: Mapping[Perimeter, str]) -> Spoken:
    voice = next((one for one in voices if one.seat == seat.code), None)
    if voice is None:
        return Spoken(seat.code, seat.label, None)
    body = places.get(Perimeter("organisation", str(voice.organisation_id)), "")
    return Spoken(seat.code, seat.label, voice, names.get(voice.person_id, ""), body, str(OPINIONS[voice.opinion]))


def open_calls(at: datetime, viewer: Viewer | None = None) -> list[Call]:
    """The calls to which one may apply at `at`, the first to close first; the trials of this viewer too.

    Price: one query.
    """
    shown = Call.objects.filter(trials_shown(viewer or Viewer.visitor()))
    opened = shown.filter(Q(closes_at=None) | Q(closes_at__gt=at), state="open", opens_at__lte=at)
    return list(opened.order_by("closes_at", "pk"))


def sites_to_apply_for(viewer: Viewer) -> list[Site]:
    """The sites for which a viewer may write: theirs, and those of their communes. Price: one query."""
    places = viewer.perimeters(WRITE)
    numbers = [int(place.code) for place in places if place.kind == "site" and place.code.isdecimal()]
    communes = [place.code for place in places if place.kind == "commune"]
    return list(visible_sites(viewer).filter(Q(pk__in=numbers) | Q(commune_main__in=communes)).order_by("name"))


def organisations_to_apply_as(viewer: Viewer, at: datetime) -> dict[int, str]:
    """The organisations for which a viewer writes applications, by their numbers. Price: one query."""
    places = viewer.perimeters(WRITE)
    rights = rights_of(viewer.person_id, at) if viewer.person_id else []
    return {right.organisation_id: right.organisation for right in rights if right.perimeter in places}


def application_for(call: Call, site: Site) -> Application | None:
    """The application of a site to a call, unless it was withdrawn. Price: one query."""
    rows = Application.objects.select_related("call", "site", "organisation", "dossier", "sheet__questionnaire")
    return rows.filter(call=call, site=site).exclude(state="withdrawn").first()
