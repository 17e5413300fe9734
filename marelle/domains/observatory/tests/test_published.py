"""What the public reads: labelled sites, their amounts and sources, at a fixed price, and nobody's name."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from marelle.domains.calls.services import record_past_call, supersede_decision
from marelle.domains.funding.services import Stated, allocate, open_budget, state_amount
from marelle.domains.funding.tests.ground import AT, BY, Ground, labelled, make_ground, make_site
from marelle.domains.observatory import queries
from marelle.domains.territories.models import Site, SiteListing, Source
from marelle.domains.territories.queries import LastList
from marelle.kernel.money import Cents

pytestmark = pytest.mark.django_db


def real(site: Site) -> Site:
    """The same site, as if it existed: on this ground everything is invented."""
    Site.objects.filter(pk=site.pk).update(invented=False)
    site.refresh_from_db()
    return site


def show(site: Site, day: date, wave: str) -> SiteListing:
    """A list shows the site on a day."""
    return SiteListing.objects.create(
        site=site,
        list_code="liste",
        identifier=f"n-{site.pk}",
        as_of=day,
        name=site.name,
        communes=[site.commune_main_id],
        wave=wave,
        source=Source.objects.get_or_create(name="Liste inventée")[0],
    )


@pytest.fixture
def ground() -> Ground:
    made = make_ground(sites=3, cents=1000)
    for project in made.projects[:2]:
        real(project.site)
    facts = {"budget": made.budgets[0], "source": made.source}
    allocate(by=BY, at=AT, year=2020, cents=Cents(430), key="k", **facts)
    stated = Stated("total", Cents(900), made.source.pk, 2020, 2022, note="Arrondi")
    state_amount(by=BY, at=AT, budget=made.budgets[1], stated=stated)
    return made


def slugs(**filters) -> list[str]:
    return [site.id for site in queries.published_sites(**filters)]


def test_real_labelled_sites_only_unless_asked(ground):
    make_site(8)  # a site without a label is not published
    assert slugs() == ["site-0", "site-1"]
    assert slugs(include_invented=True) == ["site-0", "site-1", "site-2"]
    assert [site.invented for site in queries.published_sites(include_invented=True)] == [False, False, True]


def test_a_site_that_only_a_list_shows(ground):
    show(real(make_site(7)), date(2024, 3, 31), "2022+")
    show(real(make_site(8)), date(2024, 3, 31), "")
    site, unsaid = queries.published_site("site-7"), queries.published_site("site-8")
    assert (site.wave, site.wave_open, site.wave_deduced, site.labelled_on) == (2022, True, True, None)
    assert (site.amounts, site.totals, [source.name for source in site.sources]) == ({}, (), ["Liste inventée"])
    assert [(shown.list_code, shown.as_of) for shown in site.listings] == [("liste", date(2024, 3, 31))]
    assert (unsaid.wave, unsaid.wave_deduced) == (None, False)
    assert slugs() == ["site-0", "site-1", "site-7", "site-8"]
    assert slugs(wave=2022) == ["site-7"]
    figures = queries.programme_figures()
    assert (figures.sites, figures.listed) == (2, LastList(date(2024, 3, 31), 2))


def test_a_decision_says_more_than_a_list(ground):
    show(ground.projects[0].site, date(2024, 3, 31), "2021")
    site = queries.published_site("site-0")
    assert (site.wave, site.wave_deduced, site.labelled_on) == (2019, False, date(2019, 9, 5))
    assert len(site.listings) == 1


def test_a_list_older_than_a_withdrawal_shows_nothing(ground):
    site = ground.projects[0].site
    show(site, date(2019, 9, 10), "2019")
    facts = {"decided_on": date(2019, 9, 20), "reason": "La commune renonce"}
    supersede_decision(by=BY, at=AT, decision=ground.projects[0].decision, outcome="withdrawn", **facts)
    assert slugs() == ["site-1"]
    show(site, date(2024, 3, 31), "2022+")
    assert slugs() == ["site-0", "site-1"]


def test_a_year_that_nobody_states_is_absent(ground):
    first, second = queries.published_sites()
    assert (first.amounts, first.totals) == ({2020: 430}, ())
    assert second.amounts == {}
    [total] = second.totals
    assert (total.first_year, total.last_year, total.cents, total.note) == (2020, 2022, 900, "Arrondi")
    assert total.source.name == "Gazette inventée"


def test_each_site_says_where_and_since_when(ground):
    site = queries.published_site("site-0")
    assert site is not None
    assert (site.region_code, site.region_name, site.departement_code) == ("32", "Hauts-de-France", "80")
    assert (site.wave, site.labelled_on) == (2019, date(2019, 9, 5))
    assert [source.url for source in site.sources] == ["https://gazette.invalid/1"]


def test_filters(ground):
    assert slugs(region="32") == ["site-0", "site-1"]
    assert slugs(region="11") == slugs(wave=2021) == slugs(text="lille") == []
    assert slugs(wave=2019, text="SITE 1") == ["site-1"]


def test_one_page_by_its_address(ground):
    assert queries.published_site("site-2").invented is True
    assert queries.published_site("nowhere") is None


def test_a_withdrawn_label_is_published_no_more(ground):
    facts = {"decided_on": date(2019, 9, 20), "reason": "La commune renonce"}
    supersede_decision(by=BY, at=AT, decision=ground.projects[0].decision, outcome="withdrawn", **facts)
    assert slugs() == ["site-1"]
    figures = queries.programme_figures()
    assert (figures.sites, figures.waves[0].sites) == (1, 1)


def test_what_an_invented_call_gives_a_real_site_is_never_published(ground):
    invented = record_past_call(
        by=BY, at=AT, slug="inventé", title="Inventé", edition=2021, opened_at=ground.call.opens_at,
        closed_at=ground.call.closes_at, decided_on=date(2019, 9, 5), source=ground.source,
        invented=True,
    )  # fmt: skip
    project = labelled(invented, ground.projects[0].site, ground.source)
    budget = open_budget(by=BY, at=AT, project=project)
    stated = Stated("total", Cents(5), ground.source.pk, 2020, 2022)
    state_amount(by=BY, at=AT, budget=budget, stated=stated)
    site = queries.published_site("site-0")
    assert (site.wave, site.totals) == (2019, ())
    assert [wave.name for wave in queries.programme_figures().waves] == ["Essai 2019"]


def test_the_figures_are_counted(ground):
    figures = queries.programme_figures()
    assert (figures.sites, figures.amounts_known, figures.amounts_unknown) == (2, 2, 0)
    assert figures.regions == {"32": 2}
    [wave] = figures.waves
    assert (wave.year, wave.sites, wave.envelope[2020], wave.allocated) == (
        2019,
        2,
        1000,
        {2020: 430, 2021: 0, 2022: 0},
    )
    third = real(ground.projects[2].site)
    assert queries.programme_figures().amounts_unknown == 1
    choices = queries.register_choices(queries.published_sites())
    assert ({region.code: region.sites for region in choices.regions}, choices.waves) == ({"32": 3}, [2019])
    assert third.slug in slugs()


def test_the_price_does_not_grow_with_the_sites(ground, counted):
    def price() -> list[int]:
        prices = []
        for ask in (
            queries.published_sites,
            lambda: queries.published_site("site-0"),
            queries.programme_figures,
            lambda: queries.register_choices([]),
        ):
            with counted() as asked:
                ask()
            prices.append(len(asked))
        return prices

    show(ground.projects[0].site, date(2024, 3, 31), "2019")
    before = price()
    for number in range(4, 8):
        project = labelled(ground.call, real(make_site(number)), ground.source)
        budget = open_budget(by=BY, at=AT, project=project)
        state_amount(by=BY, at=AT, budget=budget, stated=Stated("annual", Cents(10), ground.source.pk, 2020, 2022))
        show(Site.objects.get(slug=f"site-{number}"), date(2024, 3, 31), "2019")
    show(real(make_site(8)), date(2024, 3, 31), "2021")
    show(real(make_site(9)), date(2024, 3, 31), "2022+")
    assert len(slugs()) == 8
    assert price() == before
    assert before == [10, 10, 8, 1]


def test_nothing_published_names_a_person(ground):
    text = json.dumps([dataclasses.asdict(site) for site in queries.published_sites()], cls=DjangoJSONEncoder)
    assert "person" not in text
    assert "program" not in text
