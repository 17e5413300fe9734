"""Figures of quarters: forty-one columns, unknown cells, zeros that nobody counted, doubtful numbers."""

from datetime import date
from decimal import Decimal

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune, Figure, Indicator, Quarter
from marelle.domains.territories.rules.catalogue import indicators
from marelle.domains.territories.rules.files.quarter_stats import STATS
from marelle.kernel.access import Viewer

from .bringing import brought

pytestmark = pytest.mark.django_db
NUMBERS = dict.fromkeys(STATS, "1") | {"pop_mun": "2470", "tp60": "43.9", "ind_jeune": "1.7000000000000002"}
NAME = "qpv_2015_stats.csv"


def stats(*rows: dict[str, str], separator: str = ",") -> str:
    columns = ["code_qp", "nom_qp", "nom_commune", *STATS]
    base = {"code_qp": "QP080001", "nom_qp": "Nord", "nom_commune": "Amiens", **NUMBERS}
    lines = [separator.join(f'"{({**base, **row})[name]}"' for name in columns) for row in rows or ({},)]
    return "\n".join([separator.join(columns), *lines, ""])


def value(indicator: str, code: str = "QP080001") -> Decimal | None:
    found = queries.figures_of([f"quarter:{code}"])[f"quarter:{code}"].get(indicator)
    return found and found.value


def test_every_column_becomes_a_figure_of_a_quarter(communes: dict[str, Commune], machine: Viewer) -> None:
    assert len(STATS) == len(set(STATS.values())) == 41
    assert set(STATS.values()) <= set(indicators())
    report = brought(machine, "quarter_stats", stats(), NAME)
    assert (report.added, report.refused, report.remarked, report.unknown) == (1, (), (), ())
    quarter = Quarter.objects.get()
    assert (quarter.generation, quarter.name) == (2015, "Nord")
    assert list(quarter.communes.values_list("code", flat=True)) == ["80021"]
    assert Figure.objects.filter(quarter="QP080001").count() == 41
    assert (value("population"), value("poverty"), value("youth_index")) == (2470, Decimal("43.9"), Decimal("1.7"))
    assert brought(machine, "quarter_stats", stats(), NAME).changes_nothing


def test_the_file_says_three_years_and_so_does_each_figure(communes, machine: Viewer) -> None:
    brought(machine, "quarter_stats", stats(), NAME)
    figure = Figure.objects.get(indicator="poverty")
    assert figure.period.label == "2015-2017"
    assert "Insee" in figure.source.name
    assert Indicator.objects.get(code="colleges_near").meaning == "Collèges à moins de 300 m du quartier."


def test_a_file_that_names_its_year_is_believed(communes, machine: Viewer) -> None:
    text = "code_qp,nom_qp,nom_commune,annee,tp60\nQP080001,Nord,Amiens,2019,41.5\n"
    kind, _sheet = services.recognise(text.encode())
    assert kind is not None and kind.code == "quarter_stats"
    brought(machine, "quarter_stats", text, "qpv.csv")
    assert Figure.objects.get(quarter="QP080001").period.label == "2019"


def test_what_is_blank_is_unknown_never_zero(communes, machine: Viewer) -> None:
    brought(machine, "quarter_stats", stats({"tp60": "", "brev": "nd", "decuc_d1": "0"}), NAME)
    assert (value("poverty"), value("low_income"), value("declared_income_d1")) == (None, None, 0)


def test_a_decimal_comma_and_another_separator(communes, machine: Viewer) -> None:
    brought(machine, "quarter_stats", stats(), NAME)
    text = stats({"tp60": "43,9", "pop_mun": "2 470", "ind_jeune": "1,7"}, separator=";")
    assert brought(machine, "quarter_stats", text, NAME).changes_nothing


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"tp60": "143.9"}, "tp60"),
        ({"tp60": "-3"}, "tp60"),
        ({"pop_mun": "12.5"}, "pop_mun"),
        ({"coll": "deux"}, "coll"),
        ({"code_qp": "QP08001"}, "code"),
        ({"nom_commune": "Nulle Part"}, "Nulle Part"),
        ({"nom_commune": ""}, "commune"),
    ],
)
def test_a_doubtful_line_is_refused_alone(communes, machine: Viewer, said: dict[str, str], word: str) -> None:
    report = brought(machine, "quarter_stats", stats({**said}, {"code_qp": "QP080002"}), NAME)
    assert (report.added, [fault.line for fault in report.refused]) == (1, [2])
    assert word in report.refused[0].sentence


def test_zeros_all_over_are_not_figures(communes, machine: Viewer) -> None:
    nobody = dict.fromkeys(("abcde", "abcde_f", "abcde_h", "abc_capbep", "abc_bac", "abc_supbac"), "0")
    report = brought(machine, "quarter_stats", stats({**nobody, "auto_ent": "0", "ens_sante": "0"}), NAME)
    assert [fault.line for fault in report.remarked] == [2]
    assert "demandeurs d’emploi" in report.remarked[0].sentence
    assert value("job_seekers") is None
    assert (value("self_employed"), value("establishments_care"), value("establishments")) == (0, 0, 1)


def test_several_communes_are_found_by_their_names(communes, machine: Viewer) -> None:
    brought(machine, "quarter_stats", stats({"nom_commune": "Abbeville, AMIENS"}), NAME)
    assert set(Quarter.objects.get().communes.values_list("code", flat=True)) == {"80021", "80001"}


def test_the_name_in_a_list_of_quarters_wins(communes, machine: Viewer) -> None:
    listed = "code_qp,nom_qp,nom_commune\nQP080001,Amiens Nord,Amiens\n"
    brought(machine, "quarter_stats", stats(), NAME)
    assert brought(machine, "quarters", listed, "qpv_2015.csv").changed == 1
    for _again in range(2):
        assert brought(machine, "quarter_stats", stats(), NAME).changes_nothing
        assert brought(machine, "quarters", listed, "qpv_2015.csv").changes_nothing
    assert Quarter.objects.get().name == "Amiens Nord"


def test_a_corrected_file_corrects_its_own_figures(communes, machine: Viewer) -> None:
    brought(machine, "quarter_stats", stats(), NAME)
    assert brought(machine, "quarter_stats", stats({"tp60": "44.0"}), NAME).changed == 1
    assert Figure.objects.filter(indicator="poverty").count() == 1
    assert value("poverty") == 44


def test_a_file_without_a_column_keeps_what_is_known(communes, machine: Viewer) -> None:
    brought(machine, "quarter_stats", stats(), NAME)
    assert brought(machine, "quarter_stats", "code_qp,tp60\nQP080001,43.9\n", NAME).changes_nothing
    assert Figure.objects.filter(quarter="QP080001").count() == 41


@pytest.mark.parametrize(
    "text",
    [
        "code_qp,nom_qp,nom_commune\nQP080001,Nord,Amiens\n",  # no figure
        stats().replace("code_qp", "numero"),
        stats().replace("tp60", "pmimp"),
        "<html><body>Service indisponible</body></html>",
        "",
    ],
)
def test_a_file_that_is_something_else_is_refused(communes, machine: Viewer, text: str) -> None:
    with pytest.raises(services.FileRefused, match="Rien n’a été changé"):
        brought(machine, "quarter_stats", text, NAME)
    assert not Quarter.objects.exists()


def test_the_days_of_a_quarter_are_those_of_its_list(communes, machine: Viewer) -> None:
    brought(machine, "quarter_stats", stats(), NAME)
    assert Quarter.objects.get().valid_to == date(2024, 1, 1)
