"""The deadline with real connections and real commits: whoever waited past the closing is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction

from marelle.domains.accounts.models import Organisation
from marelle.domains.accounts.services import register_organisation
from marelle.domains.calls.models import Application, Call, Criterion
from marelle.domains.calls.rules.applications import CallClosed
from marelle.domains.calls.services import applications as services
from marelle.domains.calls.services import open_call, prepare_call, write_criterion
from marelle.domains.territories.models import Academie, Commune, Departement, Region
from marelle.kernel import clock
from marelle.kernel.access import Perimeter
from marelle.kernel.access.context import acting
from marelle.kernel.testing.threads import Somebody, wait_for_a_waiter

from .conftest import CLOSING, a_site, make_places
from .terms import BY, with_terms
from .test_terms import TOLD
from .writing import complete_answers


@dataclass(frozen=True)
class World:
    call: Call
    application: Application


@pytest.fixture
def world(committed: None) -> Iterator[World]:
    """A complete draft, a minute before the closing."""
    with acting(BY):
        clock.set_to(CLOSING - timedelta(minutes=1))
        town, place = _town()
        make_places(BY, place)
        now = clock.now()
        facts = {"slug": "essai", "title": "Essai", "edition": 2019, "invented": True}
        made = prepare_call(by=BY, at=now, opens_at=now - timedelta(days=30), closes_at=CLOSING, **facts)
        call = open_call(by=BY, at=now, call=with_terms(made))
        site = a_site(place, "Valmarelle")
        application = services.start_application(by=BY, call=call, site=site, organisation_id=town.pk)
        answers = complete_answers(application.sheet.questionnaire.form)
        services.save_section(by=BY, at=now, application=application, answers=answers)
    yield World(call, application)


def _town() -> tuple[Organisation, Perimeter]:
    region = Region.objects.get_or_create(code="32", defaults={"name": "Hauts-de-France"})[0]
    academie = Academie.objects.get_or_create(code="AMIENS", defaults={"name": "Amiens"})[0]
    facts = {"name": "Somme", "region": region, "academie": academie}
    somme = Departement.objects.get_or_create(code="80", defaults=facts)[0]
    commune = Commune.objects.get_or_create(
        code="80998", defaults={"name": "Valmarelle", "departement": somme, "invented": True}
    )[0]
    place = Perimeter("commune", commune.code)
    named = {"name": "Ville de Valmarelle", "kind": "commune", "home": place, "invented": True}
    return register_organisation(by=BY, at=clock.now(), **named), place


def filing_of(application: Application) -> Somebody:
    return Somebody(lambda: services.file_application(by=BY, application=application))


def test_whoever_waited_past_the_closing_is_refused(world):
    filing = filing_of(world.application)
    with acting(BY):
        Call.objects.select_for_update().get(pk=world.call.pk)
        filing.start()
        wait_for_a_waiter()
        clock.set_to(CLOSING)
    filing.join(30)
    assert isinstance(filing.answer, CallClosed), filing.answer
    with acting(BY):
        assert Application.objects.get(pk=world.application.pk).state == "draft"


def test_whoever_waited_and_is_still_in_time_is_received(world):
    filing = filing_of(world.application)
    with acting(BY):
        Call.objects.select_for_update().get(pk=world.call.pk)
        filing.start()
        wait_for_a_waiter()
    filing.join(30)
    assert getattr(filing.answer, "state", filing.answer) == "filed"


def test_an_extension_under_way_is_waited_for_and_counts(world):
    """The officer holds the call while extending it; a filing that comes after the old closing finds the new one."""
    filing = filing_of(world.application)
    with acting(BY):
        held = Call.objects.select_for_update().get(pk=world.call.pk)
        clock.set_to(CLOSING + timedelta(minutes=5))
        filing.start()
        wait_for_a_waiter()
        held.closes_at = CLOSING + timedelta(days=1)
        held.save(update_fields=["closes_at"])
    filing.join(30)
    assert getattr(filing.answer, "state", filing.answer) == "filed"


def test_a_criterion_written_while_the_call_opens_is_refused(world):
    """The trigger waits for the opening under way, then sees what was published."""
    with acting(BY):
        now = clock.now()
        told = {"slug": "b", "title": "B", "edition": 2020, "opens_at": now, "closes_at": now + timedelta(days=9)}
        draft = with_terms(prepare_call(by=BY, at=now, **told))
    told = {"code": "tard", "title": "Tard", "order": 9, "weight": 1}
    writing = Somebody(lambda: Criterion.objects.create(call=draft, **told))
    with acting(BY):
        open_call(by=BY, at=now, call=draft)
        writing.start()
        wait_for_a_waiter()
    writing.join(30)
    assert "its terms do not change" in str(writing.answer)
    with transaction.atomic(), pytest.raises(Exception, match="a été ouvert"):
        write_criterion(by=BY, call=draft, told=TOLD)
