"""A file that an officer brings: kept, rehearsed, ordered, carried out once by the worker; refusal by refusal."""

import gzip
import io
import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import ColumnMapping, Commune, ImportJob, ImportRun, Region, Source
from marelle.domains.territories.services import AskedHeading, Choices
from marelle.kernel import audit, clock
from marelle.kernel.access import NATIONAL, Forbidden, Viewer
from marelle.kernel.access.context import acting, enter
from marelle.kernel.access.viewer import Grant
from marelle.kernel.files import FileNotAccepted, FileTooLarge
from marelle.kernel.files.models import StoredFile
from marelle.kernel.states import MoveRefused

from .conftest import COMMUNES, the_commune

OFFICER = Viewer(person_id=7, name="Élodie", grants=(Grant("territories.import", NATIONAL),))
REGIONS = "code,nom,chef_lieu\n32,Hauts-de-France,59350\n11,Île-de-France,75056\n"
EPCIS = "code,name,kind\n248000531,CA Amiens Métropole,CA\n"
RENAMED = COMMUNES.replace("name", "commune (en clair)").replace("population_year", "millésime")


@pytest.fixture(autouse=True)
def kept_aside(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def sent(text: str | bytes, name: str = "communes_2026.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def opened(text: str | bytes = COMMUNES, name: str = "communes_2026.csv") -> ImportJob:
    return services.open_import(by=OFFICER, upload=sent(text, name))


def ordered(job: ImportJob) -> ImportJob:
    return services.order_import(by=OFFICER, at=clock.now(), job=job)


def choices(job: ImportJob, **other: Any) -> Choices:
    names = ("kind", "facts_on", "source_name", "source_url", "licence", "said", "whole")
    return Choices(**{name: getattr(job, name) for name in names} | other)


def prepared(job: ImportJob, **other: Any) -> ImportJob:
    return services.prepare_import(by=OFFICER, job=job, choices=choices(job, **other))


@pytest.fixture
def ended(worked: Callable[[], int]) -> Callable[[ImportJob], ImportJob]:
    """The job, once it was ordered and the worker has passed."""

    def end(job: ImportJob) -> ImportJob:
        ordered(job)
        assert worked() == 1
        return queries.import_jobs().get(pk=job.pk)

    return end


def workbook(text: str) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for line in text.splitlines():
        book.active.append(line.split(","))
    book.save(content)
    return content.getvalue()


def test_a_file_is_known_by_its_headings_and_its_name(somme) -> None:
    job = opened()
    assert (job.kind, job.facts_on, job.state) == ("communes", date(2026, 1, 1), "draft")
    assert (job.source_name, job.licence) == ("Insee, code officiel géographique", "Licence Ouverte 2.0")
    assert job.file.name == "communes_2026.csv"
    assert not Commune.objects.exists()
    assert [entry.action for entry in entries(job)] == ["territories.open_import"]


def entries(record: Any) -> list[audit.Entry]:
    enter(OFFICER, "auditor")
    return audit.entries_on(record)[::-1]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (COMMUNES.encode("cp1252"), "communes 2026.CSV"),
        (COMMUNES.replace("\n", "\r\n").encode("utf-16"), "communes_2026.txt"),
        (gzip.compress(COMMUNES.encode()), "communes_2026.csv.gz"),
        (workbook(COMMUNES), "communes_2026.xlsx"),
        (gzip.compress(workbook(COMMUNES)), "communes_2026.xlsx.gz"),
    ],
    ids=["cp1252", "utf-16", "gzip", "xlsx", "gzip of xlsx"],  # the bytes of an archive hold the time
)
def test_every_dress_of_a_file_is_taken(somme, ended, content: bytes, name: str) -> None:
    job = opened(content, name)
    assert job.file.name == name.lower() if name.endswith("CSV") else name
    assert ended(job).counts["added"] == 6
    assert Commune.objects.count() == 6


def test_the_preview_says_what_would_happen_and_writes_nothing(somme, ended) -> None:
    ended(opened())
    before = ImportRun.objects.count()
    text = COMMUNES.replace("Creil,60,36131", "Creil-sur-Oise,60,40000") + "80410,Ham,80,,\nXX,Nulle part,80,,\n"
    job = opened(text)
    seen = services.preview_import(by=OFFICER, job=job)
    assert seen.counts is not None and not seen.refusal
    assert {name: seen.counts[name] for name in ("added", "changed", "unchanged", "refused")} == {
        "added": 1,
        "changed": 1,
        "unchanged": 5,
        "refused": 1,
    }
    assert [fault.line for fault in seen.refused] == [9]
    assert ImportRun.objects.count() == before
    assert the_commune("60175").name == "Creil"


def test_a_source_that_is_only_looked_at_is_not_cited(somme) -> None:
    job = prepared(opened(), source_name="Une liste", source_url="https://example.org/liste")
    assert services.preview_import(by=OFFICER, job=job).counts is not None
    assert not Source.objects.filter(name="Une liste").exists()
    ordered(job)
    assert Source.objects.get(name="Une liste").licence == "Licence Ouverte 2.0"


def test_it_is_brought_in_by_the_worker_in_the_name_of_who_ordered_it(somme, ended) -> None:
    job = ended(opened())
    assert job.state == "done" and job.ended_at is not None
    assert job.counts == {"added": 6, "changed": 0, "unchanged": 0, "absent": 0, "refused": 0, "remarked": 0}
    run = job.run
    assert (run.person_id, run.program, run.file_name) == (7, "territories.bring_file", "communes_2026.csv")
    assert (run.facts_on, run.source.name) == (date(2026, 1, 1), "Insee, code officiel géographique")
    assert [(entry.action, entry.person_id) for entry in entries(run)] == [("territories.import_communes", 7)]


def test_a_second_time_there_is_nothing_to_change(somme, ended) -> None:
    first, second = ended(opened()), ended(opened())
    assert (second.counts["added"], second.counts["changed"], second.counts["unchanged"]) == (0, 0, 6)
    assert second.run == first.run
    assert ImportRun.objects.filter(kind="communes").count() == 1


def test_a_job_that_has_ended_is_not_carried_out_again(somme, ended, machine: Viewer) -> None:
    job = ended(opened())
    again = services.carry_out_import(by=machine, at=clock.now(), job=job)
    assert (again.ended_at, again.run_id) == (job.ended_at, job.run_id)
    assert ImportRun.objects.filter(kind="communes").count() == 1


def test_a_renamed_column_is_said_once_and_known_the_next_time(somme, ended) -> None:
    job = opened(RENAMED)
    assert job.kind == ""
    job = prepared(job, kind="communes")
    assert (job.facts_on, job.licence) == (date(2026, 1, 1), "Licence Ouverte 2.0")
    seen = services.preview_import(by=OFFICER, job=job)
    assert [column.name for column in seen.missing] == ["name"] and seen.counts is None
    assert services.asked_headings(by=OFFICER, job=job) == (
        AskedHeading("commune_en_clair", "commune (en clair)", ("Amiens", "Abbeville", "Creil")),
        AskedHeading("millesime", "millésime", ("2023",)),
    )
    job = prepared(job, said={"commune_en_clair": "name", "millesime": ""})
    seen = services.preview_import(by=OFFICER, job=job)
    assert seen.counts is not None and seen.counts["added"] == 6
    assert ended(job).counts["added"] == 6
    assert the_commune("80021").population_year is None
    mapping = ColumnMapping.objects.get(column="name")
    assert [(entry.action, entry.facts["heading"]) for entry in entries(mapping)] == [
        ("territories.remember_column", "commune_en_clair")
    ]
    again = opened(RENAMED.replace("Creil", "Creil-sur-Oise"), "communes_2027.csv")
    assert (again.kind, again.said) == ("communes", {"commune_en_clair": "name", "millesime": ""})
    assert ended(again).counts["changed"] == 1


def test_what_was_said_of_a_heading_may_be_said_again_or_forgotten(somme, ended) -> None:
    ended(prepared(prepared(opened(RENAMED), kind="communes"), said={"commune_en_clair": "name", "millesime": ""}))
    ended(prepared(opened(RENAMED), said={"commune_en_clair": "name", "millesime": "population_year"}))
    assert the_commune("80021").population_year == 2023
    ended(prepared(opened(RENAMED), said={"commune_en_clair": "name"}))
    assert list(ColumnMapping.objects.values_list("heading", "column")) == [("commune_en_clair", "name")]


def test_only_who_may_import_does(somme, machine: Viewer) -> None:
    job, stranger = opened(), Viewer(person_id=8, name="Personne")
    now = clock.now()
    for order in (
        lambda: services.open_import(by=stranger, upload=sent(COMMUNES)),
        lambda: services.prepare_import(by=stranger, job=job, choices=choices(job)),
        lambda: services.preview_import(by=stranger, job=job),
        lambda: services.asked_headings(by=stranger, job=job),
        lambda: services.order_import(by=stranger, at=now, job=job),
        lambda: services.drop_import(by=stranger, job=job),
        lambda: services.carry_out_import(by=stranger, at=now, job=job),
        lambda: services.remember_columns(by=stranger, at=now, kind="communes", said={}),
    ):
        with pytest.raises(Forbidden):
            order()


DAMAGED = {
    "empty": b"",
    "cut archive": gzip.compress(COMMUNES.encode())[:80],
    "broken archive": b"\x1f\x8b" + b"bruit" * 30,
    "spreadsheet": workbook(COMMUNES)[:-200],
    "open quote": COMMUNES.replace("Amiens", '"Amiens').encode(),
    "cut JSON": b'{"features": [{"type": "Feature", "prop',
    "JSON without a list": b'{"bonjour": 1}',
    "page": b"<html><body>Introuvable</body></html>",
    "picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 30,
    "archive of a page": gzip.compress(b"<html>"),
    "archive of an archive": gzip.compress(gzip.compress(COMMUNES.encode())),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_refused_in_one_sentence_and_nothing_is_kept(somme, kept_aside: Path, damage: str) -> None:
    with pytest.raises((services.FileRefused, FileNotAccepted)) as caught:
        opened(DAMAGED[damage])
    assert str(caught.value).strip().endswith(".") and "\n" not in str(caught.value)
    assert not StoredFile.objects.exists() and not ImportJob.objects.exists()
    assert not list(kept_aside.iterdir())


def test_a_file_that_is_too_heavy_is_not_read(somme) -> None:
    upload = sent(COMMUNES)
    upload.size = 21 * 1024 * 1024
    with pytest.raises(FileTooLarge, match="20 Mo"):
        services.open_import(by=OFFICER, upload=upload)


def test_a_kind_must_be_said(somme) -> None:
    job = opened("a,b\n1,2\n")
    with pytest.raises(services.KindUnknown) as caught:
        ordered(job)
    assert caught.value.field == "kind"
    with pytest.raises(services.KindUnknown):
        prepared(job, kind="themes")
    assert opened("code,libelle\n1,Emploi\n1.2,Formation\n").kind == ""


def test_a_day_must_be_said_when_nothing_says_it(somme, ended) -> None:
    job = opened(EPCIS, "epci.csv")
    assert (job.kind, job.facts_on) == ("epci", None)
    with pytest.raises(services.VintageUnknown) as caught:
        ordered(job)
    assert caught.value.field == "facts_on"
    seen = services.preview_import(by=OFFICER, job=job)
    assert "ne dit pas de quand il date" in seen.refusal
    assert ended(prepared(job, facts_on=date(2025, 1, 1))).run.facts_on == date(2025, 1, 1)


def test_a_missing_column_is_refused_before_the_worker_is_asked(somme) -> None:
    job = prepared(opened(RENAMED), kind="communes")
    with pytest.raises(services.FileRefused, match="Il manque une colonne"):
        ordered(job)
    assert not ColumnMapping.objects.exists()


def test_two_headings_are_not_one_column(somme) -> None:
    job = opened(COMMUNES.replace("population_year", "autre"))
    with pytest.raises(services.ColumnTaken, match="name") as caught:
        prepared(job, said={"autre": "name"})
    assert caught.value.field == "said-autre"
    job = opened(COMMUNES.replace("name", "un").replace("population_year", "deux"))
    job = prepared(job, kind="communes")
    with pytest.raises(services.ColumnTaken, match="«.un.»"):
        prepared(job, said={"un": "name", "deux": "name"})


def test_a_column_that_does_not_exist_is_not_remembered(somme) -> None:
    with pytest.raises(services.ColumnUnknown, match="couleur"):
        services.remember_columns(by=OFFICER, at=clock.now(), kind="communes", said={"x": "couleur"})


def test_a_source_has_one_licence(somme) -> None:
    job = prepared(opened(), licence="Tous droits réservés")
    with pytest.raises(services.LicenceDiffers, match="Licence Ouverte 2.0") as caught:
        services.cite_source(name=job.source_name, url=job.source_url, licence="Licence Ouverte 2.0")
        ordered(job)
    assert caught.value.field == "licence"


def test_another_kind_brings_its_usual_source_and_keeps_what_was_typed(somme) -> None:
    job = opened()
    other = prepared(job, kind="epci", source_name="Ma liste")
    assert (other.kind, other.source_name) == ("epci", "Ma liste")
    assert other.source_url == "https://www.banatic.interieur.gouv.fr"
    assert prepared(other, kind="communes", facts_on=date(2024, 1, 1)).facts_on == date(2024, 1, 1)


def test_what_was_ordered_no_longer_changes(somme) -> None:
    job = ordered(opened())
    with pytest.raises(services.ImportOrdered):
        prepared(job)
    for order in (ordered, lambda job: services.drop_import(by=OFFICER, job=job)):
        with pytest.raises(MoveRefused):
            order(job)


def test_a_file_that_is_given_up_stays_so(somme) -> None:
    job = services.drop_import(by=OFFICER, job=opened())
    assert job.state == "dropped"
    with pytest.raises(MoveRefused):
        ordered(job)


def test_a_file_that_was_lost_ends_refused_with_its_reason(somme, kept_aside: Path, worked) -> None:
    job = ordered(opened())
    for path in kept_aside.rglob("*"):
        if path.is_file():
            path.unlink()
    worked()
    job = queries.import_jobs().get(pk=job.pk)
    assert (job.state, job.run) == ("refused", None)
    assert "n’est plus sur le serveur" in job.reason
    assert not Commune.objects.exists()


def test_the_price_of_a_preview_does_not_grow(communes, counted) -> None:
    few = opened()
    lines = "".join(f"80{number:03},Ville {number},80,100,2023\n" for number in range(100, 400))
    many = opened(COMMUNES + lines)
    with counted() as before:
        services.preview_import(by=OFFICER, job=few)
    with counted() as after:
        services.preview_import(by=OFFICER, job=many)
    assert len(before) == len(after) < 20


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_job_runs_again(committed: None) -> None:
    with acting(OFFICER):
        Region.objects.create(code="11", name="Francilie")
        job = ordered(opened(REGIONS, "regions.csv"))
    assert job.kind == "regions"
    worker = Worker(job)
    with transaction.atomic():
        Region.objects.select_for_update().get(code="11")  # the worker, in the middle of its writing, must wait here
        worker.start()
        backend = worker.waits_for_a_lock()
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
        worker.join(20)
    assert worker.died
    with acting(OFFICER):
        job = queries.import_jobs().get(pk=job.pk)
        assert (job.state, job.run, Region.objects.count()) == ("waiting", None, 1)
        assert not ImportRun.objects.exists()
    again = Worker(job)
    again.start()
    again.join(20)
    assert not again.died
    with acting(OFFICER):
        assert queries.import_jobs().get(pk=job.pk).state == "done"
        assert set(Region.objects.values_list("name", flat=True)) == {"Hauts-de-France", "Île-de-France"}


class Worker(threading.Thread):
    """A worker with a connection of its own, which carries out one job."""

    def __init__(self, job: ImportJob) -> None:
        super().__init__()
        self.job, self.died, self.pid = job, False, 0

    def run(self) -> None:
        from marelle.domains.territories.tasks import bring_file

        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self.pid,) = cursor.fetchone()
            bring_file(job=self.job.pk)
        except Exception:
            self.died = True
        finally:
            connection.close()

    def waits_for_a_lock(self) -> int:
        end = datetime.now().timestamp() + 20
        while datetime.now().timestamp() < end:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pid FROM pg_locks WHERE NOT granted AND pid = %s", [self.pid])
                if cursor.fetchone():
                    return self.pid
        raise AssertionError("the worker did not come to the row")
