"""A closed call of invented towns, each filed, spoken on by both keys and marked: ready for a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import Person
from marelle.domains.calls.models import Application, Call
from marelle.domains.calls.services import close_call, open_call, prepare_call, set_envelopes, set_selection
from marelle.domains.calls.services.applications import file_application, give_opinion, save_section, start_application
from marelle.domains.territories.models import Commune, School
from marelle.kernel import clock
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.money import Cents

from .conftest import CLOSING, a_site, make_places
from .jury import BY, free, given, sent
from .terms import SELECTION, with_terms
from .writing import complete_answers

SHARE = 425_000_00
AFTER = CLOSING.replace(hour=12, minute=0, second=0) + timedelta(days=20)


def three_places() -> dict[str, Any]:
    return {**SELECTION, "constraints": {"count": {"min": None, "max": 3}, "require_favourable": True}}


def an_open_call(selection: Mapping[str, Any], slug: str = "liste-2019", places: int = 3) -> Call:
    facts = {"slug": slug, "title": "Cités éducatives 2019", "edition": 2019, "invented": True}
    now = clock.now()
    made = with_terms(prepare_call(by=BY, at=now, opens_at=now - timedelta(days=30), closes_at=CLOSING, **facts))
    set_envelopes(by=BY, call=made, cents={year: Cents(places * SHARE) for year in (2020, 2021, 2022)})
    set_selection(by=BY, call=made, rules=selection, readers=1)
    made.refresh_from_db()
    return made


def a_file(call: Call, number: int) -> Application:
    """The file of one more invented town, sent."""
    if not School.objects.exists():
        Commune.objects.get_or_create(
            code="80998", defaults={"name": "Ailleurs", "departement_id": "80", "invented": True}
        )
        make_places(BY, Perimeter("commune", "80998"))
    code = f"809{number:02d}"
    Commune.objects.get_or_create(
        code=code, defaults={"name": f"Ville {number}", "departement_id": "80", "invented": True}
    )
    place, now = Perimeter("commune", code), clock.now()
    body = accounts.register_organisation(
        by=BY, at=now, name=f"Ville n° {number}", kind="commune", home=place, invented=True
    )
    site = a_site(place, f"Ville {number:02d}")
    made = start_application(by=BY, call=call, site=site, organisation_id=body.pk)
    answers = complete_answers(made.sheet.questionnaire.form)
    save_section(by=BY, at=now, application=made, answers=answers)
    return file_application(by=BY, application=made)


def opined(file: Application, keys: Sequence[tuple[Viewer, str]], opinion: str = "favourable") -> None:
    for by, seat in keys:
        said = {"opinion": opinion, "reasons": "Diagnostic solide."}
        give_opinion(by=by, at=clock.now(), application=file, version=1, seat=seat, **said)


def marked_files(
    call: Call, marks: Sequence[str], keys: Sequence[tuple[Viewer, str]], juror: Viewer, against: Sequence[int] = ()
) -> list[Application]:
    """Files with these marks, in order; those whose place is in `against` have unfavourable opinions."""
    files = []
    for place, mark in enumerate(marks):
        file = a_file(call, place + 1)
        opined(file, keys, "unfavourable" if place in against else "favourable")
        sent(juror, free(juror, given(file, juror)), mark)
        file.refresh_from_db()
        files.append(file)
    return files


def closed(call: Call) -> Call:
    clock.set_to(AFTER)
    return close_call(by=BY, at=AFTER, call=call)


def person_of(viewer: Viewer) -> Person:
    return Person.objects.get(pk=viewer.person_id or 0)


def opened(call: Call) -> Call:
    return open_call(by=BY, at=clock.now(), call=call)
