"""What is asked of quarters, contracts and figures, and its price."""

from datetime import date
from decimal import Decimal

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune
from marelle.kernel.access import Viewer
from marelle.kernel.periods import civil_year

from .bringing import brought

pytestmark = pytest.mark.django_db
EPCIS = "code,nom,type\n248000531,CA Amiens Métropole,CA\n200058014,CA des Deux Rives,CA\n"
COMMUNES = """code_insee,nom,epci,commune_parente,type
80021,Amiens,248000531,,
80001,Abbeville,248000531,,
60175,Creil,200058014,,
93014,Clichy-sous-Bois,200058014,,
93027,La Courneuve,200058014,,
80022,Amiens 2e Arrondissement,,80021,arrondissement-municipal
"""
QUARTERS = """code_qp;lib_qp;insee_com
QN08001M;Étouvie;80021
QN08002M;Nord;80021; 80001
QN08003M;Est;80001
QN08004M;Deuxième;80022
QN06001M;Rives;60175
QN09301M;Haut Clichy;93014
QN09302M;Quatre Mille;93027
QP080001;Étouvie;80021
"""
CONTRACTS = """code_cv,lib_cv,siren_epci,departement,population_qpv
CN08001M,Amiens Métropole,248000531,80,21000
CN06001M,Deux Rives,200058014,60,3000
CN09301M,Deux Rives,200058014,93,50000
CN09302M,La Courneuve,93027,93,20000
CV0801,Amiens,80021,80,9000
"""


@pytest.fixture
def known(communes: dict[str, Commune], machine: Viewer) -> None:
    brought(machine, "epci", EPCIS, "epci_2026.csv")
    brought(machine, "communes", COMMUNES, "communes_2026.csv")
    brought(machine, "quarters", QUARTERS.replace("80021; 80001", '"80021, 80001"'))
    assert brought(machine, "contracts", CONTRACTS, "contrats_2024.csv").added == 5
    services.link_generations(by=machine)


def test_one_quarter_with_all_that_surrounds_it(known, counted) -> None:
    with counted() as made:
        quarter = queries.quarter(" qn08001m ")
        assert quarter is not None
        assert [link.commune.name for link in quarter.commune_links.all()] == ["Amiens"]
        assert [(one.before.code, one.basis, one.source) for one in quarter.came_from.all()] == [
            ("QP080001", "name", None)
        ]
        assert list(quarter.became.all()) == []
        assert quarter.departement.region.name == "Hauts-de-France"
    assert len(made) == 4
    assert queries.quarter("QN99999X") is None


def test_quarters_of_a_commune_and_of_its_arrondissements(known, counted) -> None:
    with counted() as made:
        found = queries.quarters_of(["80021"])
    assert [one.code for one in found] == ["QN08004M", "QN08001M", "QN08002M", "QP080001"]
    assert len(made) == 1
    assert [one.code for one in queries.quarters_of(["80022"])] == ["QN08004M"]
    assert queries.quarters_of([]) == []


def test_all_quarters_at_a_fixed_price(known, counted) -> None:
    with counted() as made:
        listed = [(one.code, len(one.commune_links.all()), one.departement.region.code) for one in queries.quarters()]
    assert len(listed) == 8
    assert ("QN08002M", 2, "32") in listed
    assert len(made) == 2


def test_a_contract_through_the_grouping(known, counted) -> None:
    with counted() as made:
        under = queries.contract_of("80001")
        assert under is not None
        assert (under.contract.code, str(under.through), under.shared) == ("CN08001M", "CA Amiens Métropole", False)
        assert under.quarters == {"QN08001M", "QN08002M", "QN08003M", "QN08004M"}
        assert under.contract.departement.name == "Somme"
    assert len(made) == 5


def test_the_contract_of_today_comes_before_that_of_the_list_of_2015(known) -> None:
    found = queries.contracts_of(["80021"])
    assert [(one.contract.code, one.contract.generation, one.quarters is None) for one in found] == [
        ("CN08001M", 2024, False),
        ("CV0801", 2015, True),
    ]


def test_an_arrondissement_is_under_the_contract_of_its_commune(known) -> None:
    assert {one.contract.code for one in queries.contracts_of(["80022"])} == {"CN08001M", "CV0801"}


def test_a_grouping_over_two_departements_has_a_contract_in_each(known) -> None:
    creil, clichy = queries.contract_of("60175"), queries.contract_of("93014")
    assert creil is not None and clichy is not None
    assert (creil.contract.code, creil.quarters) == ("CN06001M", {"QN06001M"})
    assert (clichy.contract.code, clichy.quarters, clichy.shared) == ("CN09301M", {"QN09301M"}, False)


def test_a_commune_s_own_contract_comes_first_and_is_its_own(known) -> None:
    found = queries.contracts_of(["93027"])
    assert [one.contract.code for one in found][:2] == ["CN09302M", "CN09301M"]
    assert (found[0].through, found[0].quarters, found[0].shared) == (None, {"QN09302M"}, False)


def test_two_contracts_of_one_commune_share_it(known, machine: Viewer) -> None:
    more = CONTRACTS.splitlines()[0] + "\nCN09309N,La Courneuve bis,93027,93,7000\n"
    brought(machine, "contracts", more, "contrats_2024.csv")
    assert [one.shared for one in queries.contracts_of(["93027"])][:2] == [True, True]


def test_nobody_s_contract(known) -> None:
    assert queries.contract_of("60159") is None
    assert queries.contracts_of([]) == []


def test_the_latest_figure_of_each_indicator(known, machine: Viewer, source, counted) -> None:
    place = "quarter:QN08001M"
    for year, value in ((2018, 5000), (2021, 5200), (2019, 5100)):
        services.add_figure(
            by=machine,
            place=place,
            indicator="population",
            period=civil_year(year),
            value=Decimal(value),
            source=source,
        )
    with counted() as made:
        found = queries.figures_of([place, "contract:CN08001M", "quarter:QN08002M"])
        figure = found[place]["population"]
        assert (figure.value, figure.period.label, figure.source.name) == (5200, "2021", "Préfecture")
        assert figure.indicator.label == "Population municipale"
        assert found["contract:CN08001M"]["population_qpv"].starts_on == date(2024, 1, 1)
        assert found["quarter:QN08002M"] == {}
    assert len(made) == 1
    assert queries.figures_of([place], ["poverty"]) == {place: {}}
