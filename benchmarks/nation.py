"""What the national team reads of a country of 250 cités of 41 actions: every list, comparison and file.

`python -m benchmarks.nation`: an installation of its own (`var/bench-nation`), filled in a few statements. Beside the
milliseconds that passed, those of the processor, in Python and in PostgreSQL: a busy machine blurs them less. Last,
the slowest of the pages for which a person waits, beside the promise. Never a timed test.
"""

import gc
import hashlib
import os
from datetime import date, timedelta
from typing import Any

from . import calls, plan

HOME = calls.ROOT / "var" / "bench-nation"
PROMISE, RUNS, YEAR = 300, 5, plan.YEAR
REVIEWED = (2020, 2021)
PAGES = (
    ("home", "/accueil/"),
    ("every project, a page", "/projets/"),
    ("every project, the last page", "/projets/?page=5"),
    ("every plan, a page of 25", f"/plans/?annee={YEAR}"),
    ("every plan, the last page", f"/plans/?annee={YEAR}&page=10"),
    ("beside those that are alike", "/projets/{big}/plan/cites-proches/" + f"?annee={YEAR}"),
    ("the plan of 60 actions, its grid below", "/projets/{big}/plan/" + f"?annee={YEAR}"),
    ("its table", "/projets/{big}/plan/tableau/" + f"?annee={YEAR}"),
    ("reviews compared", f"/revues/?annee={REVIEWED[1]}"),
    ("meetings and decisions of all", "/reunions/"),
    ("my week, 250 cités", "/ma-semaine/"),
    ("my week in my calendar, its page", "/ma-semaine/agenda/"),
    ("library of actions", "/bibliotheque/"),
    ("API, 100 plans", f"/api/v1/plans?limit=100&year={YEAR}"),
    ("API, 100 projects", "/api/v1/projects?limit=100"),
)
FILES = (
    ("every project as CSV", "/projets/projets.csv"),
    *((f"every plan as {ending}", f"/plans/telechargement/{ending}/?annee={YEAR}") for ending in ("csv", "json")),
    *((f"every plan as {ending}", f"/plans/telechargement/{ending}/?annee={YEAR}") for ending in ("xlsx", "ods")),
    ("reviews compared as CSV", f"/revues/revues.csv?annee={REVIEWED[1]}"),
)


def life(person: Any) -> None:
    """Files that are written, reviews of two years, a body with its meetings, decisions to follow: of each cité."""
    from django.db import connection, transaction

    from marelle.domains.funding.tests import ground
    from marelle.domains.projects.models import Body, Meeting, Project, SteeringDecision
    from marelle.kernel.access.context import acting
    from marelle.kernel.clock import now

    at = now()
    with acting(ground.BY), transaction.atomic():
        projects = list(Project.objects.order_by("pk"))
        _texts(projects)
        told = {"level": 1, "rhythm": "quarter", "opened_at": at}
        bodies = Body.objects.bulk_create(Body(project=one, name="Comité de pilotage", **told) for one in projects)
        meetings = Meeting.objects.bulk_create(
            Meeting(body=one, starts_at=at + timedelta(days=1 + place % 30), planned_at=at)
            for place, one in enumerate(bodies)
        )
        SteeringDecision.objects.bulk_create(
            SteeringDecision(
                project=meeting.body.project,
                meeting=meeting,
                number=number,
                words=f"Décision inventée {number}",
                owner=person,
                due_on=date(YEAR, 1, 1) + timedelta(days=30 * number),
                decided_at=at,
            )
            for meeting in meetings
            for number in (1, 2, 3)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _texts(projects: list[Any]) -> None:
    """A file for each project, and its reviews with every figure."""
    from marelle.domains.projects.models import ProjectFile, ReviewFigure, ReviewVersion, YearlyReview
    from marelle.domains.projects.rules.finalising import rule_of_the_day
    from marelle.domains.projects.rules.reviews import figure_kinds
    from marelle.kernel.clock import now
    from marelle.kernel.dossiers.models import Dossier, DossierVersion
    from marelle.kernel.questionnaires.models import AnswerSheet, Questionnaire

    rule, at, form = dict(rule_of_the_day()), now(), Questionnaire.objects.order_by("-pk")[0]
    count = len(projects) * (1 + len(REVIEWED))
    sheets = AnswerSheet.objects.bulk_create(AnswerSheet(questionnaire=form) for _one in range(count))
    dossiers = Dossier.objects.bulk_create(Dossier(kind="bench", rule_data=rule, latest=1) for _one in range(count))
    pairs = zip(sheets, dossiers, strict=True)

    def text(model: Any, project: Any, **more: Any) -> Any:
        sheet, dossier = next(pairs)
        return model(project=project, sheet=sheet, dossier=dossier, rule_data=rule, opened_at=at, **more)

    ProjectFile.objects.bulk_create([text(ProjectFile, one) for one in projects])
    said = {"state": "validated", "validated_at": at, "submitted": 1, "submissions": 1}
    reviews = YearlyReview.objects.bulk_create(
        [text(YearlyReview, one, year=year, **said) for one in projects for year in REVIEWED]
    )
    frozen = DossierVersion.objects.bulk_create(
        DossierVersion(
            dossier=one.dossier, number=1, text="{}", fingerprint=hashlib.sha256(b"{}").hexdigest(), frozen_at=at
        )
        for one in reviews
    )
    versions = ReviewVersion.objects.bulk_create(
        ReviewVersion(review=one, version=version, number=1, made_at=at)
        for one, version in zip(reviews, frozen, strict=True)
    )
    codes = [kind.code for kind in figure_kinds()]
    ReviewFigure.objects.bulk_create(
        (ReviewFigure(version=one, code=code, value=one.pk % 97) for one in versions for code in codes), batch_size=5000
    )


def row(name: str, client: Any, address: str) -> float:
    """The milliseconds of processor that it takes, Python and PostgreSQL together."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    calls.read(client, address)
    with CaptureQueriesContext(connection) as made:
        size = len(calls.read(client, address)) / 1000
    queries = len(made)
    taken = calls.timed(lambda: calls.read(client, address), RUNS)
    spent = f"{1000 * taken.python:>8.0f}{1000 * taken.database:>8.0f}{os.getloadavg()[0]:>6.0f}"
    print(f"{name:<42}{queries:>8}{1000 * taken.clock:>8.0f}{spent}{size:>8.0f}", flush=True)
    return 1000 * (taken.python + taken.database)


def main() -> None:
    calls.HOME = HOME
    calls.installation()
    os.environ |= {"MARELLE_HOME": str(HOME), "MARELLE_HOSTS": "testserver,127.0.0.1"}
    from marelle.config.modes import start_django

    start_django("web")
    person = calls.officer()
    client, big = calls.browser(person), plan.country()
    life(person)
    gc.collect()
    gc.freeze()  # as the server does once it is ready
    print(f"{'':<42}{'queries':>8}{'ms':>8}{'python':>8}{'sql':>8}{'load':>6}{'kB':>8}")
    spent = {name: row(name, client, address.format(big=big)) for name, address in PAGES}
    for name, address in FILES:
        row(name, client, address)
    slowest = max(spent, key=lambda name: spent[name])
    print(f"the slowest page: {slowest}, {spent[slowest]:.0f} ms of processor (promise: {PROMISE})")


if __name__ == "__main__":
    main()
