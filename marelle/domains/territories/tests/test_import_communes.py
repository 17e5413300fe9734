"""The register of communes, refusal by refusal."""

import gzip
import hashlib
from datetime import date

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune, ImportRun, Source
from marelle.kernel import audit
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.access.context import enter

from .conftest import COMMUNES, the_commune

pytestmark = pytest.mark.django_db
DAMAGED = {
    "empty": b"",
    "cut archive": gzip.compress(COMMUNES.encode())[:80],
    "missing column": COMMUNES.replace("code,", "").encode(),
    "doubled column": COMMUNES.replace("population_year", "population").encode(),
    "spreadsheet": b"PK\x03\x04\x00\x00" + COMMUNES.encode(),
    "open quote": COMMUNES.replace("Amiens", '"Amiens').encode(),
}


def bring(machine: Viewer, text: str | bytes, **rest) -> services.ImportReport:
    content = text if isinstance(text, bytes) else text.encode()
    return services.import_communes(by=machine, content=content, file_name="communes.csv", **rest)


def test_a_second_time_nothing_changes(communes, machine: Viewer) -> None:
    before = list(Commune.objects.order_by("code").values())
    report = bring(machine, COMMUNES)
    assert report.changes_nothing
    assert (report.unchanged, report.absent, report.refused) == (6, 0, ())
    assert list(Commune.objects.order_by("code").values()) == before
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    "dressed",
    [
        COMMUNES.encode("utf-8-sig"),
        COMMUNES.encode("cp1252"),
        COMMUNES.replace(",", ";").encode(),
        gzip.compress(COMMUNES.encode(), mtime=0),
        COMMUNES.replace("\n", "\r\n").encode("utf-16"),
    ],
)
def test_the_same_file_in_another_dress_changes_nothing(communes, machine: Viewer, dressed: bytes) -> None:
    assert bring(machine, dressed).changes_nothing


def test_a_point_that_cannot_be_there_is_left_aside_and_told(communes, machine: Viewer) -> None:
    text = "code,name,departement,lon,lat\n80021,Amiens,80,49.89,2.29\n60175,Creil,60,2.48,49.26\n"
    report = bring(machine, text, facts_on=date(2026, 1, 1))
    assert [(fault.line, "inversées" in fault.sentence) for fault in report.remarked] == [(2, True)]
    assert (the_commune("80021").lon, the_commune("60175").lon) == (None, 2.48)


def test_an_undated_list_says_that_a_dated_one_is_believed(communes, machine: Viewer) -> None:
    bring(machine, COMMUNES.replace(",2023", ",2024"), facts_on=date(2026, 1, 1))
    renamed = COMMUNES.replace("Creil,", "Creil-sur-Oise,")
    report = bring(machine, renamed)
    assert report.changes_nothing
    assert [fault.sentence[:45] for fault in report.remarked] == ["Ce fichier ne dit pas de quand il date\xa0: 6 co"]
    assert bring(machine, renamed, facts_on=date(2026, 2, 1)).changed == 6  # a name, and the year of six populations


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("80410,=HYPERLINK(A1),80,,", "formule"),
        ("80410,Ham\x07,80,,", "signe qui n’est pas une lettre"),
        (f"80410,{'Ham' * 400},80,,", "trop long"),
        ("80410,Ham,80,-12,", "négatif"),
    ],
)
def test_a_cell_that_nobody_wrote_refuses_its_line(communes, machine: Viewer, line: str, says: str) -> None:
    report = bring(machine, f"{COMMUNES}{line}\n")
    assert [(fault.line, says in fault.sentence) for fault in report.refused] == [(8, True)]


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_writes_nothing(communes, machine: Viewer, damage: str) -> None:
    before = list(Commune.objects.order_by("code").values())
    with pytest.raises(services.FileRefused, match="Rien n’a été changé") as caught:
        bring(machine, DAMAGED[damage])
    assert caught.value.code == "territories.file_refused"
    assert list(Commune.objects.order_by("code").values()) == before
    assert ImportRun.objects.count() == 1


def test_what_changes_is_counted_and_written(communes, machine: Viewer) -> None:
    text = COMMUNES.replace("Creil,60,36131", "Creil-sur-Oise,60,40000") + "80410,Ham,80,,\n"
    report = bring(machine, text)
    assert (report.added, report.changed, report.unchanged) == (1, 1, 5)
    creil, ham = the_commune("60175"), the_commune("80410")
    assert (creil.name, creil.population, creil.plain) == ("Creil-sur-Oise", 40000, "creil sur oise")
    assert (ham.population, ham.population_year) == (None, None)


def test_the_year_of_a_population_is_not_forgotten_with_it_unchanged(communes, machine: Viewer) -> None:
    heading = "code,name,departement,population\n"
    assert bring(machine, heading + "80021,Amiens,80,136449\n").changes_nothing
    assert bring(machine, heading + "80021,Amiens,80,137000\n").changed == 1
    amiens = the_commune("80021")
    assert (amiens.population, amiens.population_year) == (137000, None)


def test_a_file_that_says_less_takes_nothing_away(communes, machine: Viewer) -> None:
    report = bring(machine, "".join(COMMUNES.splitlines(keepends=True)[:3]))
    assert (report.unchanged, report.absent) == (2, 4)
    assert Commune.objects.count() == 6


def test_bad_lines_are_refused_one_by_one_with_their_number(communes, machine: Viewer) -> None:
    lines = [
        "code,name,departement,population,population_year",
        "8000X,Faux,80,1,",
        "80410,Ham,80,4500,2023",
        "80411,Hameau,99,3,",
        "60001,Ailleurs,80,3,",
        "80410,Ham,80,4500,2023",
        "80412,Trop,80",
        "80413,Han,80,mille,",
    ]
    report = bring(machine, "\n".join(lines))
    assert [fault.line for fault in report.refused] == [2, 4, 5, 6, 7, 8]
    assert "99" in report.refused[1].sentence
    assert "3" in report.refused[3].sentence
    assert report.added == 1
    run = ImportRun.objects.latest("pk")
    assert run.refused_count == 6
    assert run.refused[0] == {"line": 2, "sentence": report.refused[0].sentence}


def test_a_preview_writes_nothing(communes, machine: Viewer) -> None:
    report = bring(machine, COMMUNES + "80410,Ham,80,4500,2023\n", preview=True)
    assert report.added == 1
    assert queries.commune("80410") is None
    assert ImportRun.objects.count() == 1


def test_where_it_comes_from_is_kept(communes, machine: Viewer, source: Source) -> None:
    content = (COMMUNES + "80410,Ham,80,4500,2023\n").encode()
    bring(machine, content, source=source)
    run = queries.last_import("communes")
    assert run is not None
    assert (run.sha256, run.source, run.program) == (hashlib.sha256(content).hexdigest(), source, "test")
    enter(machine)  # a program may read the log
    assert [entry.action for entry in audit.entries_on(run)] == ["territories.import_communes"]


def test_an_invented_commune_is_never_taken_for_a_real_one(communes, machine: Viewer) -> None:
    services.add_invented_commune(by=machine, code="80998", name="Valmarelle", departement="80", lon=2.3, lat=49.9)
    report = bring(machine, COMMUNES + "80998,Autre,80,10,2023\n")
    assert [fault.line for fault in report.refused] == [8]
    assert report.absent == 0
    assert the_commune("80998").name == "Valmarelle"


def test_progress_says_where_it_is(somme, machine: Viewer) -> None:
    said = []
    bring(machine, COMMUNES, progress=lambda done, total, label: said.append((done, total, str(label))))
    assert said == [(6, 6, "communes")]


def test_only_those_who_may(communes) -> None:
    with pytest.raises(Forbidden):
        bring(Viewer.visitor(), COMMUNES)


def test_thirty_five_thousand_lines_take_a_few_queries(somme, machine: Viewer, counted) -> None:
    text = COMMUNES.splitlines()[0] + "\n" + "".join(f"80{n:03},Lieu {n},80,{n},2023\n" for n in range(900))
    with counted() as queries_made:
        assert bring(machine, text).added == 900
    assert len(queries_made) <= 20
