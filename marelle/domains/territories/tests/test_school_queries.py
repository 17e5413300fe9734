"""Questions about schools: one, those of communes, those of a network, and where one stands in the country."""

from decimal import Decimal

import pytest

from marelle.domains.territories import queries
from marelle.domains.territories.models import Commune, School
from marelle.kernel.access import Viewer

from .school_files import (
    ABBEVILLE,
    AMIENS,
    CLICHY,
    COLLEGE,
    COLLEGES,
    CREIL,
    ECOLES,
    MEMBERS,
    RENTREE,
    RIVAGE,
    bring,
    uai,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
KINDS = queries.kinds_like("primaire")


@pytest.fixture
def schools(communes, machine: Viewer) -> None:
    bring(machine, ECOLES)
    bring(machine, COLLEGES)
    bring(machine, MEMBERS, "rep_2022.csv")


def twenty(machine: Viewer) -> None:
    """Twenty écoles whose indices are 81, 82, … 100."""
    heading, good = ECOLES.splitlines()[:2]
    lines = (good.replace(AMIENS, uai(802000 + n)).replace("82.7", str(80 + n)) for n in range(1, 21))
    bring(machine, "\n".join([heading, *lines]))


@pytest.mark.usefixtures("schools")
def test_a_school_comes_with_all_that_is_said_of_it(counted) -> None:
    with counted() as made:
        found = queries.school(f" {AMIENS.lower()} ")
        assert found is not None
        assert found.commune is not None
        assert found.commune.departement.academie.name == "Amiens"
        assert [(link.status, link.source.name) for link in found.networks.all()] == [  # type: ignore[attr-defined]
            ("REP+", "Éducation nationale, réseaux d’éducation prioritaire")
        ]
        assert list(found.quarters.all()) == []  # type: ignore[attr-defined]
    assert len(made) == 3
    assert queries.school("0000000A") is None


@pytest.mark.usefixtures("schools")
def test_schools_of_communes(counted) -> None:
    with counted() as made:
        found = list(queries.schools_of(["80021", "60175"]))
        assert [(school.pk, school.commune.name) for school in found] == [  # type: ignore[union-attr]
            (COLLEGE, "Amiens"),
            (AMIENS, "Amiens"),
            (CREIL, "Creil"),
        ]
        assert [len(school.networks.all()) for school in found] == [1, 1, 0]  # type: ignore[attr-defined]
    assert len(made) == 2


@pytest.mark.usefixtures("schools")
def test_a_commune_has_the_schools_of_its_arrondissements() -> None:
    Commune.objects.filter(pk="80001").update(parent="80021")
    assert ABBEVILLE in {school.pk for school in queries.schools_of(["80021"])}


@pytest.mark.usefixtures("schools")
def test_the_schools_of_a_network(machine: Viewer, counted) -> None:
    with counted() as made:
        members = queries.network_of(COLLEGE.lower())
        assert [(member.school_id, member.school.commune.name) for member in members] == [  # type: ignore[union-attr]
            (COLLEGE, "Amiens"),
            (AMIENS, "Amiens"),
            (RIVAGE, "Abbeville"),
        ]
    assert len(made) == 1
    bring(machine, MEMBERS.replace(f"{COLLEGE},{RIVAGE}", f"{uai(800060)},{RIVAGE}"), "rep_2025.csv")
    assert {member.school_id for member in queries.network_of(COLLEGE)} == {COLLEGE, AMIENS}


def test_how_an_indicator_is_spread(machine: Viewer, counted) -> None:
    twenty(machine)
    with counted() as made:
        found = queries.distribution("ips", KINDS, 2022)
    assert len(made) == 1
    assert (found.count, found.mean) == (20, Decimal("90.5"))
    assert found.quantiles == {
        5: Decimal("81.95"),
        25: Decimal("85.75"),
        50: Decimal("90.5"),
        75: Decimal("95.25"),
        95: Decimal("99.05"),
    }
    assert [(part.low, part.count) for part in found.bins] == [(80, 4), (85, 5), (90, 5), (95, 5), (100, 1)]


def test_bins_have_no_hole(machine: Viewer) -> None:
    bring(machine, ECOLES)
    found = queries.distribution("ips", KINDS, 2022)
    assert [part.low for part in found.bins] == list(range(70, 115, 5))
    assert [part.count for part in found.bins] == [1, 0, 1, 0, 0, 0, 0, 0, 1]


def test_nobody_measured(machine: Viewer) -> None:
    bring(machine, ECOLES)
    empty = queries.Distribution(0, None, {}, ())
    assert queries.distribution("ips", KINDS, 2021) == empty
    assert queries.distribution("ips", queries.kinds_like("college"), 2022) == empty
    assert queries.position(AMIENS, "ips", KINDS, 2021) is None
    assert queries.position(CREIL, "ips", KINDS, 2022) is None  # no index, but pupils


def test_where_a_school_stands(machine: Viewer, counted) -> None:
    twenty(machine)
    with counted() as made:
        first = queries.position(uai(802001), "ips", KINDS, 2022)
    assert len(made) == 1
    assert first == queries.Position(Decimal(81), 0, 1, 20)
    assert first.share_below == 0
    last = queries.position(uai(802020).lower(), "ips", KINDS, 2022)
    assert last is not None
    assert last.share_below == 1
    assert queries.Position(Decimal(90), 2, 3, 5).share_below == 0.75
    assert queries.Position(Decimal(90), 0, 1, 1).share_below == 0.5


def test_a_school_counts_once_whatever_its_sources_and_an_invented_one_never(machine: Viewer) -> None:
    bring(machine, ECOLES)
    other = f"""id_cite_anct,nom_site,uai,nom,type,insee,secteur,ips
cite-001,Amiens,{AMIENS},ECOLE ELEMENTAIRE LES TILLEULS,ECOLE,80021,public,99.9
"""
    bring(machine, other, "etablissements.csv")
    found = queries.distribution("ips", KINDS, 2022)
    assert found.count == 3
    position = queries.position(AMIENS, "ips", KINDS, 2022)
    assert position is not None
    assert position.value == Decimal("82.7")
    School.objects.filter(pk=CLICHY).update(invented=True)
    assert queries.distribution("ips", KINDS, 2022).count == 2


def test_kinds_that_are_compared() -> None:
    assert queries.kinds_like("maternelle") == KINDS
    assert queries.kinds_like("erea") == ("erea",)
    assert "lycee_pro" in queries.kinds_like("lycee")
    assert RENTREE.year == 2022


@pytest.mark.usefixtures("schools")
def test_lines_say_what_the_records_say_at_a_fixed_price(counted) -> None:
    with counted() as made:
        lines = queries.school_lines(queries.schools_of(["80021", "60175"]))
    assert len(made) == 2
    assert [(line.uai, line.commune_name, line.status) for line in lines] == [
        (COLLEGE, "Amiens", "REP+"),
        (AMIENS, "Amiens", "REP+"),
        (CREIL, "Creil", ""),
    ]
    figures = queries.figures_of([f"school:{line.uai}" for line in lines], ["ips", "pupils"])
    for line in lines:
        said = figures[f"school:{line.uai}"]
        assert {code: (one.shown, one.period) for code, one in line.figures.items()} == {
            code: (figure.shown, figure.period) for code, figure in said.items()
        }
    assert any(line.ips for line in lines)


@pytest.mark.usefixtures("schools")
def test_a_portrait_is_the_same_by_the_database_and_from_lines() -> None:
    lines = queries.school_lines(queries.schools_of(["80021", "60175"]).filter(closed_on=None))
    told = queries.portraits({"both": ["80021", "60175"]})["both"]
    assert queries.portrait_of(lines).schools == told.schools
    assert queries.portrait_of([]).schools == {}
