"""The order that recalls what is owed to a project, its payments with the rest."""

from datetime import datetime

from marelle.domains.projects.models import Project, ProjectRecall
from marelle.domains.projects.queries.dues import owed_to
from marelle.domains.projects.services import recall_among
from marelle.kernel.access import Viewer

from ..queries.awaited import awaited_of


def recall(*, by: Viewer, at: datetime, project: Project, key: str) -> ProjectRecall:
    """Writes to those who owe one thing to a project, be it a grant to notify or to pay (`awaited_of`), once in a few
    days. Refuses as `projects.services.recall`; `NobodyToRecall` for a financer of whom nobody is known here."""
    return recall_among(
        by=by, at=at, project=project, key=key, owed=lambda held: [*owed_to(held, at), *awaited_of([held])]
    )
