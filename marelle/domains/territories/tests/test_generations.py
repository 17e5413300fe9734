"""What became of the quarters of 2015: what outlines and names let think, and what a source states."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune, QuarterPassage
from marelle.domains.territories.rules.names import listed, may_be_same, plain, similarity
from marelle.domains.territories.rules.passages import Pair, boxes_that_meet, by_name
from marelle.kernel.access import Forbidden, Viewer

from .bringing import brought, geojson, sentences, square

pytestmark = pytest.mark.django_db
Known = tuple[str, str, str, Decimal | None]


def name_quarters(machine: Viewer, *named: Sequence[str]) -> None:
    """Code, name, and communes."""
    text = "code_qp;lib_qp;insee_com\n" + "".join(f"{code};{name};{where}\n" for code, name, where in named)
    assert brought(machine, "quarters", text).refused == ()


def draw(machine: Viewer, *drawn: tuple[str, str, float, float]) -> None:
    """Code, name, west edge and side: squares whose southern edges are aligned."""
    said = ((code, name, square(west, 49.9, side)) for code, name, west, side in drawn)
    text = geojson(({"code_qp": code, "lib_qp": name, "insee_com": "80021"}, shape) for code, name, shape in said)
    assert brought(machine, "quarter_outlines", text, "q.geojson").refused == ()


def passages() -> list[Known]:
    found = QuarterPassage.objects.order_by("before_id", "after_id")
    return list(found.values_list("before_id", "after_id", "basis", "share"))


def test_the_same_name_in_the_same_commune(communes: dict[str, Commune], machine: Viewer) -> None:
    name_quarters(
        machine,
        ("QP080001", "Cœur de Ville", "80021"),
        ("QN08001M", "COEUR-DE-VILLE", "80021"),
        ("QN08002M", "Cœur de ville", "80001"),
        ("QP060001", "Rives", "60175 60159"),
        ("QN06001M", "Rives", "60159"),
    )
    assert services.link_generations(by=machine).added == 2
    assert passages() == [("QP060001", "QN06001M", "name", None), ("QP080001", "QN08001M", "name", None)]
    linked = services.link_generations(by=machine)
    assert linked.changes_nothing
    assert linked.unchanged == 2
    assert QuarterPassage.objects.all()[0].is_deduced


def test_names_that_nearly_agree(communes, machine: Viewer) -> None:
    name_quarters(
        machine,
        ("QP080001", "Pas du Loup - Val de Croze", "80021"),
        ("QP080002", "Gély", "80021"),
        ("QP080003", "Figuerolles", "80021"),
        ("QP080004", "Centre Est", "80021"),
        ("QN08001M", "Paul Valéry - Pas du Loup - Val de Croze", "80021"),
        ("QN08002M", "Gély - Figuerolles", "80021"),
        ("QN08004M", "Centre Ouest", "80021"),
    )
    services.link_generations(by=machine)
    assert [(before, after) for before, after, _basis, _share in passages()] == [
        ("QP080001", "QN08001M"),
        ("QP080002", "QN08002M"),
        ("QP080003", "QN08002M"),
    ]


def test_outlines_say_it_exactly_where_both_are_drawn(communes, machine: Viewer) -> None:
    draw(
        machine,
        ("QP080001", "Nord", 2.0, 0.01),
        ("QP080002", "Sud", 2.1, 0.01),
        ("QP080003", "Même nom", 2.2, 0.01),
        ("QN08001M", "Grand Nord", 1.995, 0.01),
        ("QN08002I", "Un bout", 2.0051, 0.002),
        ("QN08003M", "Même nom", 2.3, 0.01),
        ("QN08004M", "Voisin", 2.1098, 0.01),
    )
    services.link_generations(by=machine)
    assert passages() == [
        ("QP080001", "QN08001M", "outline", Decimal("0.5000")),
        ("QP080001", "QN08002I", "outline", Decimal("0.0400")),
    ]


def test_a_name_serves_where_one_of_the_two_is_not_drawn(communes, machine: Viewer) -> None:
    draw(machine, ("QP080001", "Nord", 2.0, 0.01), ("QP080002", "Sud", 2.1, 0.01))
    name_quarters(machine, ("QN08001M", "Nord", "80021"))
    services.link_generations(by=machine)
    assert passages() == [("QP080001", "QN08001M", "name", None)]
    draw(machine, ("QN08001M", "Nord", 2.1, 0.01))
    linked = services.link_generations(by=machine)
    assert (linked.added, linked.withdrawn, linked.corrected) == (1, 1, 0)
    assert passages() == [("QP080002", "QN08001M", "outline", Decimal(1))]


def test_what_was_deduced_from_a_name_is_corrected_by_outlines(communes, machine: Viewer) -> None:
    name_quarters(machine, ("QP080001", "Nord", "80021"), ("QN08001M", "Nord", "80021"))
    services.link_generations(by=machine)
    for code in ("QP080001", "QN08001M"):
        draw(machine, (code, "Nord", 2.0, 0.01))
    assert services.link_generations(by=machine).corrected == 1
    assert passages() == [("QP080001", "QN08001M", "outline", Decimal(1))]


TABLE = "code_qp_2015,code_qp_2024\nQP080001,QN08002M\n"


@pytest.fixture
def named(communes, machine: Viewer) -> None:
    name_quarters(
        machine,
        ("QP080001", "Nord", "80021"),
        ("QP080002", "Sud", "80021"),
        ("QN08001M", "Nord", "80021"),
        ("QN08002M", "Sud", "80021"),
    )


def test_what_a_source_states_wins_and_stays(named, machine: Viewer) -> None:
    services.link_generations(by=machine)
    assert brought(machine, "passages", TABLE).added == 1
    linked = services.link_generations(by=machine)
    assert (linked.added, linked.withdrawn) == (0, 1)
    assert passages() == [("QP080001", "QN08002M", "source", None), ("QP080002", "QN08002M", "name", None)]
    passage = QuarterPassage.objects.get(basis="source")
    assert not passage.is_deduced
    assert passage.source is not None
    assert services.link_generations(by=machine).changes_nothing
    assert brought(machine, "passages", TABLE).changes_nothing


def test_a_stated_passage_takes_the_place_of_the_same_one_deduced(named, machine: Viewer) -> None:
    services.link_generations(by=machine)
    brought(machine, "passages", "ancien_code;nouveau_code;part\nQP080001;QN08001M;0,8\n")
    assert passages()[0] == ("QP080001", "QN08001M", "source", Decimal("0.8000"))
    assert services.link_generations(by=machine).changes_nothing
    brought(machine, "passages", "QP;QN\nQP080001;QN08001M\n")
    assert passages()[0][3] == Decimal("0.8000")


def test_a_table_of_percentages(named, machine: Viewer) -> None:
    brought(machine, "passages", "qpv_2015,qpv_2024,pourcentage\nQP080001,QN08001M,1\nQP080002,QN08002M,100\n")
    assert [share for *_rest, share in passages()] == [Decimal("0.01"), Decimal(1)]


def test_doubtful_passages_are_refused_one_by_one(named, machine: Viewer) -> None:
    text = "code_qp_2015,code_qp_2024,part\n" + "".join(
        f"{line}\n"
        for line in (
            "QP080001,,",
            "QN08001M,QP080001,",
            "QP080001,QN08009M,",
            "QP080001,QN08001M,120",
            "QP080001,QN08001M,0",
            "QP080001,QN08001M,0.5",
            "QP080001,QN08001M,0.6",
        )
    )
    report = brought(machine, "passages", text)
    assert (report.added, [line for line, _said in sentences(report)]) == (1, [2, 3, 4, 5, 6, 8])
    assert "QN08009M" in dict(sentences(report))[4]


def test_only_those_who_may(communes) -> None:
    with pytest.raises(Forbidden):
        services.link_generations(by=Viewer.visitor())


def test_the_price_of_linking(named, machine: Viewer, counted) -> None:
    draw(machine, *((f"QP0801{n:02}", f"Q{n}", 2 + n / 50, 0.01) for n in range(20)))
    draw(machine, *((f"QN080{n + 10}M", f"N{n}", 2 + n / 50, 0.01) for n in range(10)))
    with counted() as made:
        assert services.link_generations(by=machine).added >= 12
    assert len(made) <= 9
    with counted() as made:
        assert services.link_generations(by=machine).changes_nothing
    assert len(made) <= 7


def test_passages_are_asked_from_either_side(named, machine: Viewer, counted) -> None:
    services.link_generations(by=machine)
    with counted() as made:
        found = queries.passages_of(["QN08001M", "QP080002"])
        assert [(one.before.name, one.after.name, one.source) for one in found] == [
            ("Nord", "Nord", None),
            ("Sud", "Sud", None),
        ]
        assert {one.basis_label for one in found} == {"Déduit du nom, dans la même commune"}
    assert len(made) == 1


@pytest.mark.parametrize(
    ("one", "two", "similarity", "same"),
    [
        ("les izards la vache", "izards 3 cocus la vache", 0.59, True),
        ("saint exupery", "breguet lecrivain saint exupery", 0.45, True),
        ("mediatheque chambord", "mediatheque", 0.57, True),
        ("la bastide", "bastide tricot et lapeyrade", 0.36, True),
        ("etouvie", "etouvy", 0.6, True),
        ("etouvie", "marcel paul", 0.1, False),
        ("centre est", "centre ouest", 0.75, False),
        ("ilot 3", "ilot 4", 0.7, False),
        ("centre ville", "centre ancien", 0.5, False),
        ("centre ville", "grand centre ville et gare", 0.59, False),
        ("quartier nord", "nord", 0.5, False),
    ],
)
def test_names_that_may_be_one_quarter(one: str, two: str, similarity: float, same: bool) -> None:
    assert may_be_same(one, two, similarity) is same
    assert may_be_same(two, one, similarity) is same


def test_an_old_quarter_goes_to_the_nearest_name_or_to_none() -> None:
    near, nearer = Pair("A", "val", "X", "val nord", 0.6), Pair("A", "val", "Y", "val rose", 0.7)
    assert by_name([near, nearer]) == [("A", "Y")]
    assert by_name([near, Pair("A", "val", "Y", "val rose", 0.6)]) == []
    assert by_name([Pair("A", "val", "X", "val", 1.0), Pair("B", "val rose", "X", "val", 0.7)]) == [("A", "X")]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("gely", "gely figuerolles"),
        ("les izards la vache", "izards 3 cocus la vache"),
        ("centre est", "centre ouest"),
        ("a", "a"),
        ("nord", "sud"),
        ("", "nord"),
        ("", ""),
    ],
)
def test_names_are_compared_as_the_database_does(db, one: str, two: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity(%s, %s)", [one, two])
        assert similarity(one, two) == pytest.approx(cursor.fetchone()[0])


def test_boxes_meet_when_they_share_more_than_a_side() -> None:
    old = {"QP080001": (0, 0, 2, 2), "QP080002": (5, 5, 6, 6)}
    new = {"QN08001M": (1, 1, 3, 3), "QN08002M": (2, 0, 3, 1), "QN08003M": (-1, -1, 0.5, 9), "QN08004M": (0, 2, 1, 3)}
    assert set(boxes_that_meet(old | new)) == {("QP080001", "QN08001M"), ("QP080001", "QN08003M")}


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Séméac, Tarbes", ("Séméac", "Tarbes")),
        ("Branoux-les-Taillades;\n  Les Salles-du-Gardon", ("Branoux-les-Taillades", "Les Salles-du-Gardon")),
        (" Amiens ", ("Amiens",)),
        ("", ()),
    ],
)
def test_names_of_one_cell(cell: str, names: tuple[str, ...]) -> None:
    assert listed(cell) == names


def test_a_name_is_compared_as_the_database_does() -> None:
    assert plain("Œuvre – L’Haÿ-les-Roses") == "oeuvre l hay les roses"
    assert plain("L'Épine") == plain("l’epine") == "l epine"
