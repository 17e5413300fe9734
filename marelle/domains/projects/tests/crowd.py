"""Any number of invented actions in the plans of projects, in a few statements: for prices and benchmarks.

Every constraint of the database is met; the sheets behind the actions hold no answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from django.db import transaction

from marelle.domains.projects.models import Action, ActionAge, ActionMoment, ActionQuarter, Project
from marelle.domains.projects.queries.coverage import themes
from marelle.domains.projects.rules.bands import AGE_BANDS, BAND_CODES
from marelle.kernel.clock import now
from marelle.kernel.questionnaires.models import AnswerSheet, Questionnaire


@transaction.atomic
def fill(
    quarters: Mapping[Project, Sequence[str]],
    count: int,
    form: Questionnaire,
    year: int = 2020,
    from_number: int = 1,
) -> list[Action]:
    """So many actions in the plan of each project, for some of its quarters (their codes), with what real sheets
    lack; the same for the same first number."""
    dice = Random(from_number)  # noqa: S311 — invented numbers, nothing secret
    places = [project for project in quarters for _n in range(count)]
    sheets = AnswerSheet.objects.bulk_create(AnswerSheet(questionnaire=form) for _one in places)
    drawn = [_action(dice, project, from_number + n % count, year) for n, project in enumerate(places)]
    for action, sheet in zip(drawn, sheets, strict=True):
        action.sheet = sheet
    actions = Action.objects.bulk_create(drawn)
    ActionMoment.objects.bulk_create(moment for action in actions for moment in _moments(dice, action))
    ActionAge.objects.bulk_create(age for action in actions for age in _ages(dice, action))
    ActionQuarter.objects.bulk_create(
        ActionQuarter(action=action, quarter_id=code)
        for action in actions
        if (here := quarters[action.project])
        for code in dice.sample(list(here), dice.randint(1, len(here)))
    )
    return actions


def _action(dice: Random, project: Project, number: int, year: int) -> Action:
    return Action(
        project=project,
        number=number,
        state=dice.choice(("planned", "planned", "running", "done")),
        opened_at=now(),
        title=f"Action inventée {number}",
        objective="continuity",
        themes=dice.sample(themes(), dice.choice((1, 2))),
        operator_name=f"Opérateur inventé {dice.randrange(20)}",
        year=year,
        starts_on=date(year, dice.randint(1, 9), 1),
        young=dice.choice((None, 30, 60, 120)),
    )


def _moments(dice: Random, action: Action) -> list[ActionMoment]:
    return [
        ActionMoment(
            action=action,
            band=band,
            sessions=dice.randint(4, 36),
            minutes=dice.choice((60, 90, 120, 180)),
            seats=dice.choice((None, 12, 24, 48)),
        )
        for band in dice.sample(BAND_CODES, dice.choice((1, 1, 2)))
    ]


def _ages(dice: Random, action: Action) -> list[ActionAge]:
    first = dice.randrange(len(AGE_BANDS) - 1)
    return [
        ActionAge(
            action=action, age=age.code, lowest=age.lowest, beyond=age.beyond, young=dice.choice((None, 10, 20, 40))
        )
        for age in AGE_BANDS[first : first + dice.choice((1, 1, 2))]
    ]
