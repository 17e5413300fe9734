"""With real connections and real commits: two voices at once, an edit against a voice, the last second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.accounts.services import register_organisation
from marelle.domains.calls.tests.conftest import a_site, make_places
from marelle.domains.funding.tests.ground import labelled, make_call
from marelle.domains.projects.models import Project, ProjectFile
from marelle.domains.projects.rules.finalising import DeadlinePassed, deadline
from marelle.domains.projects.services import (
    finalise,
    give_voice,
    grant_extension,
    open_file,
    save_chapter,
    watch_deadlines,
)
from marelle.domains.projects.services.files import held_file
from marelle.domains.territories.models import Academie, Commune, Departement, Region, Source
from marelle.flows.speak_on_project import speak_on_project
from marelle.kernel import clock
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.dossiers import AlreadySpoken, VersionSuperseded
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.testing.threads import Somebody, wait_for_a_waiter

from .conftest import LAST_DAY
from .writing import ready, said, submitted

BY = Viewer.machine("test")
ROLES = {"commune": "mayor", "prefect": "prefect", "rector": "rector"}


class World:
    """A submitted project, and those who speak on it."""

    def __init__(self, file: ProjectFile, people: dict[str, Viewer]) -> None:
        self.file, self.people = file, people


@pytest.fixture
def world(committed: None) -> Iterator[World]:
    with acting(BY):
        clock.set_to(deadline(LAST_DAY) - timedelta(days=20))
        place = _place()
        make_places(BY, place)
        source = Source.objects.create(name="Gazette inventée")
        made = labelled(make_call(source, "essai-2018"), a_site(place, "Valmarelle"), source)
        Project.objects.update(finalise_by=LAST_DAY)
        project = Project.objects.select_related("site__commune_main__departement", "decision__call").get(pk=made.pk)
        file = ready(open_file(by=BY, at=clock.now(), project=project), BY, clock.now())
        out = submitted(file, BY)
        people = _people(place)
    yield World(out, people)


def _place() -> Perimeter:
    region = Region.objects.get_or_create(code="32", defaults={"name": "Hauts-de-France"})[0]
    academie = Academie.objects.get_or_create(code="AMIENS", defaults={"name": "Amiens"})[0]
    facts: dict[str, Any] = {"name": "Somme", "region": region, "academie": academie}
    somme = Departement.objects.get_or_create(code="80", defaults=facts)[0]
    facts = {"name": "Valmarelle", "departement": somme, "invented": True}
    return Perimeter("commune", Commune.objects.get_or_create(code="80998", defaults=facts)[0].code)


def _people(place: Perimeter) -> dict[str, Viewer]:
    """Two mayors, for two voices of one seat at once, a préfet, a rector."""
    places = {"prefect": Perimeter("departement", "80"), "rector": Perimeter("academie", "AMIENS")}
    now, found = clock.now(), {}
    for key in ("commune", "commune-bis", "prefect", "rector"):
        role, home = ROLES[key.split("-")[0]], places.get(key, place)
        kind = {"prefect": "prefecture", "rector": "rectorat"}.get(key, "commune")
        body = register_organisation(by=BY, at=now, name=f"Maison {key}", kind=kind, home=home, invented=True)
        told = {"email": f"{key}@valmarelle.invalid", "given_name": key, "family_name": "Essai"}
        who = accounts.register_person(by=BY, at=now, password="craie-cerceau-tilleul", invented=True, **told)
        right = {"role": role, "perimeter": home, "valid_from": now, "valid_to": now + timedelta(days=200)}
        accounts.grant_membership(by=BY, at=now, person=who, organisation=body, **right)
        found[key] = viewer_of(who.pk, now)
    return found


def voice(world: World, key: str) -> Callable[[], Voice]:
    by = world.people[key]
    return lambda: give_voice(**said(world.file, by, clock.now(), key.split("-")[0]))


def test_two_voices_of_one_seat_at_once_leave_one(world):
    both = [Somebody(voice(world, key)) for key in ("commune", "commune-bis")]
    with acting(BY):
        held_file(world.file)
        for one in both:
            one.start()
        wait_for_a_waiter()
    for one in both:
        one.join(30)
    assert sorted(type(one.answer).__name__ for one in both) == ["AlreadySpoken", "Voice"], [b.answer for b in both]
    assert AlreadySpoken.code == "dossiers.already_spoken"


def test_voices_of_two_seats_at_once_both_count(world):
    both = [Somebody(voice(world, key)) for key in ("commune", "prefect")]
    with acting(BY):
        held_file(world.file)
        for one in both:
            one.start()
        wait_for_a_waiter()
    for one in both:
        one.join(30)
    assert [type(one.answer).__name__ for one in both] == ["Voice", "Voice"], [b.answer for b in both]


def test_a_voice_that_waited_for_an_edit_is_refused(world):
    speaking = Somebody(voice(world, "prefect"))
    with acting(BY):
        told = {"section": "identite", "answers": {"name": "Un autre nom"}, "reopen": True}
        save_chapter(by=BY, at=clock.now(), file=world.file, **told)
        world.file.submitted = 1
        speaking.start()
        wait_for_a_waiter()
    speaking.join(30)
    assert isinstance(speaking.answer, VersionSuperseded), speaking.answer
    with acting(BY):
        assert Voice.objects.count() == 0


def test_an_edit_that_waited_for_a_voice_makes_it_lapse(world):
    told = {"section": "identite", "answers": {"name": "Un autre nom"}, "reopen": True}
    writing = Somebody(lambda: save_chapter(by=BY, at=clock.now(), file=world.file, **told))
    with acting(BY):
        voice(world, "prefect")()
        writing.start()
        wait_for_a_waiter()
    writing.join(30)
    assert writing.answer.changed == {"name"}, writing.answer
    with acting(BY):
        there = ProjectFile.objects.get(pk=world.file.pk)
        assert (there.state, there.versions.get().lapsed_for) == ("writing", "edited")


def test_whoever_waited_past_the_last_second_is_refused(world):
    with acting(BY):
        for key in ("commune", "prefect", "rector"):
            voice(world, key)()
        clock.set_to(deadline(LAST_DAY) - timedelta(seconds=20))
    ending = Somebody(lambda: finalise(by=BY, file=world.file))
    with acting(BY):
        held_file(world.file)
        ending.start()
        wait_for_a_waiter()
        clock.set_to(deadline(LAST_DAY))
    ending.join(30)
    assert isinstance(ending.answer, DeadlinePassed), ending.answer


def test_a_voice_that_waited_past_the_last_second_is_kept(world):
    """The third voice is sent in time and comes through after midnight: it counts, and the project waits for time."""
    with acting(BY):
        for key in ("commune", "prefect"):
            voice(world, key)()
        clock.set_to(deadline(LAST_DAY) - timedelta(seconds=20))
    by = world.people["rector"]
    speaking = Somebody(lambda: speak_on_project(**said(world.file, by, clock.now(), "rector")))
    with acting(BY):
        held_file(world.file)
        speaking.start()
        wait_for_a_waiter()
        clock.set_to(deadline(LAST_DAY))
    speaking.join(30)
    assert speaking.answer is False, speaking.answer
    with acting(BY):
        assert Voice.objects.count() == 3
        there = ProjectFile.objects.select_related("project").get(pk=world.file.pk)
        assert (there.state, there.project.state) == ("submitted", "finalising")


def test_time_granted_while_the_clock_marks_it_late_leaves_no_mark(world):
    with acting(BY):
        clock.set_to(deadline(LAST_DAY))
    watching = Somebody(lambda: watch_deadlines(BY, clock.now()))
    with acting(BY):
        told = {"until": LAST_DAY + timedelta(days=30), "why": "Le conseil vote."}
        grant_extension(by=BY, at=clock.now(), file=world.file, **told)
        watching.start()
        wait_for_a_waiter()
    watching.join(30)
    assert watching.answer["late"] == 0, watching.answer
    with acting(BY):
        assert ProjectFile.objects.get(pk=world.file.pk).late_at is None


def test_a_text_saved_across_midnight_is_kept(world):
    """Whoever saves at the last second never loses a word, submitted or not: what midnight closes is the signature."""
    with acting(BY):
        clock.set_to(deadline(LAST_DAY) - timedelta(seconds=20))
    told = {"section": "identite", "answers": {"name": "Écrit à temps"}, "reopen": True}
    writing = Somebody(lambda: save_chapter(by=BY, at=clock.now(), file=world.file, **told))
    with acting(BY):
        held_file(world.file)
        writing.start()
        wait_for_a_waiter()
        clock.set_to(deadline(LAST_DAY))
    writing.join(30)
    assert writing.answer.changed == {"name"}, writing.answer
