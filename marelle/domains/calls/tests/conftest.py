"""The invented city applies: a site, an open call, and those who write, file and speak."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.text import slugify

from marelle.domains.accounts.models import Organisation
from marelle.domains.accounts.tests.conftest import (  # noqa: F401
    SOMME,
    city,
    holding,
    next_city,
    now,
    organisation,
    person,
    somme,
    town,
)
from marelle.domains.calls.models import Application, Call
from marelle.domains.calls.services import applications as services
from marelle.domains.calls.services import open_call, prepare_call
from marelle.domains.territories import services as register
from marelle.domains.territories.models import Commune, Site
from marelle.kernel import clock
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.periods import civil_year, school_year

from .terms import with_terms
from .writing import complete_answers

AMIENS = Perimeter("academie", "AMIENS")
CLOSING = datetime(2019, 6, 30, 23, 59, 59, tzinfo=clock.PARIS)


def a_site(place: Perimeter, name: str) -> Site:
    facts = {"name": name, "commune_main_id": place.code, "invented": True}
    return Site.objects.get_or_create(slug=slugify(name), defaults=facts)[0]


@pytest.fixture
def site(city: Perimeter) -> Site:  # noqa: F811
    return a_site(city, "Valmarelle")


@pytest.fixture
def call(now: datetime, machine: Viewer) -> Call:  # noqa: F811
    made = prepare_call(
        by=machine,
        at=now,
        slug="essai-2019",
        title="Cités éducatives 2019",
        edition=2019,
        opens_at=now - timedelta(days=30),
        closes_at=CLOSING,
        invented=True,
    )
    return open_call(by=machine, at=now, call=with_terms(made))


@pytest.fixture
def leader(holding: Callable[..., Viewer], city: Perimeter) -> Viewer:  # noqa: F811
    return holding("project_leader", city)


@pytest.fixture
def mayor(holding: Callable[..., Viewer], city: Perimeter) -> Viewer:  # noqa: F811
    return holding("mayor", city)


@pytest.fixture
def prefect(holding: Callable[..., Viewer], organisation: Callable[..., Organisation]) -> Viewer:  # noqa: F811
    body = organisation("Préfecture (essai)", "prefecture", SOMME)
    return holding("prefect", SOMME, body=body)


@pytest.fixture
def rector(holding: Callable[..., Viewer], organisation: Callable[..., Organisation]) -> Viewer:  # noqa: F811
    return holding("rector", AMIENS, body=organisation("Rectorat (essai)", "rectorat", AMIENS))


def make_places(machine: Viewer, city: Perimeter) -> None:  # noqa: F811
    """A quarter, a collège and a school of the invented city, with figures, as its registers know them."""
    commune = Commune.objects.select_related("departement").get(pk=city.code)
    source = register.cite_source(name="Données inventées pour les essais")
    since = date(2015, 1, 1)
    register.add_invented_quarter(by=machine, code="QP080997", name="Les Tilleuls", commune=commune, since=since)
    for uai, name, kind in (
        ("0809901C", "Collège Rosa-Bonheur", "college"),
        ("0809902D", "École Les Tilleuls", "primaire"),
    ):
        school = {"uai": uai, "name": name, "kind": kind, "network": "REP+", "head_uai": "0809901C"}
        register.add_invented_school(by=machine, commune=commune, since=since, source=source, **school)
    for place, indicator, period, value in (
        ("quarter:QP080997", "population", civil_year(2018), Decimal(5460)),
        ("school:0809901C", "ips", school_year(2018), Decimal("78.4")),
        ("school:0809901C", "pupils", school_year(2018), Decimal(512)),
    ):
        facts = {"place": place, "indicator": indicator, "period": period, "value": value}
        register.add_figure(by=machine, source=source, **facts)


@pytest.fixture
def draft(
    leader: Viewer,
    call: Call,
    site: Site,
    town: Organisation,  # noqa: F811
    city: Perimeter,  # noqa: F811
    machine: Viewer,
) -> Application:
    make_places(machine, city)
    return services.start_application(by=leader, call=call, site=site, organisation_id=town.pk)


@pytest.fixture
def complete(draft: Application, leader: Viewer) -> Application:
    answers = complete_answers(draft.sheet.questionnaire.form)
    services.save_section(by=leader, at=clock.now(), application=draft, answers=answers)
    return draft


@pytest.fixture
def filed(complete: Application, mayor: Viewer) -> Application:
    return services.file_application(by=mayor, application=complete)
