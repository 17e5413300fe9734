"""Contrats de ville: who holds them, the population of their quarters, points that a map moved."""

from datetime import date

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune, Contract, Epci, Figure
from marelle.kernel.access import Viewer

from .bringing import brought

pytestmark = pytest.mark.django_db
HEADING = "code_cv,lib_cv,siren_epci,departement,population_qpv,lon,lat\n"
AGGLO = "CN08001M,80 - CA Amiens Métropole,248000531,80,21000,2.29572,49.89407\n"
LIST = HEADING + AGGLO + "CN06002I,60 - Creil,60175,60,9800,2.48,49.26\n"
NAME = "contrats_de_ville_2024.csv"
POINTS = "code_insee,nom,epci,mairie_lon,mairie_lat\n80021,Amiens,248000531,2.29,49.90\n60175,Creil,,2.48,49.26\n"


@pytest.fixture
def grouped(communes: dict[str, Commune], machine: Viewer) -> Epci:
    epcis = "code,nom,type\n248000531,CA Amiens Métropole,CA\n200057867,Une autre,CC\n"
    brought(machine, "epci", epcis, "epci_2026.csv")
    brought(machine, "communes", POINTS, "communes_2026.csv")
    return Epci.objects.get(code="248000531")


def the(code: str) -> Contract:
    return Contract.objects.get(code=code)


def population(code: str) -> tuple[int, str]:
    figure = queries.figures_of([f"contract:{code}"])[f"contract:{code}"]["population_qpv"]
    return int(figure.value), figure.period.label


def test_contracts_of_groupings_and_of_communes(grouped: Epci, machine: Viewer) -> None:
    report = brought(machine, "contracts", LIST, NAME)
    assert (report.added, report.refused, report.remarked, report.unknown) == (2, (), (), ())
    amiens, creil = the("CN08001M"), the("CN06002I")
    assert (amiens.name, amiens.epci, amiens.commune, amiens.holder) == (
        "CA Amiens Métropole",
        grouped,
        None,
        "248000531",
    )
    assert (creil.name, creil.epci, creil.commune_id) == ("Creil", None, "60175")
    assert (amiens.lon, amiens.lat) == (2.29572, 49.89407)
    assert population("CN08001M") == (21000, "2024")
    assert brought(machine, "contracts", LIST, NAME).changes_nothing


@pytest.mark.parametrize(
    "dressed",
    [
        LIST.encode("cp1252"),
        LIST.encode("utf-8-sig"),
        LIST.replace(",", ";").replace("2.29572", "2,29572").replace("49.89407", "49,89407").encode(),
        LIST.replace("21000", "21 000").replace("code_cv", "Code CV").encode(),
    ],
)
def test_the_same_list_in_another_dress_changes_nothing(grouped, machine: Viewer, dressed: bytes) -> None:
    brought(machine, "contracts", LIST, NAME)
    assert brought(machine, "contracts", dressed, NAME).changes_nothing


def test_a_holder_that_is_in_no_list_is_kept_by_its_number(grouped, machine: Viewer) -> None:
    line = "CN09302I,93 - Plaine Commune,200058014,93,130000,,\n"
    report = brought(machine, "contracts", HEADING + line, NAME)
    assert "200058014" in report.remarked[0].sentence
    contract = the("CN09302I")
    assert (contract.holder, contract.epci, contract.commune, contract.lon) == ("200058014", None, None, None)


def test_a_departement_that_is_not_said_is_read_in_the_code(grouped, machine: Viewer) -> None:
    report = brought(machine, "contracts", HEADING + AGGLO.replace("80 - ", "NA - ").replace(",80,", ",,"), NAME)
    assert (the("CN08001M").departement_id, the("CN08001M").name) == ("80", "CA Amiens Métropole")
    assert len(report.remarked) == 1


def test_a_departement_that_nothing_says(grouped, machine: Viewer) -> None:
    text = "code_cv,lib_cv,siren_epci\nCV101,Amiens,248000531\nCV102,Creil,60175\n"
    report = brought(machine, "contracts", text, NAME)
    assert (report.added, [fault.line for fault in report.refused]) == (1, [2])
    assert the("CV102").departement_id == "60"


def test_a_point_overseas_is_not_in_europe(grouped, machine: Viewer) -> None:
    brought(machine, "departements", "code,nom,region\n978,Saint-Martin,32\n", "departements_2026.csv")
    brought(machine, "communes", "code_insee,nom\n97801,Saint-Martin\n", "communes_2026.csv")
    for code, lon, lat in (("CN97801I", -4.5, 46.5), ("CN97802I", -63.08, 18.07)):
        brought(machine, "contracts", f"{HEADING}{code},978 - Saint-Martin,97801,978,9571,{lon},{lat}\n", NAME)
    assert (the("CN97801I").lon, the("CN97802I").lon) == (None, -63.08)


def test_a_code_of_another_departement_is_said(grouped, machine: Viewer) -> None:
    report = brought(machine, "contracts", HEADING + AGGLO.replace("CN08001M", "CN06001M"), NAME)
    assert "60" in report.remarked[0].sentence and "80" in report.remarked[0].sentence
    assert the("CN06001M").departement_id == "80"


def test_a_name_that_is_not_said_is_the_holder_s(grouped, machine: Viewer) -> None:
    brought(machine, "contracts", LIST.replace("60 - Creil", "60 - NA"), NAME)
    assert the("CN06002I").name == "Creil"


@pytest.mark.parametrize("lon_lat", ["-3.81502,45.54239", "49.89407,2.29572"])
def test_a_point_that_is_elsewhere_is_left(grouped, machine: Viewer, lon_lat: str) -> None:
    report = brought(machine, "contracts", LIST.replace("2.29572,49.89407", lon_lat), NAME)
    assert [fault.line for fault in report.remarked] == [2]
    assert (the("CN08001M").lon, the("CN08001M").lat) == (None, None)


def test_two_holders_of_one_contract_are_said(grouped, machine: Viewer) -> None:
    text = HEADING + AGGLO + AGGLO.replace("248000531", "80001")
    report = brought(machine, "contracts", text, NAME)
    assert (report.added, report.refused) == (1, ())
    assert "80001" in report.remarked[0].sentence
    assert the("CN08001M").holder == "248000531"
    doubled = brought(machine, "contracts", text + AGGLO + AGGLO.replace("21000", "5"), NAME)
    assert [fault.line for fault in doubled.refused] == [4, 5]


@pytest.mark.parametrize(
    "line",
    [
        "CN0800M,Amiens,248000531,80,1,,",
        "CN08001M,Amiens,248000532,80,1,,",
        "CN08001M,Amiens,80999,80,1,,",
        "CN08001M,Amiens,248000531,99,1,,",
        "CN08001M,Amiens,248000531,80,mille,,",
        "CN08001M,Amiens,248000531,80,-5,,",
        "CN08001M,Amiens,248000531,80,1,deux,49",
        "CN08001M,Amiens,248000531,80,1",
    ],
)
def test_a_doubtful_line_is_refused_alone(grouped, machine: Viewer, line: str) -> None:
    report = brought(machine, "contracts", LIST.replace(AGGLO, line + "\n"), NAME)
    assert (report.added, [fault.line for fault in report.refused]) == (1, [2])


@pytest.mark.parametrize("text", [LIST.replace("siren_epci", "x"), LIST.replace("lib_cv", "code_cv"), "<html>", ""])
def test_a_damaged_list_writes_nothing(grouped, machine: Viewer, text: str) -> None:
    with pytest.raises(services.FileRefused, match="Rien n’a été changé"):
        brought(machine, "contracts", text, NAME)
    assert not Contract.objects.exists()


def test_a_list_without_date_asks_for_it(grouped, machine: Viewer) -> None:
    with pytest.raises(services.VintageUnknown):
        brought(machine, "contracts", LIST, "contrats.csv")
    assert brought(machine, "contracts", LIST, "contrats.csv", facts_on=date(2024, 6, 1)).added == 2


def test_an_older_list_only_adds_the_population_of_its_year(grouped, machine: Viewer) -> None:
    brought(machine, "contracts", LIST, NAME)
    older = LIST.replace("CA Amiens Métropole", "Amiens").replace("21000", "20500").replace("248000531", "80021")
    assert brought(machine, "contracts", older, "contrats_2023.csv").changed == 2
    assert (the("CN08001M").name, the("CN08001M").holder) == ("CA Amiens Métropole", "248000531")
    assert Figure.objects.filter(contract="CN08001M").count() == 2
    assert population("CN08001M") == (21000, "2024")
    newer = brought(machine, "contracts", older, "contrats_2025.csv")
    assert newer.changed == 2
    assert (the("CN08001M").name, population("CN08001M")) == ("Amiens", (20500, "2025"))
    assert brought(machine, "contracts", LIST, NAME).changes_nothing


def test_its_price_does_not_follow_its_length(grouped, machine: Viewer, counted) -> None:
    text = HEADING + "".join(f"CN080{n:02}M,Un,248000531,80,{n},,\n" for n in range(60))
    with counted() as few:
        brought(machine, "contracts", LIST, NAME)
    with counted() as many:
        brought(machine, "contracts", text, NAME)
    assert len(many) <= len(few) <= 25
