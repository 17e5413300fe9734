"""The calls of the demonstration at each stage: in preparation, open, under examination, and ready for its list.

What matters to the story is played by the orders of its people; the mass beside it by orders that take many at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts.queries import invented_organisation, invented_person, viewer_of
from marelle.domains.calls import queries as call_questions
from marelle.domains.calls import services as calls
from marelle.domains.calls.queries.jury import preview_draw, shares_of
from marelle.domains.calls.services import (
    InventedFile,
    InventedOpinion,
    InventedReview,
    applications,
    interests,
    jury,
    reviewing,
)
from marelle.domains.territories import services as register
from marelle.domains.territories.services import InventedPlace, InventedQuarter, uai_of
from marelle.flows.open_call import open_call
from marelle.kernel import clock
from marelle.kernel.access import Viewer

from .cast import SINCE
from .commitments import join_letter
from .files import answers, marks, opinion, part_of, spoken_at
from .people import READERS, make_crowd, make_guests, town_bodies
from .prestory import written_sections
from .terms import instant, stage, write_terms
from .towns import Town, towns

if TYPE_CHECKING:
    from marelle.domains.calls.models import Application, Assignment, Call
    from marelle.domains.territories.models import Site

SPEAKING_DAYS = 25


@dataclass(frozen=True)
class World:
    """Whom and what the stages are played with: the numbers of people by key, the sites of the towns by code."""

    by: Viewer
    cast: Mapping[str, int]
    sites: Mapping[str, Site]
    crowd: Mapping[str, tuple[int, int]]
    councils: Mapping[str, tuple[int, int]]

    @cached_property
    def town_of(self) -> dict[int, Town]:
        """The town of each site, by its number."""
        return {self.sites[town.code].pk: town for town in towns()}

    def viewer(self, key: str) -> Viewer:
        return viewer_of(self.cast[key], clock.now())


def make_towns(by: Viewer) -> dict[str, Site]:
    """The 134 towns, their quarters, collèges and sites: their sites by code."""
    source = register.cite_source(name="Données inventées pour la démonstration")
    places = [_place(town) for town in towns()]
    sites = register.add_invented_places(by=by, places=places, since=SINCE.date(), source=source)
    return {site.commune_main_id: site for site in sites}


def _place(town: Town) -> InventedPlace:
    return InventedPlace(
        code=town.code,
        name=town.name,
        slug=town.slug,
        departement=town.departement,
        population=town.population,
        point=(town.lon, town.lat),
        quarters=(InventedQuarter(town.quarter_code, town.quarter, {"population": Decimal(town.inhabitants)}),),
        college=(town.college_digits, town.college),
    )


def make_world(by: Viewer, at: datetime, cast: Mapping[str, int]) -> World:
    """Everything that the stages stand on; told again, it adds only what is missing."""
    sites = make_towns(by)
    guests = make_guests(by=by, at=at)
    crowd = make_crowd(by=by, at=at, sites=list(sites.values()))
    return World(by, {**cast, **guests}, sites, crowd | _cast_keys(cast), town_bodies(crowd))


def _cast_keys(cast: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """The two of the cast who speak for the State in their own territory."""
    held = {"prefect:80": ("Préfecture (démonstration)", "catherine.morel")}
    held |= {"rector:AMIENS": ("Rectorat (démonstration)", "olivier.lemaire")}
    found = {}
    for key, (name, person) in held.items():
        body = invented_organisation(name)
        assert body is not None
        found[key] = body.pk, cast[person]
    return found


def play_preparation(world: World) -> None:
    """A call that lacks its last day, the sentences of one criterion, and the way its list is made."""
    facts = stage("preparation")
    last = facts["criteria"][-1]
    criteria = [*facts["criteria"][:-1], last | {"anchors": last["anchors"][:3]}]
    _call(world.by, facts | {"criteria": criteria, "selection": None})


def play_open(world: World, drafts: Mapping[str, tuple[Site, int, str]]) -> None:
    """An open call: `drafts` are those of the cast (site, organisation, who writes), whole or half written; around
    them, towns that have filed already and drafts of every length."""
    facts = stage("open")
    call = _opened(world, facts)
    if call is None:
        return
    clock.set_to(instant(facts["opens"]) + timedelta(days=9, hours=2))
    for name, (site, organisation, who) in drafts.items():
        _write_draft(world, call, name, site, organisation, who)
    some = towns()[3::9]
    files = [
        _file(world, call, town, facts, share=1 if place % 3 == 0 else 0.1 + 0.85 * town.luck("draft").random())
        for place, town in enumerate(some)
    ]
    unfiled = [replace(one, filed_at=None) for one in files]
    made = calls.receive_invented_files(by=world.by, call=call, files=unfiled)
    whole = [(one, draft, town) for one, draft, town in zip(files, made, some, strict=True) if one.filed_at]
    for one, draft, town in sorted(whole, key=lambda told: told[0].filed_at or clock.now()):
        _file_with_letter(world, one, draft, town)


def _file_with_letter(world: World, one: InventedFile, draft: Application, town: Town) -> None:
    """Joins the letter that the call demands, then files: what the mayor of this town does, at their hour."""
    assert one.filed_at is not None and one.filed_by is not None
    clock.set_to(one.filed_at)
    mayor = viewer_of(one.filed_by, clock.now())
    join_letter(mayor, draft, college=town.college, town=town.name)
    applications.file_application(by=mayor, application=draft)


def _write_draft(world: World, call: Call, name: str, site: Site, organisation: int, who: str) -> None:
    leader, told = world.viewer(who), list(written_sections(name).values())
    made = applications.start_application(by=leader, call=call, site=site, organisation_id=organisation)
    for answered in told if name == "avant_projet" else told[: len(told) // 2]:
        applications.save_section(by=leader, at=clock.now(), application=made, answers=answered)
    if name == "avant_projet":
        join_letter(leader, made, college="Collège Rosa-Bonheur de Valmarelle", town=site.name)


def play_examined(world: World) -> None:
    """A closed call under way: opinions given by some, marks by some; one reader with an interest, one file on which
    readers disagree and a third one was asked."""
    facts = stage("examined")
    call = _opened(world, facts)
    if call is None:
        return
    some = [town for place, town in enumerate(towns()) if place % 7 == 2 or town.departement in ("02", "60", "80")]
    spoken = {town.code: _half_spoken(world, town, facts) for town in some}
    files = [_file(world, call, town, facts, opinions=spoken[town.code]) for town in some]
    calls.receive_invented_files(by=world.by, call=call, files=files)
    _closed(world, call, facts)
    _draw(world, call, ["marguerite.aubry", "samir.kaci"], 4)
    shares = shares_of(call)
    apart = next(share for share in shares if share.reviewer.person_id == world.cast["marguerite.aubry"]).application_id
    mass = [share for share in shares if _is_crowd(world, share) and share.application_id != apart]
    mass = [share for share in mass if world.town_of[share.application.site_id].luck("early reader").random() < 0.6]
    _mark(world, call, mass)
    _step_back(world, call, apart)
    _disagree(world, call, [share for share in shares if share.application_id == apart])


def _half_spoken(world: World, town: Town, facts: Mapping[str, Any]) -> tuple[InventedOpinion, ...]:
    """Some authorities are early, some late; those of the cast have yet to speak."""
    said = _opinions(world, town, facts)
    waits = {world.cast["catherine.morel"], world.cast["olivier.lemaire"]}
    early = {seat for seat in ("prefect", "rector") if town.luck(f"late {seat}").random() < 0.55}
    return tuple(one for one in said if one.seat in early and one.person_id not in waits)


def _step_back(world: World, call: Call, apart: int) -> None:
    """One reader says that they have an interest in one of their files: it leaves them at once."""
    samir = world.viewer("samir.kaci")
    his = [share for share in shares_of(call) if share.reviewer.person_id == samir.person_id]
    share = next(share for share in his if share.application_id != apart)
    why = "Mon frère est animateur au centre social de ce quartier."
    interests.state_interest(by=samir, at=clock.now(), assignment=share, has_interest=True, why=why)


def _disagree(world: World, call: Call, shares: Sequence[Assignment]) -> None:
    """Two readers stand far apart on one file; the organiser asks for a third one."""
    clock.set_to(clock.now() + timedelta(days=15))
    for share, mark in zip(shares, ("4.5", "2"), strict=True):
        reader = viewer_of(share.reviewer.person_id, clock.now())
        interests.state_interest(by=reader, at=clock.now(), assignment=share, has_interest=False)
        why = "Dossier très abouti sur ce point." if mark == "4.5" else "Rien de vérifiable sur ce point."
        said = {code: reviewing.Said(mark, why) for code in _codes(call)}
        reviewing.submit_review(by=reader, at=clock.now(), assignment=share, version=1, said=said)
    jury.ask_further_reader(by=world.by, at=clock.now(), application=shares[0].application)


def play_national(world: World) -> None:
    """134 files, both keys on each, every mark in: the list can be made."""
    facts = stage("national")
    call = _opened(world, facts)
    if call is None:
        return
    files = [_file(world, call, town, facts, opinions=_opinions(world, town, facts)) for town in towns()]
    calls.receive_invented_files(by=world.by, call=call, files=files)
    _closed(world, call, facts)
    _draw(world, call, ["marguerite.aubry", "samir.kaci"], READERS)
    sent = _mark(world, call, shares_of(call))
    clock.set_to(clock.now() + timedelta(days=30))
    if _ask_further(world, call, sent):
        late = [share for share in shares_of(call) if not share.sent]  # type: ignore[attr-defined]
        _mark(world, call, late, first=2)


def play_rolling(world: World) -> None:
    """A rolling call: a first batch that has stopped receiving, heard and marked, to be decided under the whole
    envelope; a second one that receives."""
    facts = stage("rolling")
    call = _opened(world, facts)
    if call is None:
        return
    first, second = towns()[5::13], towns()[9::45]
    files = [_file(world, call, town, facts, opinions=_opinions(world, town, facts)) for town in first]
    calls.receive_invented_files(by=world.by, call=call, files=files)
    clock.set_to(instant(facts["closes"]) + timedelta(minutes=30))
    _draw(world, call, ["marguerite.aubry", "samir.kaci"], 4)
    _mark(world, call, shares_of(call))
    later = facts | {"opens": facts["closes"], "closes": facts["closes"] + timedelta(days=15)}
    calls.receive_invented_files(by=world.by, call=call, files=[_file(world, call, town, later) for town in second])


def _ask_further(world: World, call: Call, sent: Sequence[InventedReview]) -> int:
    """A third reader for each file on which two disagree; how many."""
    seen: dict[int, list[InventedReview]] = {}
    for one in sent:
        seen.setdefault(one.assignment.application_id, []).append(one)
    far = [pair[0].assignment.application for pair in seen.values() if _gap(pair) >= (call.spread_alert or 9)]
    for file in far:
        jury.ask_further_reader(by=world.by, at=clock.now(), application=file)
    return len(far)


def _gap(pair: Sequence[InventedReview]) -> Decimal:
    """The widest gap on one criterion."""
    marked = [[one.marks[code][0] for one in pair] for code in pair[0].marks]
    return max(max(values) - min(values) for values in marked)


def _call(by: Viewer, facts: Mapping[str, Any]) -> Call | None:
    """The call, prepared; None when it is there already."""
    if call_questions.call_by_slug(facts["slug"]) is not None:
        return None
    clock.set_to(min(instant(facts["opens"]) - timedelta(days=20), clock.now()))
    call = calls.prepare_call(
        by=by,
        at=clock.now(),
        slug=facts["slug"],
        title=facts["title"],
        edition=facts["edition"],
        opens_at=instant(facts["opens"]),
        closes_at=None if facts.get("kind") == "rolling" else instant(facts["closes"]),
        kind=facts.get("kind", "closing"),
        invented=True,
    )
    write_terms(by, call, facts)
    for batch in facts.get("batches", ()):
        calls.plan_batch(by=by, call=call, cuts_at=instant(batch["cuts"]), decision_by=batch["decision_by"])
    return call


def _opened(world: World, facts: Mapping[str, Any]) -> Call | None:
    call = _call(world.by, facts)
    if call is None:
        return None
    clock.set_to(instant(facts["opens"]))
    return open_call(by=world.by, at=clock.now(), call=call)


def _closed(world: World, call: Call, facts: Mapping[str, Any]) -> None:
    clock.set_to(instant(facts["closes"]) + timedelta(minutes=30))
    calls.close_call(by=world.by, at=clock.now(), call=call)


def _file(
    world: World,
    call: Call,
    town: Town,
    facts: Mapping[str, Any],
    *,
    opinions: tuple[InventedOpinion, ...] = (),
    share: float = 1,
) -> InventedFile:
    """The file of a town, filed when it is whole."""
    site, (organisation, mayor) = world.sites[town.code], world.councils[town.code]
    form = call.form
    assert form is not None
    whole = answers(form.form, town, uai_of(_place(town)), _asked(town, facts))
    opened, closing = instant(facts["opens"]), instant(facts["closes"])
    days = (closing - opened).days
    filed = closing - timedelta(hours=1 + town.luck("filed").randrange(24 * max(2, days // 3)))
    if call.slug == stage("open")["slug"]:
        filed = opened + timedelta(days=12 + town.luck("filed").randrange(25), hours=3)
    return InventedFile(
        site=site,
        organisation_id=organisation,
        answers=whole if share >= 1 else part_of(whole, share),
        started_at=opened + timedelta(days=1 + town.luck("started").randrange(9), hours=4),
        filed_at=filed if share >= 1 else None,
        filed_by=mayor,
        opinions=opinions,
    )


def _asked(town: Town, facts: Mapping[str, Any]) -> int:
    """Euros a year: what the published scale gives a quarter of that size."""
    steps = facts["selection"]["scale"]["steps"]
    return int(next(step["cents"] for step in reversed(steps) if step["from"] <= town.inhabitants)) // 100


def _opinions(world: World, town: Town, facts: Mapping[str, Any]) -> tuple[InventedOpinion, ...]:
    """What the préfet and the rector say of a town, in the weeks that follow the closing."""
    places = {place.kind: place.code for place in world.sites[town.code].perimeters()}
    first = instant(facts["closes"]) + timedelta(days=1, hours=14)
    found = []
    for seat, kind in (("prefect", "departement"), ("rector", "academie")):
        organisation, person = world.crowd[f"{seat}:{places[kind]}"]
        said, reasons = opinion(town, seat)
        moment = spoken_at(town, seat, first, SPEAKING_DAYS)
        found.append(InventedOpinion(seat, person, organisation, said, reasons, moment))
    return tuple(found)


def _draw(world: World, call: Call, guests: Sequence[str], readers: int) -> None:
    numbers, now = [world.cast[key] for key in guests], clock.now()
    for number in [*numbers, *(world.crowd[f"reader:{one}"][1] for one in range(readers))]:
        person = invented_person(number)
        assert person is not None
        jury.name_reviewer(by=world.by, at=now, call=call, person=person)
    jury.draw_files(by=world.by, at=now, call=call, seed=preview_draw(call, now).seed)


def _is_crowd(world: World, share: Assignment) -> bool:
    return share.reviewer.person_id not in (world.cast["marguerite.aubry"], world.cast["samir.kaci"])


def _codes(call: Call) -> list[str]:
    return [criterion.code for criterion in call.criteria.all()]


def _mark(world: World, call: Call, shares: Sequence[Assignment], first: int = 0) -> list[InventedReview]:
    """The marks of these shares, in the weeks that follow. What a file receives depends on nothing but itself, whoever
    reads it; of its readers, the more severe gives the lower marks."""
    codes, now = _codes(call), clock.now() + timedelta(days=2)
    reviews = []
    for file, readers in _by_file(world, shares).items():
        town = world.town_of[file]
        sets = [marks(town, first + turn, codes) for turn in range(len(readers))]
        sets.sort(key=lambda one: sum(mark for mark, _reason in one.values()))
        for share, said in zip(readers, sets, strict=True):
            reviews.append(InventedReview(share, said, spoken_at(town, f"reader {share.how}", now, 12)))
    calls.send_invented_reviews(by=world.by, call=call, reviews=reviews)
    return reviews


def _by_file(world: World, shares: Sequence[Assignment]) -> dict[int, list[Assignment]]:
    """The shares of each site, the most severe reader first."""
    severe = {world.crowd[f"reader:{one}"][1]: (one * 7) % READERS for one in range(READERS)}
    found: dict[int, list[Assignment]] = {}
    for share in sorted(shares, key=lambda one: severe.get(one.reviewer.person_id, READERS)):
        found.setdefault(share.application.site_id, []).append(share)
    return found
