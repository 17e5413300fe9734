"""Invented cités for tests and benchmarks: the same for the same seed."""

from datetime import date, timedelta
from random import Random

from .grid import AGES, TIME_BANDS, Grid
from .plan import ANY, Ages, Audience, Days, Part, Plan, Rhythm, Slot, Status, Young

YEAR = Days(date(2026, 9, 1), date(2027, 9, 1))
THEMES = tuple(f"theme {number}" for number in range(1, 19))
QUARTERS = ("Nord", "Sud", "Est", "Ouest")
WEEKS = {band.code: band.weeks for band in TIME_BANDS} | {ANY: 36}


def cite(actions: int = 60, seed: int = 1) -> tuple[Plan, Grid]:
    """So many actions of one to three slots in four quarters, with what real sheets lack, share and straddle."""
    dice = Random(seed)  # noqa: S311 — invented numbers, nothing secret
    slots = [slot for number in range(actions) for slot in _action(dice, f"A{number:03}")]
    young = [_young(dice, quarter, ages) for quarter in QUARTERS for ages in AGES]
    return Plan(tuple(slots), tuple(young)), Grid(QUARTERS, YEAR, THEMES)


def _young(dice: Random, quarter: str, ages: Ages) -> Young:
    count = None if dice.random() < 0.1 else dice.randrange(80, 160) * (ages.end - ages.first) // 2
    return Young(quarter, ages, count, "invented", date(2024, 1, 1))


def _action(dice: Random, name: str) -> list[Slot]:
    first, told = dice.choice((0, 1, 2, 2, 2, 3, 3, 4)), dice.random() < 0.8
    ages = AGES[first : first + dice.choice((1, 1, 2, 3))] if told else (Ages(8, 13),)
    by_age = tuple(dice.choice((None, 10, 20, 40)) for _age in ages) if told else ()
    themes = tuple(sorted(dice.sample(THEMES, dice.choice((1, 1, 2, 3)))))
    operator, reach = f"O{dice.randrange(25):02}", None if told else dice.choice((None, 30, 60, 120))
    bands = dice.sample((*WEEKS,), dice.choice((1, 1, 1, 2, 3)))
    return [_slot(dice, f"{name}.{band}", name, operator, ages, band, themes, reach, by_age) for band in bands]


def _slot(
    dice: Random,
    name: str,
    action: str,
    operator: str,
    ages: tuple[Ages, ...],
    band: str,
    themes: tuple[str, ...],
    reach: int | None,
    by_age: tuple[int | None, ...],
) -> Slot:
    where = dice.sample(QUARTERS, dice.choice((1, 1, 1, 2, 3)))
    split = dice.random() < 0.3
    seats = None if dice.random() < 0.1 else dice.choice((8, 12, 15, 24, 60))
    late = timedelta(days=dice.choice((0, 0, 0, 30, 120)))
    return Slot(
        name,
        action,
        operator,
        ages,
        (band, "saturday") if band == "wednesday" and dice.random() < 0.1 else (band,),
        Days(YEAR.first + late, YEAR.end + late),
        quarters=() if split else tuple(where),
        parts=tuple(Part(quarter, seats // len(where) if seats else None) for quarter in where) if split else (),
        audience=dice.choice((Audience.QUARTERS, Audience.QUARTERS, Audience.PUPILS)),
        themes=themes,
        sessions=None if dice.random() < 0.1 else dice.choice((1, 1, 2, 4)),
        rhythm=Rhythm.WEEK if dice.random() < 0.8 else Rhythm.WHOLE,
        weeks=dice.randrange(1, WEEKS[band] + 1),
        minutes=dice.choice((45, 60, 90, 120, 180)),
        seats=seats,
        reach=dice.choice((None, seats)),
        action_reach=reach,
        by_age=by_age,
        status=dice.choice((Status.PLANNED, Status.RUNNING, Status.RUNNING)),
    )
