"""What was recalled to those who owe something to a project."""

from datetime import datetime

from django.db.models import Count, Max, Q

from ..models import Project, ProjectRecall


def recalls_of(project: Project) -> dict[str, tuple[int, datetime]]:
    """How many recalls went for each thing of a project, and when the last one did. Price: one query."""
    before = Q(project__became__after=project)  # a task that passed here was recalled there
    rows = ProjectRecall.objects.filter(Q(project=project) | before).values("key")
    rows = rows.annotate(n=Count("pk", distinct=True), last=Max("sent_at"))
    return {row["key"]: (row["n"], row["last"]) for row in rows.order_by("key")}
