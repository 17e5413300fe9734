"""An invented call of invented communes, each filed, spoken on and marked: ready for a list to be chosen live.

The départements are real, nothing else is: names and codes of communes are made up, and no real place is given a mark.
Marks, spreads and opinions come from the fingerprint of each name, so that the same call is played each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.calls import queries as questions
from marelle.domains.calls import services as calls
from marelle.domains.calls.services import applications, interests, jury, reviewing
from marelle.domains.territories import queries as territories
from marelle.domains.territories import services as register
from marelle.flows.open_call import open_call
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Perimeter, Viewer
from marelle.kernel.money import Cents
from marelle.kernel.periods import civil_year

from .prestory import written_sections
from .terms import write_terms

if TYPE_CHECKING:
    from marelle.domains.accounts.models import Organisation, Person
    from marelle.domains.calls.models import Application, Call
    from marelle.domains.territories.models import Commune

SLUG, TITLE = "selection-demonstration", "Appel de la démonstration : la sélection"
OPENING = datetime(2019, 2, 13, 9, 0, tzinfo=clock.PARIS)
FILED = datetime(2019, 6, 20, 10, 0, tzinfo=clock.PARIS)
CLOSING = datetime(2019, 6, 30, 23, 59, tzinfo=clock.PARIS)
AFTER = datetime(2019, 8, 28, 9, 0, tzinfo=clock.PARIS)
WORDS = ("ardoise", "cerceau", "lampion", "tilleul")  # the password of all: published, like those of the cast
# Real départements with a point inside each; the codes 9xx of the communes belong to none.
PLACES = (
    ("02", 3.6, 49.5), ("13", 5.3, 43.5), ("21", 4.9, 47.4), ("29", -4.1, 48.3), ("31", 1.3, 43.5), ("33", -0.6, 44.8),
    ("34", 3.4, 43.6), ("35", -1.6, 48.1), ("38", 5.6, 45.3), ("42", 4.2, 45.6), ("44", -1.7, 47.3), ("45", 2.2, 47.9),
    ("51", 4.2, 48.9), ("54", 6.2, 48.8), ("57", 6.6, 49.0), ("60", 2.4, 49.4), ("63", 3.1, 45.7), ("67", 7.6, 48.6),
    ("68", 7.3, 47.8), ("69", 4.6, 45.8), ("76", 1.0, 49.6), ("77", 2.9, 48.6), ("80", 2.3, 49.9), ("84", 5.1, 44.0),
    ("87", 1.2, 45.8), ("91", 2.2, 48.5), ("93", 2.5, 48.9), ("95", 2.2, 49.1),
)  # fmt: skip
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # of the key that ends the number of a school
FIRST = ("Val", "Roche", "Clair", "Font", "Belle", "Mont", "Haute", "Grande", "Pré", "Saule", "Orme", "Vigne", "Lande")
SECOND = (
    "mirelle",
    "bruyne",
    "sorgue-le-Lac",
    "aubraie",
    "tremble",
    "cendrille",
    "armoise",
    "quinte",
    "verdeuil",
    "lisière",
)
READERS = (("Amandine", "Kerleau"), ("Basile", "Ortegat"), ("Clémence", "Vaudrin"), ("Didier", "Sombreval"))
SIGNERS = (("Estelle", "Montbrun"), ("Fabien", "Lacordelle"), ("Gisèle", "Trévignac"))
WHY = "Le dossier le dit, avec ses sources ; voir la rubrique correspondante."


def play_shortlist(
    by: Viewer, keys: tuple[Viewer, Viewer], count: int = 134, progress: Callable[[int], None] | None = None
) -> Call:
    """Plays the call up to its closing; played again, it gives back the one that is there.

    1. The call opens with the terms of the demonstration and an envelope for three candidatures out of five.
    2. Each invented commune writes and files; `keys`, a préfet and a rector, speak on each.
    3. Two readers mark each; the call closes, and a list can be calculated.
    """
    there = questions.call_by_slug(SLUG)
    if there is not None:
        return there
    call = _opened(by, count)
    readers = _people(by, "reader", READERS, "jury_reviewer")
    _people(by, "signer", SIGNERS, "deciding_jury")
    clock.set_to(FILED)
    seats = [jury.name_reviewer(by=by, at=clock.now(), call=call, person=one) for one in readers]
    for number, (code, name, lon, lat) in enumerate(_communes(count)):
        file = _filed(by, call, code, name, (lon, lat))
        _spoken(by, keys, file)
        _marked(by, file, seats, number)
        if progress:
            progress(number + 1)
    clock.set_to(AFTER)
    return calls.close_call(by=by, at=clock.now(), call=call)


def signers(call: Call) -> list[str]:
    """The addresses of those who may deliberate, for the demonstration's page."""
    return [f"signer{number}.selection@valmarelle.invalid" for number in range(1, len(SIGNERS) + 1)]


def _opened(by: Viewer, count: int) -> Call:
    clock.set_to(OPENING)
    call = calls.prepare_call(
        by=by,
        at=clock.now(),
        slug=SLUG,
        title=TITLE,
        edition=2019,
        opens_at=OPENING,
        closes_at=CLOSING,
        invented=True,
    )
    write_terms(by, call)
    yearly = Cents(count * 3 // 5 * 36_000_000)
    calls.set_envelopes(by=by, call=call, cents=dict.fromkeys((2020, 2021, 2022), yearly))
    calls.set_selection(by=by, call=call, rules=_rules(count), readers=2, spread_alert=Decimal("1.5"))
    call.refresh_from_db()
    return open_call(by=by, at=clock.now(), call=call)


def _rules(count: int) -> dict[str, Any]:
    """Amounts as asked, so that places differ in cost; a floor and a cap of regions, so that rank is not enough."""
    limits = {"floors": {"region": {"93": max(1, count // 19)}}, "caps": {"region": {"11": max(1, count // 10)}}}
    return {
        "method": "optimal",
        "seed": "2019",
        "ties": "merit_spend_draw",
        "constraints": {"count": {"min": None, "max": 80}, "require_favourable": True, **limits},
        "scale": {"by": "requested", "steps": [{"from": 0, "cents": 50_000_000}]},
    }


def _people(by: Viewer, key: str, names: tuple[tuple[str, str], ...], role: str) -> list[Person]:
    now, found = clock.now(), []
    for number, (given, family) in enumerate(names, start=1):
        body = accounts.register_organisation(
            by=by,
            at=now,
            name=f"Organisme de {given} {family} (démonstration)",
            kind="national",
            home=NATIONAL,
            invented=True,
        )
        facts = {"email": f"{key}{number}.selection@valmarelle.invalid", "given_name": given, "family_name": family}
        one = accounts.register_person(by=by, at=now, password="-".join(WORDS), invented=True, **facts)
        right: dict[str, Any] = {"person": one, "organisation": body, "role": role, "perimeter": NATIONAL}
        accounts.grant_membership(by=by, at=now, valid_from=now, valid_to=now + timedelta(days=7300), **right)
        found.append(one)
    return found


def _communes(count: int) -> Iterator[tuple[str, str, float, float]]:
    names = [f"{one}{two}" for one in FIRST for two in SECOND]
    names += [f"{one}{two}-sur-Orle" for one in FIRST for two in SECOND]
    for number in range(count):
        departement, lon, lat = PLACES[number % len(PLACES)]
        turn = number // len(PLACES)
        yield f"{departement}{970 + turn}", names[number], lon + 0.13 * (turn - 2), lat + 0.09 * ((turn * 2) % 5 - 2)


def _draw(name: str, about: str, count: int) -> int:
    """A number below `count` that depends on nothing but the two words."""
    return int.from_bytes(sha256(f"{name}|{about}".encode()).digest()[:4]) % count


def _filed(by: Viewer, call: Call, code: str, name: str, point: tuple[float, float]) -> Application:
    now = clock.now()
    commune = register.add_invented_commune(
        by=by,
        code=code,
        name=name,
        departement=code[:2],
        lon=point[0],
        lat=point[1],
        population=8_000 + _draw(name, "people", 40_000),
    )
    picked = _places(by, commune)
    slug = f"{name}-{code}".lower().replace("é", "e").replace("è", "e").replace("’", "-")
    site = territories.site_by_slug(slug) or register.open_site(
        by=by, slug=slug, name=name, communes=[code], since=OPENING.date(), point=point
    )
    place = Perimeter("commune", code)
    town: Organisation = accounts.register_organisation(
        by=by, at=now, name=f"Ville de {name} (démonstration)", kind="commune", home=place, invented=True
    )
    made = applications.start_application(by=by, call=call, site=site, organisation_id=town.pk)
    for answers in _written(name, picked).values():
        applications.save_section(by=by, at=now, application=made, answers=answers)
    return applications.file_application(by=by, application=made)


def _places(by: Viewer, commune: Commune) -> dict[str, Any]:
    """The one quarter and the one collège of an invented commune, as its file picks them."""
    source, since = register.cite_source(name="Données inventées pour la démonstration"), date(2015, 1, 1)
    number = f"{commune.code[:2]:0>3}"
    qpv, digits = f"QP{number}{commune.code[2:]}", f"{number}9{commune.code[2:]}"
    uai = digits + UAI_LETTERS[int(digits) % 23]
    register.add_invented_quarter(by=by, code=qpv, name=f"Quartier de {commune.name}", commune=commune, since=since)
    value = Decimal(2_000 + _draw(commune.name, "quarter", 12_000))
    facts = {"place": f"quarter:{qpv}", "indicator": "population", "period": civil_year(2018), "value": value}
    register.add_figure(by=by, source=source, **facts)
    register.add_invented_school(
        by=by,
        uai=uai,
        name=f"Collège de {commune.name}",
        kind="college",
        commune=commune,
        since=since,
        network="REP",
        head_uai=uai,
        source=source,
    )
    return {"communes": [commune.code], "qpv": [qpv], "colleges": [uai], "lead_college": uai}


def _written(name: str, picked: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The pre-project of the city next door, with its own places, and more or less asked of the State."""
    sections, more = deepcopy(written_sections("clairebise")), 25_000 * (2 + _draw(name, "asked", 12))
    sections["identite"] |= {"name": f"Cité éducative de {name}", **picked}
    for table, row in (("resources", "state"), ("uses", "continuity")):
        line = next(line for line in sections["budget"][table] if line["row"] == row)
        line |= {year: f"{int(line[year].replace(' ', '')) + more}" for year in ("y2020", "y2021", "y2022")}
    return sections


def _spoken(by: Viewer, keys: tuple[Viewer, Viewer], file: Application) -> None:
    for key, seat in zip(keys, ("prefect", "rector"), strict=True):
        number = _draw(file.site.name, seat, 20)
        opinion = "unfavourable" if number == 0 else "reservations" if number < 4 else "favourable"
        applications.give_opinion(
            by=by.on_behalf_of(key.person_id),
            at=clock.now(),
            application=file,
            version=1,
            seat=seat,
            opinion=opinion,
            reasons="Avis de la démonstration, donné d’après le texte déposé.",
        )


def _marked(by: Viewer, file: Application, seats: list[Any], number: int) -> None:
    for turn in range(2):
        seat = seats[(number + turn * (1 + number % 3)) % len(seats)]
        share = jury.assign_by_hand(by=by, at=clock.now(), application=file, reviewer=seat)
        reader = viewer_of(seat.person_id, clock.now())
        interests.state_interest(by=reader, at=clock.now(), assignment=share, has_interest=False)
        said = {
            one.code: reviewing.Said(_mark(file.site.name, one.code, turn), WHY) for one in file.call.criteria.all()
        }
        reviewing.submit_review(by=reader, at=clock.now(), assignment=share, version=1, said=said)


def _mark(name: str, criterion: str, turn: int) -> str:
    """From 0 to 5 by halves: a town has its level, a criterion moves it, a reader a little more."""
    halves = (
        3
        + _draw(name, "level", 6)
        + _draw(name, criterion, 4)
        - 1
        + (_draw(name, f"{criterion}{turn}", 3) - 1 if turn else 0)
    )
    halves = min(10, max(0, halves))
    return f"{halves // 2},5" if halves % 2 else str(halves // 2)
