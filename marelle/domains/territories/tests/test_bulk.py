"""Many rows in one document: written, changed, refused by the database as any other."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, transaction

from marelle.domains.territories.models import Commune, School, SchoolQuarter, Source
from marelle.domains.territories.services.bulk import BATCH, MANY, among, bring_rows

from .school_files import AMIENS, CREIL, uai

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
NAMES = ("uai", "name", "kind", "commune", "lon", "lat", "facts_on")
DAY = date(2022, 9, 1)


def school(code: str, name: str = "École « d’Amiens »\\t", commune: str | None = "80021") -> tuple[object, ...]:
    return code, name, "ecole", commune, 2.3, 49.9, DAY


def bring(*rows: tuple[object, ...]) -> None:
    fixed = {"sector": "public", "commune_said": "", "postcode": "", "invented": False}
    bring_rows(School, NAMES, rows, unique=("uai",), constants=fixed)


def test_rows_are_written_then_changed(counted) -> None:
    with counted() as made:
        bring(school(AMIENS), school(CREIL, "", None))
    assert len(made) == 1
    found = School.objects.get(pk=AMIENS)
    assert (found.name, found.commune_id, found.lon, found.facts_on) == ("École « d’Amiens »\\t", "80021", 2.3, DAY)
    assert found.plain == "ecole d amiens t"
    bring(school(AMIENS, "Autre"))
    assert School.objects.get(pk=AMIENS).name == "Autre"
    assert School.objects.get(pk=CREIL).commune_id is None


def test_many_rows_are_not_written_by_plans_made_for_a_few(counted) -> None:
    with counted() as made:
        bring(*(school(uai(800000 + number)) for number in range(MANY)))
    assert [query["sql"].split()[0] for query in made] == ["DISCARD", "INSERT"]
    assert School.objects.count() == MANY


def test_no_row_is_no_query(counted) -> None:
    with counted() as made:
        bring()
    assert not made


@pytest.mark.parametrize(
    "row",
    [
        school("0800001A1"),
        school("0800001I"),
        school(AMIENS, "x" * 151),
    ],
)
def test_the_database_refuses_what_it_would_refuse_of_anybody(row: tuple[object, ...]) -> None:
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        bring(row)


def test_a_row_of_too_few_values_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        bring((AMIENS, "École"))


def test_decimals_and_lists_arrive_whole(source: Source) -> None:
    bring(school(AMIENS))
    row = AMIENS, 2015, "", Decimal("161.27"), "", DAY
    names = ("school", "generation", "quarter_code", "metres", "quality", "facts_on")
    bring_rows(SchoolQuarter, names, [row], unique=("school", "generation", "source"), constants={"source": source.pk})
    assert SchoolQuarter.objects.get().metres == Decimal("161.27")
    bring_rows(
        Commune,
        ("code", "name", "departement", "postcodes"),
        [("80410", "Ham", "80", ("80400", "80410"))],
        unique=("code",),
        constants={"siren": "", "invented": False},
    )
    assert Commune.objects.get(pk="80410").postcodes == ["80400", "80410"]


def test_codes_among_thousands_are_one_parameter(counted) -> None:
    codes = [*(f"{number:05}" for number in range(BATCH)), "80021", "93027"]
    with counted() as made:
        found = set(Commune.objects.filter(among("code", codes)).values_list("code", flat=True))
    assert found == {"80021", "93027"}
    assert len(made) == 1
    assert not Commune.objects.filter(among("code", [])).exists()
