"""How a submitted version lapses: its voices stay readable and count no more, and those who spoke are told."""

from collections.abc import Collection
from datetime import datetime

from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import ProjectFile, ProjectVersion
from ..notifications import tell_lapsed
from ..queries.voices import voices_on
from ..states.finalising import FILE
from .reserving import drop_reservations


def lapse(
    file: ProjectFile, reason: str, *, by: Viewer, at: datetime, why: str = "", changed: Collection[str] = ()
) -> ProjectVersion:
    """Takes a held, submitted file back to writing. Its reservations lapse with its voices; the letters say which
    questions were `changed`."""
    assert file.submitted is not None
    FILE.check(file.state, "writing")
    version = ProjectVersion.objects.select_for_update(of=("self",)).get(file=file, number=file.submitted)
    voices = voices_on(file, file.submitted)
    version.lapsed_at, version.lapsed_by, version.lapsed_for, version.why = at, by.person_id, reason, why
    version.save(update_fields=["lapsed_at", "lapsed_by", "lapsed_for", "why"])
    drop_reservations(file)
    file.state, file.submitted = "writing", None
    file.save(update_fields=["state", "submitted"])
    facts = {"version": version.number, "for": reason, "voices": [one.seat for one in voices]}
    audit.record(by, "projects.lapse", file, why=why, facts=facts)
    version.file = file
    tell_lapsed(file, version, voices, at, _labels(file, changed))
    return version


def _labels(file: ProjectFile, codes: Collection[str]) -> list[str]:
    """The words of these questions, in the order of the form."""
    return [field.label for field in file.sheet.questionnaire.form.fields if field.code in codes]
