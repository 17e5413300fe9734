"""The order that recalls what somebody owes to a project."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.steering import STEER
from ..models import Project, ProjectRecall
from ..notifications.recalls import tell_owed
from ..queries.dues import Due, owed_to, people_owing, projects_with_files
from ..queries.recalled import recalls_of
from ..rules.dues import NobodyToRecall, NotOwed, RecalledLately, recall_every, recalled_lately


@transaction.atomic
def recall(*, by: Viewer, at: datetime, project: Project, key: str) -> ProjectRecall:
    """Writes to those who owe one thing to a project, named by its key (`queries.dues`), once in a few days.

    Refuses without `projects.steer`, `NotOwed` for what is done, `RecalledLately`, `NobodyToRecall`. The letters leave
    through the outbox.
    """
    return recall_among(by=by, at=at, project=project, key=key, owed=lambda held: owed_to(held, at))


@transaction.atomic
def recall_among(
    *, by: Viewer, at: datetime, project: Project, key: str, owed: Callable[[Project], Iterable[Due]]
) -> ProjectRecall:
    """The same of what another domain knows to be `owed`, asked once nobody else may recall. Refuses as `recall`."""
    by.must(STEER, project.perimeters())
    Project.objects.select_for_update().get(pk=project.pk)  # two who recall at once: the second is refused
    held = projects_with_files(by).get(pk=project.pk)
    due = next((one for one in owed(held) if one.key == key), None)
    if due is None:
        raise NotOwed
    _must_not_insist(held, key, at)
    emails = _emails(due, at)
    if not emails:
        raise NobodyToRecall
    told = ProjectRecall.objects.create(
        project=held, key=key, sent_at=at, sent_by=by.person_id, people=tell_owed(due, emails, by, at)
    )
    audit.record(by, "projects.recall", held, facts={"of": key, "people": told.people})
    return told


def _must_not_insist(project: Project, key: str, at: datetime) -> None:
    _count, last = recalls_of(project).get(key, (0, None))
    if last is not None and recalled_lately(last, at):
        day = last.astimezone(PARIS).date()
        raise RecalledLately(day=date_format(day, "j F Y"), next=date_format(day + recall_every(), "j F Y"))


def _emails(due: Due, at: datetime) -> list[str]:
    """Where the letter goes: to people by name, else to the address that the sheet of an action tells."""
    found = [one.email for one in people_owing(due, at)]
    return found or [one for one in [due.reach.email] if one]
