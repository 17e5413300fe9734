"""The plan of one cité of 60 actions, and every plan of a country of 250 cités of 41 actions, through the web.

`python -m benchmarks.plan`: an installation of its own (`var/bench-plan`), filled in a few statements with invented
cités. Beside the milliseconds that passed, those of this processor: a busy machine blurs them less. Never a timed test.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from . import calls

HOME = calls.ROOT / "var" / "bench-plan"
CITES, ACTIONS, BIG, QUARTERS, RUNS, YEAR = 250, 41, 60, 4, 5, 2020
COUNTS = {"young_3_5": 120, "young_6_10": 300, "young_11_14": 220, "poverty": 40}


def country() -> int:
    """The cités, their quarters, what is counted of most of them, and the plans. The number of the big project."""
    from django.db import connection, transaction

    from marelle.domains.funding.tests import ground
    from marelle.domains.projects.services.actions import publish_action_form
    from marelle.domains.projects.tests import crowd
    from marelle.domains.territories.models import Commune, Indicator
    from marelle.kernel.access.context import acting

    with acting(ground.BY), transaction.atomic():
        source = ground.Source.objects.get_or_create(name="Gazette inventée", url="https://gazette.invalid/1")[0]
        call = ground.make_call(source, "banc-2019")
        for code in COUNTS:
            Indicator.objects.get_or_create(code=code, defaults={"label": code})
        communes = list(Commune.objects.order_by("code")[:CITES])
        projects = [ground.labelled(call, _site(n, commune), source) for n, commune in enumerate(communes)]
        quarters = {project: _quarters(project, n, source) for n, project in enumerate(projects)}
        form = publish_action_form()
        big, *others = projects
        crowd.fill({big: quarters[big]}, BIG, form, YEAR)
        crowd.fill({project: quarters[project] for project in others}, ACTIONS, form, YEAR)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return int(big.pk)


def _site(number: int, commune: Any) -> Any:
    from marelle.domains.territories.models import Site

    return Site.objects.create(slug=f"banc-{number}", name=f"Cité {number}", commune_main=commune, invented=True)


def _quarters(project: Any, number: int, source: Any) -> list[str]:
    """Four quarters; nobody counted the young people of the last one of every third cité."""
    from marelle.domains.territories.models import Figure, Quarter, SiteQpv
    from marelle.kernel.clock import now

    codes = [f"QP9{number * 10 + place:05d}" for place in range(QUARTERS)]
    since = {"generation": 2015, "valid_from": date(2015, 1, 1), "invented": True}
    Quarter.objects.bulk_create(
        Quarter(code=code, name=f"Quartier {code}", departement=project.site.commune_main.departement, **since)
        for code in codes
    )
    SiteQpv.objects.bulk_create(
        SiteQpv(site=project.site, quarter_id=code, valid_from=date(2019, 9, 5)) for code in codes
    )
    counted = codes[: QUARTERS - (number % 3 == 0)]
    Figure.objects.bulk_create(
        Figure(
            quarter_id=code,
            indicator_id=indicator,
            starts_on=date(2018, 1, 1),
            ends_on=date(2019, 1, 1),
            calendar="civil",
            value=value + place,
            source=source,
            recorded_at=now(),
        )
        for place, code in enumerate(counted)
        for indicator, value in COUNTS.items()
    )
    return codes


def measured(gesture: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds that passed, and of this processor: the medians, after one to warm."""
    gesture()
    passed, used = [], []
    for _run in range(RUNS):
        start, own = time.perf_counter(), time.process_time()
        gesture()
        passed.append(1000 * (time.perf_counter() - start))
        used.append(1000 * (time.process_time() - own))
    return statistics.median(passed), statistics.median(used)


def row(name: str, client: Any, address: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    calls.read(client, address)
    with CaptureQueriesContext(connection) as made:
        size = len(calls.read(client, address)) / 1000
    queries = len(made)
    passed, used = measured(lambda: calls.read(client, address))
    print(f"{name:<52}{queries:>8}{passed:>10.0f}{used:>10.0f}{size:>9.0f}", flush=True)


def main() -> None:
    calls.HOME = HOME
    calls.installation()
    os.environ |= {"MARELLE_HOME": str(HOME), "MARELLE_HOSTS": "testserver,127.0.0.1"}
    from marelle.config.modes import start_django

    start_django("web")
    client = calls.browser(calls.officer())
    big = country()
    print(f"load {os.getloadavg()[0]:.0f}\n{'':<52}{'queries':>8}{'ms':>10}{'own ms':>10}{'kB':>9}")
    plan = f"/projets/{big}/plan/"
    row(f"the plan of {BIG} actions", client, f"{plan}?annee={YEAR}")
    row("the same, a cell open", client, f"{plan}?annee={YEAR}&cellule=wednesday.a11_14")
    row("as a table", client, f"{plan}tableau/?annee={YEAR}")
    row("beside those that are alike", client, f"{plan}cites-proches/?annee={YEAR}")
    row(f"every plan, a page of 25 of {CITES} cités", client, f"/plans/?annee={YEAR}")
    row(f"every plan as CSV, {CITES} cités", client, f"/plans/telechargement/csv/?annee={YEAR}")


if __name__ == "__main__":
    main()
