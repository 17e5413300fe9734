"""Large files are looked at by the worker; what an officer says of a whole list is obeyed."""

from pathlib import Path
from typing import Any

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import ImportJob, SchoolNetwork
from marelle.domains.territories.services import import_jobs, import_previews

from .school_files import COLLEGE, MEMBERS, uai
from .test_import_jobs import COMMUNES, OFFICER, opened, prepared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_aside(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "AT_ONCE", 3)


def seen(job: ImportJob) -> services.Preview:
    return services.preview_import(by=OFFICER, job=ImportJob.objects.get(pk=job.pk))


def test_a_large_file_is_looked_at_by_the_worker(somme, large, worked) -> None:
    job = opened(COMMUNES + "XX,Nulle part,80,,\n")
    assert job.lines == 7 and seen(job).awaited and seen(job).counts is None
    assert worked() == 1
    preview = seen(job)
    assert preview.counts is not None and not preview.awaited and preview.at is not None
    assert (preview.counts["added"], preview.counts["refused"], preview.refused[0].line) == (6, 1, 8)
    assert not queries.communes().exists()


def test_other_choices_ask_for_another_look(somme, large, worked) -> None:
    job = opened()
    worked()
    job = prepared(job, licence="ODbL")
    assert seen(job).awaited
    worked()
    assert not seen(job).awaited


def test_a_look_that_comes_too_late_is_not_believed(somme, large, worked) -> None:
    job = opened()
    stale = ImportJob.objects.get(pk=job.pk)
    prepared(job, licence="ODbL")
    import_previews.look_at(by=OFFICER, at=job.begun_at, job=stale)
    assert seen(job).awaited
    assert worked() == 2
    assert not seen(job).awaited


def test_why_a_large_file_cannot_enter_is_kept_too(somme, large, worked) -> None:
    job = opened(COMMUNES.replace(",name,", ",toponyme,"), "liste.csv")
    job = prepared(job, kind="communes")
    worked()
    preview = seen(job)
    assert "Il manque une colonne" in preview.refusal and [column.name for column in preview.missing] == ["name"]


@pytest.mark.parametrize(("whole", "left"), [(None, 20), (True, 1), (False, 20)])
def test_an_officer_says_whether_a_list_is_whole(communes, worked, whole: bool | None, left: int) -> None:
    heading, first, *_others = MEMBERS.splitlines()
    members = [first.replace(f",{COLLEGE},HORT", f",{uai(800100 + number)},HORT") for number in range(20)]
    for name, lines, said in (("rep_2021.csv", members, None), ("rep_2022.csv", members[:1], whole)):
        job = prepared(opened("\n".join([heading, *lines, ""]), name), whole=said)
        services.order_import(by=OFFICER, at=job.begun_at, job=job)
        worked()
        assert ImportJob.objects.get(pk=job.pk).state == "done"
    assert SchoolNetwork.objects.filter(valid_to=None).count() == left
