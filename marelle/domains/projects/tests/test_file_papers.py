"""The files of a pre-project go on in the project: the same ones, sent once, kept by each version."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.projects.models import FilePaper, ProjectVersion
from marelle.domains.projects.queries.files import papers_of
from marelle.domains.projects.services import name_version
from marelle.kernel.access import Viewer
from marelle.kernel.files import keep
from marelle.kernel.files.models import StoredFile

pytestmark = pytest.mark.django_db


def test_a_version_keeps_the_papers_with_their_fingerprints(file, leader, now):
    upload = SimpleUploadedFile("deliberation.txt", b"Le conseil a vote.", "text/plain")
    stored = keep(upload, purpose="calls.application:1", by=Viewer.machine("test"))
    FilePaper.objects.create(file=file, stored=stored, question="deliberation", label="Délibération")
    name_version(by=leader, at=now, file=file, name="Avec la délibération")
    (told,) = ProjectVersion.objects.get(file=file).content["papers"]
    assert (told["id"], told["name"], told["sha256"]) == (str(stored.pk), stored.name, stored.sha256)
    assert [one.stored for one in papers_of(file)] == [stored]
    assert StoredFile.objects.count() == 1
