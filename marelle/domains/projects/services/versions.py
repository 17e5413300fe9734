"""The order that names a version of a project."""

from datetime import datetime

from django.db import transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers import NothingChanged
from marelle.kernel.dossiers.services import freeze

from ..access.files import WRITE
from ..models import ProjectFile, ProjectVersion
from ..queries.files import known_of
from ..rules.chapters import NameTaken, VersionNamed, WordsMissing
from .files import held_file, must_be_finalised, text_of

LONGEST = 120


@transaction.atomic
def name_version(*, by: Viewer, at: datetime, file: ProjectFile, name: str) -> ProjectVersion:
    """Freezes the text as it is under a name (« version du COPIL du 12 novembre »): readable and comparable forever.

    A submitted text keeps its voices: it is given the name, nothing is frozen anew. Refuses without `projects.write`,
    `NotBeingFinalised`, `WordsMissing`, `NameTaken`, `VersionNamed` when the same text has a name already.
    """
    by.must(WRITE, file.perimeters())
    held, said = held_file(file), " ".join(name.split())[:LONGEST]
    must_be_finalised(held)
    if not said:
        raise WordsMissing("name")
    if ProjectVersion.objects.filter(file=held, name=said).exists():
        raise NameTaken
    version = _there(held) if held.state == "submitted" else _frozen(by, at, held, said)
    if version.name != said:
        if version.name:
            raise VersionNamed(name=version.name)
        version.name = said
        version.save(update_fields=["name"])
    audit.record(by, "projects.name_version", held, facts={"number": version.number, "name": said})
    return version


def _there(file: ProjectFile) -> ProjectVersion:
    return ProjectVersion.objects.select_for_update(of=("self",)).get(file=file, number=file.dossier.latest)


def _frozen(by: Viewer, at: datetime, file: ProjectFile, name: str) -> ProjectVersion:
    try:
        frozen = freeze(file.dossier, text_of(file, known_of(file)), by=by, at=at)
    except NothingChanged:
        return _there(file)
    facts = {"number": frozen.number, "name": name, "made_at": at, "made_by": by.person_id}
    return ProjectVersion.objects.create(file=file, version=frozen, **facts)
