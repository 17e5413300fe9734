"""The open files: each cell as its schema says, whole, read while it is sent, at a price that does not grow."""

import csv
import io
import itertools
import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import F

from marelle.domains.territories import services
from marelle.domains.territories.models import (
    Commune,
    Contract,
    Epci,
    EpciCommune,
    Figure,
    Indicator,
    Quarter,
    QuarterCommune,
    QuarterPassage,
    School,
    SchoolNetwork,
    SiteListing,
    Source,
)
from marelle.flows.demo.places import make_places
from marelle.flows.reference import load_rules
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Viewer
from marelle.kernel.access.viewer import Grant
from marelle.kernel.periods import civil_year
from marelle.web.territories.open_files import FILES
from marelle.web.ui.exports import stream_csv
from marelle.web.ui.tables import Column
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db
NAMES = [file.name for file in FILES]
DAY = date(2024, 1, 1)


@pytest.fixture
def france(communes, machine: Viewer) -> Source:
    """A few real places with one of everything, beside an invented city that has everything too."""
    source = Source.objects.create(name="Liste, du 1er janvier", url="https://example.org/liste?a=1,2")
    site = services.open_site(by=machine, slug="amiens-nord", name="Amiens Nord", communes=["80021"], since=DAY)
    SiteListing.objects.create(
        site=site, list_code="liste", identifier="1", as_of=DAY, name="Amiens", communes=["80021"], wave="2022+"
    )
    epci = Epci.objects.create(code="248000531", name="CA Amiens Métropole", kind="METRO")
    EpciCommune.objects.create(epci=epci, commune_id="80021", valid_from=date(2020, 1, 1), valid_to=DAY)
    EpciCommune.objects.create(epci=epci, commune_id="80021", valid_from=DAY)
    before = Quarter.objects.create(
        code="QP080001", name="Nord", generation=2015, departement_id="80", valid_from=date(2015, 1, 1), valid_to=DAY
    )
    after = Quarter.objects.create(
        code="QN08004M", name="=Nord", generation=2024, departement_id="80", valid_from=DAY, facts_on=DAY
    )
    for code in ("80021", "80001"):
        QuarterCommune.objects.create(quarter=after, commune_id=code)
    QuarterPassage.objects.create(before=before, after=after, basis="outline", share=Decimal("0.5"), source=source)
    Contract.objects.create(
        code="CN80001", name="Amiens", departement_id="80", holder=epci.code, epci=epci, lon=2.3, lat=-0.5
    )
    school = School.objects.create(
        uai="0800001A", name="ECOLE, « NORD »", kind="primaire", commune_id="80021", facts_on=DAY, postcode="80000"
    )
    for status, start, end in (("REP", date(2015, 9, 1), DAY), ("REP+", DAY, None)):
        SchoolNetwork.objects.create(
            school=school, status=status, valid_from=start, valid_to=end, seen_on=start, source=source
        )
    School.objects.create(uai="0800002B", name="Sud", kind="college", facts_on=DAY, commune_said="Ailleurs")
    Indicator.objects.create(code="ips", label="IPS", unit="points", decimals=1)
    Commune.objects.filter(pk="80021").update(postcodes=["80000", "80080"], lon=2.3, lat=49.9)
    figures(source, 5)
    load_rules(machine, clock.now())
    valmarelle = services.add_invented_commune(
        by=machine, code="80998", name="Valmarelle", departement="80", lon=2.05, lat=49.98, population=28_400
    )
    make_places(machine, valmarelle)
    return source


def figures(source: Source, count: int, first: int = 2000) -> None:
    Figure.objects.bulk_create(
        Figure(
            **{place: code},
            indicator_id="ips",
            starts_on=date(first + number, 1, 1),
            ends_on=date(first + number + 1, 1, 1),
            calendar="civil",
            value=Decimal("100.2500"),
            source=source,
        )
        for number in range(count)
        for place, code in (("school_id", "0800001A"), ("commune_id", "80021"), ("contract_id", "CN80001"))
    )


def text(client, name: str) -> str:
    answer = client.get(f"/donnees/{name}.csv")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/csv; charset=utf-8"
    return b"".join(answer.streaming_content).decode()


def rows(client, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(client, name))))


def schema(client, name: str) -> dict:
    return json.loads(page(client.get(f"/donnees/{name}.schema.json")))


def number(cell: str) -> float:
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell)
    return float(cell)


READ = {
    "string": str,
    "integer": lambda cell: int(re.fullmatch(r"-?[0-9]+", cell).group()),  # type: ignore[union-attr]
    "number": number,
    "year": lambda cell: int(re.fullmatch(r"[0-9]{4}", cell).group()),  # type: ignore[union-attr]
    "date": date.fromisoformat,
    "object": lambda cell: dict(json.loads(cell)),
}


def faults(field: dict, cell: str) -> list[str]:
    """What Table Schema finds wrong with a cell."""
    rules = dict(field.get("constraints", {}))
    unknown = set(rules) - {"required", "unique", "pattern", "enum", "minimum", "maximum"}
    assert not unknown, unknown
    if cell == "":
        return ["required"] if rules.get("required") else []
    try:
        value = READ[field["type"]](cell)
    except (ValueError, AttributeError, AssertionError):
        return [field["type"]]
    checks = {
        "pattern": lambda rule: re.fullmatch(rule, cell) is not None,
        "enum": lambda rule: value in rule,
        "minimum": lambda rule: value >= rule,
        "maximum": lambda rule: value <= rule,
    }
    return [name for name, holds in checks.items() if name in rules and not holds(rules[name])]


def test_the_checker_finds_what_is_wrong():
    code = {"type": "string", "constraints": {"required": True, "pattern": "[0-9]{5}", "enum": ["80021"]}}
    assert faults(code, "") == ["required"] and faults(code, "8002") == ["pattern", "enum"]
    share = {"type": "number", "constraints": {"minimum": 0, "maximum": 1}}
    assert faults(share, "1.5") == ["maximum"] and faults(share, "1,5") == ["number"] and faults(share, "") == []
    assert faults({"type": "date"}, "01/02/2024") == ["date"] and faults({"type": "integer"}, "1.0") == ["integer"]


@pytest.mark.parametrize("name", NAMES)
def test_the_heading_is_the_schema_and_each_cell_is_as_it_says(client, france, name):
    described = schema(client, name)
    fields = described["fields"]
    content = list(csv.reader(io.StringIO(text(client, name))))
    assert content[0] == [field["name"] for field in fields]
    assert described["missingValues"] == [""] and all(field["title"] for field in fields)
    assert len(content) > 1
    wrong = [
        (field["name"], cell, found)
        for line in content[1:]
        for field, cell in zip(fields, line, strict=True)
        if (found := faults(field, cell))
    ]
    assert not wrong
    keys = [content[0].index(key) for key in described["primaryKey"]]
    identities = [tuple(line[key] for key in keys) for line in content[1:]]
    assert len(set(identities)) == len(identities) and not any("" in identity for identity in identities)


def test_what_a_file_refers_to_is_in_the_file_it_names(client, france):
    for name in NAMES:
        for reference in schema(client, name).get("foreignKeys", []):
            there = reference["reference"]["resource"] or name
            known = {row[reference["reference"]["fields"]] for row in rows(client, there)}
            assert {row[reference["fields"]] for row in rows(client, name)} - {""} <= known


def test_what_is_invented_is_in_no_file(client, france):
    assert Figure.objects.filter(commune="80998").exists() or Figure.objects.filter(school__invented=True).exists()
    for name in NAMES:
        if name != "regles":
            content = text(client, name)
            for word in ("80998", "Valmarelle", "QN08097M", "QP080997", "0809901C", "Tilleuls"):
                assert word not in content, (name, word)


def test_one_row_of_each(client, france):
    assert [row["communes"] for row in rows(client, "quartiers")] == ["80001 80021", ""]
    assert rows(client, "quartiers")[0]["name"] == "'=Nord"
    one, other = rows(client, "ecoles")
    assert (one["network"], one["network_from"], one["network_source"]) == ("REP+", "2024-01-01", france.name)
    assert (one["name"], one["departement"], one["sector"]) == ("ECOLE, « NORD »", "80", "")
    assert (other["network"], other["commune"], other["commune_said"]) == ("", "", "Ailleurs")
    figure = next(row for row in rows(client, "chiffres") if row["kind"] == "school")
    assert (figure["kind"], figure["place"], figure["value"]) == ("school", "0800001A", "100.25")
    assert (figure["source"], figure["source_url"]) == (france.name, france.url)
    assert rows(client, "contrats")[0]["lat"] == "-0.5"
    amiens = next(row for row in rows(client, "communes") if row["code"] == "80021")
    assert (amiens["postcodes"], amiens["population"], amiens["region"]) == ("80000 80080", "136449", "32")
    assert [row["valid_to"] for row in rows(client, "groupements")] == ["2024-01-01", ""]
    assert json.loads(rows(client, "regles")[0]["content"])


def test_a_draft_is_not_published(client, france, machine):
    assert {row["status"] for row in rows(client, "regles")} <= {"published", "withdrawn"}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "cites"])
def test_a_file_costs_the_same_for_any_number_of_rows(client, france, counted, name):
    with counted() as before:
        text(client, name)
    figures(france, 900, 3000)
    Commune.objects.bulk_create(Commune(code=f"80{n:03}", name=f"C{n}", departement_id="80") for n in range(100, 700))
    School.objects.bulk_create(
        School(uai=f"091{n:04}A", name=f"E{n}", kind="college", commune_id="80021", facts_on=DAY) for n in range(900)
    )
    with counted() as after:
        text(client, name)
    assert len(before) == len(after) <= 10  # those of every request, of the context, one of its own


def test_a_file_that_one_has_is_not_sent_again(client, france, machine):
    for name in NAMES[1:]:
        answer = client.get(f"/donnees/{name}.csv")
        for header, value in (("if-none-match", answer["ETag"]), ("if-modified-since", answer["Last-Modified"])):
            again = client.get(f"/donnees/{name}.csv", headers={header: value})
            assert again.status_code == 304 and again["ETag"] == answer["ETag"] and not again.content
    assert "ETag" not in client.get("/donnees/cites.csv")  # money moves without a file


def test_a_new_file_or_a_corrected_figure_is_sent(client, france, machine):
    def unchanged(tag: str) -> bool:
        return client.get("/donnees/chiffres.csv", headers={"if-none-match": tag}).status_code == 304

    def tag() -> str:
        return str(client.get("/donnees/chiffres.csv")["ETag"])

    first = tag()
    officer = Viewer(person_id=4177, name="E. R.", grants=(Grant("territories.add_figure", NATIONAL),))
    said = {"place": "commune:80021", "indicator": "ips", "period": civil_year(2000), "source": france}
    for value in ("99", "98"):
        Figure.objects.update(recorded_at=F("recorded_at") - clock.now().resolution * 10)  # it was recorded before
        tagged = tag()
        services.add_figure(by=officer, value=Decimal(value), **said)
        assert not unchanged(tagged)
    assert not unchanged(first)
    before = tag()
    services.bring(
        services.IMPORTERS["regions"], by=machine, content=b"code,nom,chef_lieu\n84,Rhone,69123\n", file_name="r.csv"
    )
    assert not unchanged(before)


def test_rows_are_asked_for_while_the_answer_is_sent(db):
    read: list[int] = []
    endless = (read.append(n) or n for n in itertools.count())  # type: ignore[func-returns-value]
    answer = stream_csv((Column("n", "N", lambda row: row),), lambda: endless, "n.csv")
    assert not read
    parts = iter(answer.streaming_content)
    assert next(parts) == b"n\r\n" and not read
    assert next(parts).startswith(b"0\r\n1\r\n") and len(read) < 5_000
    answer.close()


def test_a_look_at_the_head_reads_nothing(client, france):
    answer = client.head("/donnees/ecoles.csv")
    assert answer.status_code == 200 and answer["ETag"] == client.get("/donnees/ecoles.csv")["ETag"]


def test_the_package_describes_every_file(client, france, counted):
    with counted() as asked:
        described = json.loads(page(client.get("/donnees/datapackage.json")))
    assert len(asked) <= 10
    assert [one["name"] for one in described["resources"]] == NAMES
    assert described["licenses"][0]["title"] == "Licence Ouverte 2.0" and described["created"]
    assert {"title": "Liste"} not in described["sources"]
    for one in described["resources"]:
        assert one["rows"] == len(rows(client, one["name"]))
        assert one["schema"] == schema(client, one["name"]) and one["path"] == f"{one['name']}.csv"


def test_the_page_lists_every_file(client, france, counted):
    with counted() as before:
        content = page(client.get("/donnees/"))
    for name in NAMES:
        assert f'href="/donnees/{name}.csv"' in content and f'href="/donnees/{name}.schema.json"' in content
    assert "/donnees/imports/" in content and "/donnees/datapackage.json" in content
    figures(france, 300, 3000)
    with counted() as after:
        page(client.get("/donnees/"))
    assert len(before) == len(after) <= 15


def test_before_anything_was_read(client):
    page(client.get("/donnees/"))
    assert "created" not in json.loads(page(client.get("/donnees/datapackage.json")))
    for name in NAMES:
        assert len(rows(client, name)) == 0


def test_what_is_not_there(client):
    page(client.get("/donnees/autre.csv"), 404)
    page(client.get("/donnees/autre.schema.json"), 404)
