"""With real connections and real commits: two splits of one site at once; one wins, the other is told so."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from marelle.domains.funding.tests.ground import BY, DECIDED, make_ground
from marelle.domains.projects.models import Project
from marelle.domains.projects.services import start_project
from marelle.domains.territories.models import Quarter, Site, SiteCommune
from marelle.domains.territories.rules.grounds import SiteEnded
from marelle.domains.territories.services import Ground, Part, set_ground
from marelle.flows.carry_out_change import carry_out_change
from marelle.flows.plan_change import plan_change
from marelle.flows.split_site import PartTold, split_site
from marelle.kernel.access.context import acting
from marelle.kernel.testing.threads import Somebody, wait_for_a_waiter

from .splitting import AT, DAY, NORTH, SOUTH
from .to_come import LATER, ON_ITS_DAY, part


@pytest.fixture
def site(committed: None) -> Site:
    with acting(BY):
        made = make_ground().projects[0]
        here = made.site
        SiteCommune.objects.create(site=here, commune=here.commune_main, is_main=True, valid_from=DECIDED)
        start_project(by=BY, at=AT, project=made)
        for code in (NORTH, SOUTH):
            since = {"generation": 2015, "valid_from": date(2015, 1, 1)}
            place = here.commune_main.departement
            Quarter.objects.create(code=code, name=code, departement=place, invented=True, **since)
        whole = Ground((here.commune_main_id,), (NORTH, SOUTH))
        set_ground(by=BY, at=AT, site=here, ground=whole, on=DECIDED, why="Candidature")
    return here


def split(site: Site, names: str) -> None:
    commune = site.commune_main_id
    parts = [PartTold(Part(f"{names}-{code.lower()}", names, Ground((commune,), (code,)))) for code in (NORTH, SOUTH)]
    split_site(by=BY, at=AT, site=site, parts=parts, on=DAY, why="Deux bassins")


def test_of_two_splits_at_once_one_wins_and_the_other_is_told(site: Site) -> None:
    other = Somebody(lambda: split(site, "autre"))
    with acting(BY), transaction.atomic():
        split(site, "une")
        other.start()
        wait_for_a_waiter()
    other.join(30)
    assert isinstance(other.answer, SiteEnded) and "Prennent la suite" in str(other.answer), other.answer
    with acting(BY):
        assert sorted(Site.objects.filter(slug__startswith="une-").values_list("status", flat=True)) == ["open"] * 2
        assert not Site.objects.filter(slug__startswith="autre-").exists()
        assert Project.objects.filter(carries_on_from=DAY).count() == 2


def test_two_workers_carry_one_change_out_once(site: Site) -> None:
    commune = site.commune_main_id
    told = {"parts": [part(code, commune, code) for code in (NORTH, SOUTH)], "rights": None, "partners": None}
    with acting(BY):
        change = plan_change(by=BY, at=AT, kind="split", sites=[site], told=told, on=LATER, why="Deux bassins")

    other = Somebody(lambda: carry_out_change(by=BY, at=ON_ITS_DAY, number=change.pk))
    with acting(BY), transaction.atomic():
        done = carry_out_change(by=BY, at=ON_ITS_DAY, number=change.pk)
        other.start()
        other.join(30)  # it does not wait: what another worker holds is left to it
    assert done is not None and done.state == "done"
    assert not other.is_alive() and other.answer is None
    with acting(BY):
        assert carry_out_change(by=BY, at=ON_ITS_DAY, number=change.pk) is None
        assert Project.objects.filter(carries_on_from=LATER).count() == 2
