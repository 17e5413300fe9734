"""The school calendar and public holidays: two dialects, cut edges, corrections, and the package that checks them."""

import os
from datetime import date
from pathlib import Path

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import PublicHoliday, SchoolHoliday
from marelle.domains.territories.rules.files.calendar import ALMANAC
from marelle.kernel.access import Forbidden, Viewer

pytestmark = pytest.mark.django_db
OWN = """zone,premier_jour,dernier_jour,libelle,jours
A,2024-01-01,2024-01-07,Vacances de Noël,7
A,2024-02-17,2024-03-03,Vacances d'hiver,16
A,2024-04-13,2024-04-28,Vacances de printemps,16
A,2024-05-09,2024-05-12,Pont de l'Ascension,4
A,2024-07-06,2024-09-01,Vacances d'été,58
"""
MINISTRY = """Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire
Vacances de Noël;-;2023-12-22T23:00:00+00:00;2024-01-07T23:00:00+00:00;Lyon;Zone A;2023-2024
Vacances de Noël;-;2023-12-22T23:00:00+00:00;2024-01-07T23:00:00+00:00;Dijon;Zone A;2023-2024
Vacances d'Hiver;-;2024-02-16T23:00:00+00:00;2024-03-03T23:00:00+00:00;Lyon;Zone A;2023-2024
Pont de l'Ascension;-;2024-05-08T22:00:00+00:00;2024-05-12T22:00:00+00:00;Lyon;Zone A;2023-2024
Vacances d'Été;Enseignants;2024-07-05T22:00:00+00:00;2024-08-29T22:00:00+00:00;Lyon;Zone A;2023-2024
Vacances d'Été;Élèves;2024-07-05T22:00:00+00:00;2024-09-01T22:00:00+00:00;Lyon;Zone A;2023-2024
Rentrée scolaire des élèves;Élèves;2024-09-01T22:00:00+00:00;2024-09-01T22:00:00+00:00;Lyon;Zone A;2024-2025
Vacances d'Été;-;2022-07-06T22:00:00+00:00;2022-08-31T22:00:00+00:00;Lyon;Zone A;2021-2022
Vacances d'Hiver austral;Élèves;2024-07-05T20:00:00+00:00;2024-08-18T20:00:00+00:00;Réunion;Réunion;2023-2024
Vacances de Carnaval;Élèves;2024-02-09T04:00:00+00:00;2024-02-19T04:00:00+00:00;Guadeloupe;Guadeloupe;2023-2024
"""
CUT = "Le fichier coupe ces vacances à son bord : elles sont plus longues."
PUBLIC = """subdivision,libelle_subdivision,date,nom
,Métropole,2024-12-25,Noël
57,Alsace-Moselle (57),2024-12-25,Noël
57,Alsace-Moselle (57),2024-12-26,Saint-Étienne
974,La Réunion,2024-12-20,Abolition de l'esclavage
,Métropole,2024-05-08,Fête de la Victoire
"""


def bring(by: Viewer, kind: str, text: str, **rest) -> services.ImportReport:
    return services.bring(services.IMPORTERS[kind], by=by, content=text.encode(), file_name=f"{kind}.csv", **rest)


def holidays(zone: str = "A") -> dict[str, tuple[date, date]]:
    return {one.name: (one.first_day, one.last_day) for one in SchoolHoliday.objects.filter(zone=zone)}


def test_first_and_last_days_and_a_second_time(machine: Viewer) -> None:
    report = bring(machine, "school_holidays", OWN)
    assert (report.added, report.refused) == (5, ())
    assert [fault.line for fault in report.remarked] == [2]  # cut at the edge of the file
    assert holidays()["Vacances d’été"] == (date(2024, 7, 6), date(2024, 9, 1))
    again = bring(machine, "school_holidays", OWN)
    assert (again.changes_nothing, again.unchanged) == (True, 5)


def test_the_ministry_s_instants_are_days_of_the_place(machine: Viewer) -> None:
    report = bring(machine, "school_holidays", MINISTRY)
    assert (report.added, report.refused, report.unknown) == (7, (), ())
    assert holidays()["Vacances de Noël"] == (date(2023, 12, 23), date(2024, 1, 7))
    assert holidays()["Vacances d’hiver"] == (date(2024, 2, 17), date(2024, 3, 3))
    assert holidays()["Pont de l’Ascension"] == (date(2024, 5, 9), date(2024, 5, 12))
    summers = SchoolHoliday.objects.filter(zone="A", name="Vacances d’été").values_list("first_day", "last_day")
    assert set(summers) == {
        (date(2022, 7, 8), date(2022, 8, 31)),  # classes end on Thursday 7 July, in the afternoon
        (date(2024, 7, 6), date(2024, 9, 1)),
    }
    assert holidays("LA REUNION") == {"Vacances d’Hiver austral": (date(2024, 7, 6), date(2024, 8, 18))}
    assert holidays("GUADELOUPE") == {"Vacances de Carnaval": (date(2024, 2, 10), date(2024, 2, 18))}
    assert "calendrier-scolaire" in SchoolHoliday.objects.filter(zone="A")[0].source.url


def test_a_cut_holiday_is_made_whole_and_never_cut_again(machine: Viewer) -> None:
    bring(machine, "school_holidays", OWN)
    assert bring(machine, "school_holidays", MINISTRY).changed == 1
    assert holidays()["Vacances de Noël"] == (date(2023, 12, 23), date(2024, 1, 7))
    assert bring(machine, "school_holidays", OWN).changes_nothing


def test_a_corrected_holiday_is_the_same_holiday(machine: Viewer) -> None:
    bring(machine, "school_holidays", OWN)
    report = bring(machine, "school_holidays", OWN.replace("2024-02-17,2024-03-03", "2024-03-09,2024-03-24"))
    assert (report.changed, report.unchanged) == (1, 4)
    assert "2024-02-17" in report.remarked[-1].sentence  # the package disagrees, and the file is believed
    assert holidays()["Vacances d’hiver"] == (date(2024, 3, 9), date(2024, 3, 24))
    [found] = queries.calendar_disagreements()[:1]
    assert found.zone == "A"


def test_lines_that_cannot_be(machine: Viewer) -> None:
    wrong = OWN + "D,2024-07-06,2024-09-01,Vacances d'été,\nA,2024-10-19,2024-10-03,Vacances de la Toussaint,\n"
    wrong += "A,hier,2024-10-03,Vacances de la Toussaint,\nA,2025-02-17,2025-03-03,,\nA,,2025-03-03,Pont,\n"
    wrong += "A,2024-04-14,2024-04-28,Vacances de printemps,\n"
    report = bring(machine, "school_holidays", wrong)
    assert [fault.line for fault in report.refused] == [7, 8, 9, 10, 11, 12]
    assert report.added == 5


def test_what_a_territory_repeats_is_not_kept_twice(machine: Viewer) -> None:
    report = bring(machine, "public_holidays", PUBLIC)
    assert (report.added, report.unchanged, report.remarked) == (4, 1, ())
    assert bring(machine, "public_holidays", PUBLIC).changes_nothing
    assert PublicHoliday.objects.count() == 4
    days = date(2024, 12, 1), date(2024, 12, 31)
    assert [one.name for one in queries.public_holidays_between(*days, "57")] == ["Noël", "Saint-Étienne"]
    assert [one.name for one in queries.public_holidays_between(*days, "974")] == ["Abolition de l’esclavage", "Noël"]
    assert [one.name for one in queries.public_holidays_between(*days, "80")] == ["Noël"]


def test_another_list_of_public_holidays(machine: Viewer) -> None:
    bring(machine, "public_holidays", PUBLIC)
    lines = [
        "date,annee,zone,nom_jour_ferie",
        "2024-05-08,2024,Métropole,8 mai",
        "2024-12-26,2024,Alsace-Moselle,2ème jour de Noël",
        "2024-12-24,2024,Atlantide,Fête",
        "2024-06-24,2024,Métropole,Saint-Jean",
    ]
    report = bring(machine, "public_holidays", "\n".join(lines))
    assert (report.unchanged, report.added) == (1, 2)
    assert [fault.line for fault in report.refused] == [4]
    assert [fault.line for fault in report.remarked] == [5]
    for departement in ("57", "67"):
        december = queries.public_holidays_between(date(2024, 12, 26), date(2024, 12, 26), departement)
        assert [one.name for one in december] == ["Saint-Étienne"]


def test_without_a_file_the_package_fills_the_calendar(machine: Viewer) -> None:
    added = services.fill_calendar(by=machine)
    assert added > 170 + 11 * 11
    assert services.fill_calendar(by=machine) == 0
    assert queries.calendar_disagreements() == []
    first = SchoolHoliday.objects.order_by("first_day")[0]
    assert (first.name, first.first_day, first.source.url) == (
        "Vacances de la Toussaint",
        date(2018, 10, 20),
        ALMANAC.url,
    )
    assert SchoolHoliday.objects.order_by("-last_day")[0].last_day == date(2028, 9, 3)
    report = bring(machine, "school_holidays", OWN)  # the file says the same: it becomes the source
    assert (report.added, report.changed) == (0, 5)
    assert bring(machine, "school_holidays", OWN).changes_nothing
    assert holidays()["Vacances d’hiver"] is not None
    with pytest.raises(Forbidden):
        services.fill_calendar(by=Viewer.visitor())


def test_school_days(somme, machine: Viewer, counted) -> None:
    services.fill_calendar(by=machine)
    days = {
        date(2024, 10, 18): True,  # the Friday before the holidays
        date(2024, 10, 19): False,
        date(2024, 11, 4): True,
        date(2024, 11, 11): False,
        date(2024, 11, 13): True,  # a Wednesday
        date(2024, 11, 16): False,
        date(2024, 5, 10): False,  # the bridge
        date(2024, 5, 20): False,
        date(2031, 5, 20): None,
        date(2028, 9, 20): None,  # beyond what is fixed
        date(2018, 9, 20): None,  # before what is known
    }
    assert {day: queries.is_school_day(day, "B") for day in days} == days
    assert queries.is_school_day(date(2024, 12, 20), "A", "974") is False
    assert queries.is_school_day(date(2024, 12, 20), "A", "80") is True
    assert queries.is_school_day(date(2024, 12, 20), "MAYOTTE", "976") is None
    with counted() as asked:
        queries.is_school_day(date(2024, 11, 13), "B", "80")
    assert len(asked) == 2
    assert queries.calendar_of("80") == "B"
    assert queries.calendar_of("99") == ""
    assert queries.calendars() == [("B", ["Amiens"]), ("C", ["Créteil"])]


@pytest.mark.skipif("MARELLE_REFERENCE" not in os.environ, reason="MARELLE_REFERENCE names no folder")
def test_the_real_files_are_what_the_package_computes(machine: Viewer) -> None:
    folder = Path(os.environ["MARELLE_REFERENCE"]) / "calendar"
    for kind, name, lines in (
        ("school_holidays", "vacances_scolaires_zones_abc.csv", 216),
        ("public_holidays", "jours_feries.csv", 1480),
    ):
        text = (folder / name).read_text()
        report = bring(machine, kind, text)
        assert (report.refused, report.unknown, report.added + report.unchanged) == ((), (), lines)
        assert {fault.sentence for fault in report.remarked} <= {CUT}
        assert bring(machine, kind, text).changes_nothing
    assert PublicHoliday.objects.filter(subdivision="").count() == 143
    assert queries.calendar_disagreements() == []
