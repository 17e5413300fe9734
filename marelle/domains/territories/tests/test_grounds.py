"""Sites extend, are renamed, split and merge; their history stays true."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.territories import services
from marelle.domains.territories.models import Commune, Departement, Quarter, Region, School, SiteQpv, SiteSchool
from marelle.domains.territories.queries import became, came_from, former_names, ground_on, grounds_on, name_on
from marelle.domains.territories.rules.grounds import (
    Ground,
    GroundUnclear,
    NotYetDay,
    Part,
    PartsDiffer,
    SameName,
    TwoPartsAtLeast,
    check_parts,
)
from marelle.kernel.access import Forbidden, Grant, Perimeter, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.states import MoveRefused

AT = datetime(2021, 9, 1, 10, tzinfo=PARIS)
BORN, DAY = date(2020, 1, 1), date(2021, 9, 1)
BY = Viewer.machine("test")
NORTH, SOUTH, WEST = "QP080995", "QP080996", "QP080997"
ROSA, CANAL, OAKS = "0809901C", "0809906H", "0809902D"


@pytest.fixture
def site(db):
    region = Region.objects.create(code="32", name="Hauts-de-France")
    somme = Departement.objects.create(code="80", name="Somme", region=region)
    for code, name in (("80990", "Valmarelle"), ("80991", "Clairebise")):
        Commune.objects.create(code=code, name=name, departement=somme, invented=True)
    for code, name in ((NORTH, "Nord"), (SOUTH, "Sud"), (WEST, "Ouest")):
        since = {"generation": 2015, "valid_from": date(2015, 1, 1)}
        Quarter.objects.create(code=code, name=name, departement=somme, invented=True, **since)
    for uai, name, kind in ((ROSA, "Rosa", "college"), (CANAL, "Canal", "college"), (OAKS, "Chênes", "primaire")):
        School.objects.create(uai=uai, name=name, kind=kind, commune_id="80990", facts_on=BORN, invented=True)
    made = services.open_site(by=BY, slug="valmarelle", name="Valmarelle", communes=["80990"], since=BORN)
    whole = Ground(("80990",), (NORTH, SOUTH), (ROSA, CANAL, OAKS), ROSA)
    services.set_ground(by=BY, at=AT, site=made, ground=whole, on=BORN, why="Candidature")
    return made


def halves(site):
    north = Part("valmarelle-nord", "Valmarelle Nord", Ground(("80990",), (NORTH,), (ROSA, OAKS), ROSA))
    south = Part("valmarelle-sud", "Valmarelle Sud", Ground(("80990",), (SOUTH,), (CANAL,), CANAL))
    return [north, south]


def test_a_site_extends_and_what_it_was_stays_readable(site):
    wide = Ground(("80990", "80991"), (NORTH, SOUTH, WEST), (ROSA, CANAL, OAKS), CANAL)
    services.set_ground(by=BY, at=AT, site=site, ground=wide, on=DAY, why="Extension à l’ouest")
    before, after = ground_on(site, date(2021, 8, 31)), ground_on(site, DAY)
    assert (before.communes, set(before.quarters), before.lead) == (("80990",), {NORTH, SOUTH}, ROSA)
    assert (after.communes, set(after.quarters), after.lead) == (("80990", "80991"), {NORTH, SOUTH, WEST}, CANAL)
    assert SiteQpv.objects.filter(site=site).count() == 3  # what stays is not written again
    assert SiteSchool.objects.filter(site=site, school=OAKS).count() == 1
    assert ground_on(site, date(2019, 12, 31)) == Ground(())


def test_the_same_ground_told_again_changes_nothing(site):
    now = ground_on(site, DAY)
    services.set_ground(by=BY, at=AT, site=site, ground=now, on=DAY, why="Rien")
    assert SiteQpv.objects.filter(site=site, valid_to=None).count() == len(now.quarters)
    assert SiteQpv.objects.filter(site=site).exclude(valid_to=None).count() == 0


@pytest.mark.parametrize(
    "ground",
    [
        Ground(()),
        Ground(("80990",), (NORTH, NORTH)),
        Ground(("80990",), (), (OAKS,), ROSA),
        Ground(("80990",), ("QP080001",)),
        Ground(("80990",), (), ("0809909Z",)),
    ],
)
def test_a_ground_that_makes_no_sense(site, ground):
    with pytest.raises(GroundUnclear), transaction.atomic():
        services.set_ground(by=BY, at=AT, site=site, ground=ground, on=DAY, why="x")
    assert len(ground_on(site, DAY).quarters) == 2


def test_nothing_is_recorded_before_its_day(site):
    with pytest.raises(NotYetDay):
        services.set_ground(by=BY, at=AT, site=site, ground=ground_on(site, DAY), on=date(2021, 9, 2), why="x")
    with pytest.raises(services.TooEarly), transaction.atomic():
        services.set_ground(by=BY, at=AT, site=site, ground=Ground(("80991",)), on=date(2019, 1, 1), why="x")


def test_only_who_changes_sites(site):
    reader = Viewer(7, "A", (Grant("projects.read", Perimeter("site", str(site.pk))),))
    orders = (
        lambda: services.set_ground(by=reader, at=AT, site=site, ground=ground_on(site, DAY), on=DAY, why="x"),
        lambda: services.rename_site(by=reader, at=AT, site=site, name="Autre", on=DAY, why="x"),
        lambda: services.split_site(by=reader, at=AT, site=site, parts=halves(site), on=DAY, why="x"),
        lambda: services.merge_sites(
            by=reader, at=AT, sites=[site, site], slug="x", name="X", lead="", on=DAY, why="x"
        ),
    )
    for order in orders:
        with pytest.raises(Forbidden):
            order()


def test_a_name_changes_and_the_address_stays(site):
    services.rename_site(by=BY, at=AT, site=site, name="  Val  du canal ", on=DAY, why="Vote du conseil")
    site.refresh_from_db()
    assert (site.name, site.slug) == ("Val du canal", "valmarelle")
    assert (name_on(site, date(2021, 8, 31)), name_on(site, DAY)) == ("Valmarelle", "Val du canal")
    assert [former.name for former in former_names(site)] == ["Valmarelle"]
    with pytest.raises(SameName):
        services.rename_site(by=BY, at=AT, site=site, name="Val du canal", on=DAY, why="x")
    with pytest.raises(services.TooEarly):
        services.rename_site(by=BY, at=AT, site=site, name="Encore", on=date(2021, 5, 1), why="x")


def test_a_site_splits_and_nothing_is_lost(site):
    north, south = services.split_site(by=BY, at=AT, site=site, parts=halves(site), on=DAY, why="Deux bassins")
    site.refresh_from_db()
    assert (site.status, north.status, north.invented) == ("closed", "open", True)
    assert ground_on(site, DAY) == Ground(())
    assert set(ground_on(site, date(2021, 8, 31)).quarters) == {NORTH, SOUTH}
    assert ground_on(north, DAY) == Ground(("80990",), (NORTH,), (ROSA, OAKS), ROSA)
    assert [(line.after.slug, line.kind) for line in became(site)] == [
        ("valmarelle-nord", "split"),
        ("valmarelle-sud", "split"),
    ]
    assert [line.before for line in came_from(south)] == [site]
    with pytest.raises(MoveRefused):
        services.split_site(by=BY, at=AT, site=site, parts=halves(site), on=DAY, why="x")


def test_a_split_that_loses_or_doubles_is_refused(site):
    north, south = halves(site)
    for parts in (
        [north, Part("s", "S", Ground(("80990",), (SOUTH, NORTH), (CANAL,)))],
        [north, Part("s", "S", Ground(("80990",), (), (CANAL,)))],
        [north, Part("s", "S", Ground(("80991",), (SOUTH,), (CANAL,)))],
    ):
        with pytest.raises(PartsDiffer), transaction.atomic():
            services.split_site(by=BY, at=AT, site=site, parts=parts, on=DAY, why="x")
    with pytest.raises(TwoPartsAtLeast):
        services.split_site(by=BY, at=AT, site=site, parts=[south], on=DAY, why="x")
    site.refresh_from_db()
    assert site.status == "open"


def test_two_sites_merge_into_one(site):
    halved = services.split_site(by=BY, at=AT, site=site, parts=halves(site), on=DAY, why="Deux bassins")
    later = datetime(2022, 9, 1, 10, tzinfo=PARIS)
    facts = {"slug": "val-uni", "name": "Val uni", "lead": CANAL, "on": later.date(), "why": "Une seule équipe"}
    one = services.merge_sites(by=BY, at=later, sites=halved, **facts)
    ground = ground_on(one, later.date())
    assert (set(ground.quarters), set(ground.schools), ground.lead) == ({NORTH, SOUTH}, {ROSA, CANAL, OAKS}, CANAL)
    assert {line.before.slug for line in came_from(one)} == {"valmarelle-nord", "valmarelle-sud"}
    with pytest.raises(TwoPartsAtLeast):
        services.merge_sites(by=BY, at=later, sites=[one], **{**facts, "slug": "x"})


def test_the_database_holds_one_lead_and_no_overlap(site):
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteSchool.objects.create(site=site, school_id=ROSA, valid_from=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteSchool.objects.filter(site=site, school=CANAL).update(leads=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteQpv.objects.create(site=site, quarter_id=NORTH, valid_from=DAY)


def test_the_grounds_of_many_sites_cost_one_query(site, counted):
    services.split_site(by=BY, at=AT, site=site, parts=halves(site), on=DAY, why="x")
    with counted() as queries:
        found = grounds_on(range(site.pk, site.pk + 500), DAY)
    assert len(found) == 2
    assert len(queries) == 1


CODES = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


@given(CODES, st.data())
def test_any_partition_is_accepted_and_any_loss_refused(codes, data):
    first = data.draw(st.lists(st.sampled_from(codes), unique=True)) if codes else []
    rest = [code for code in codes if code not in first]
    whole = Ground(("c",), tuple(codes))

    def parts(one, other):
        return [Part("a", "A", Ground(("c",), tuple(one))), Part("b", "B", Ground(("c",), tuple(other)))]

    if codes and not (first and rest):
        with pytest.raises(GroundUnclear):
            check_parts(whole, parts(first, rest))
        return
    check_parts(whole, parts(first, rest))
    if len(first) > 1:
        with pytest.raises(PartsDiffer):
            check_parts(whole, parts(first[1:], rest))
        with pytest.raises(PartsDiffer):
            check_parts(whole, parts(first, [*rest, first[0]]))
