"""Bounds are true: children are drawn first, then counted by sheets that hide, share and straddle."""

from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.engines.coverage import Ages, Audience, Cell, Matrix, Part, Plan, Rhythm, Slot, Young

from .worlds import GRID, ON, YEAR

Child = tuple[int, int, str]  # number, age, quarter
SPANS = (
    (Ages(6, 11),),
    (Ages(3, 6), Ages(6, 11)),
    (Ages(8, 13),),
    (Ages(6, 11), Ages(11, 18), Ages(18, 22)),
    (Ages(0, 3), Ages(4, 9)),
)
QUARTERS = (*GRID.quarters, "elsewhere")


class World:
    """Forty children, a few actions, who came when; and the sheets that tell of it."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.children = [(n, self.dice.randrange(0, 22), self.dice.choice(QUARTERS)) for n in range(40)]
        self.came: list[tuple[Slot, str, Child]] = []
        self.slots = [slot for number in range(3) for slot in self.action(f"A{number}")]
        self.young = tuple(self.counts())

    def hidden(self, number: int) -> int | None:
        return None if self.dice.random() < 0.3 else number

    def action(self, name: str) -> list[Slot]:
        ages = self.dice.choice(SPANS)
        made = [self.slot(f"{name}.{number}", name, ages) for number in range(self.dice.choice((1, 2)))]
        everyone = {child for _slot, visits in made for _band, child in visits}
        reach, slots = self.hidden(len(everyone)), []
        counts = [self.hidden(sum(one.first <= child[1] < one.end for child in everyone)) for one in ages]
        by_age = tuple(counts) if self.dice.random() < 0.7 else ()
        for slot, visits in made:
            told = Slot(
                **{each: getattr(slot, each) for each in slot.__slots__} | {"action_reach": reach, "by_age": by_age}
            )
            self.came += [(told, band, child) for band, child in visits]
            slots.append(told)
        return slots

    def slot(self, name: str, action: str, ages: tuple[Ages, ...]) -> tuple[Slot, list[tuple[str, Child]]]:
        dice = self.dice
        audience = dice.choice([*Audience])
        where = dice.sample(QUARTERS, dice.choice((1, 2)))
        bands = tuple(dice.sample(GRID.codes, dice.choice((1, 1, 2))))
        lives = {Audience.QUARTERS: where, Audience.EVERYBODY: GRID.quarters, Audience.PUPILS: [*where, "elsewhere"]}[
            audience
        ]
        able = [
            child
            for child in self.children
            if any(one.first <= child[1] < one.end for one in ages) and child[2] in lives
        ]
        visits = [(dice.choice(bands), child) for child in able for _again in (1, 2) if dice.random() < 0.5]
        came = {child for _band, child in visits}
        split = audience is Audience.QUARTERS and dice.random() < 0.5
        parts = [Part(q, None, self.hidden(sum(child[2] == q for child in came))) for q in where] if split else []
        named = () if split or audience is Audience.EVERYBODY else tuple(where)
        themes = tuple(dice.sample(GRID.themes, dice.choice((0, 1, 2))))
        numbers = {"sessions": 10, "rhythm": Rhythm.WHOLE, "minutes": 60, "seats": 10, "reach": self.hidden(len(came))}
        shape = {"quarters": named, "parts": tuple(parts), "audience": audience, "themes": themes}
        return Slot(name, action, "O", ages, bands, YEAR, **shape, **numbers), visits

    def counts(self) -> list[Young]:
        found = []
        for quarter in GRID.quarters:
            edges = self.dice.choice(((0, 3, 6, 11, 18, 22), (0, 5, 10, 15, 22), (2, 12), ()))
            for first, end in zip(edges, edges[1:], strict=False):
                there = sum(first <= age < end and where == quarter for _n, age, where in self.children)
                found.append(Young(quarter, Ages(first, end), self.hidden(there), "drawn", ON))
        return found

    def of(self, cell: Cell) -> tuple[int, int]:
        """How many of the cell live, and came: in its band, to an action of its theme."""
        there = {child for child in self.children if self.belongs(child, cell)}
        came = {
            child
            for slot, band, child in self.came
            if cell.band in (None, band) and (cell.theme is None or cell.theme in slot.themes)
        }
        return len(there), len(there & came)

    def belongs(self, child: Child, cell: Cell) -> bool:
        ages = cell.ages or GRID.span
        where = GRID.quarters if cell.quarter is None else (cell.quarter,)
        return ages.first <= child[1] < ages.end and child[2] in where


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**9))
def test_what_is_true_lies_between_the_bounds(seed: int) -> None:
    world = World(seed)
    matrix = Matrix(Plan(tuple(world.slots), world.young), GRID)
    for theme in (None, *GRID.themes):
        for cell in matrix.cells(theme, totals=True):
            lives, came = world.of(cell)
            for number, bound in ((lives, cell.young), (came, cell.reach), (came, cell.promised)):
                assert bound.low <= number, (cell, lives, came)
                assert bound.high is None or number <= bound.high, (cell, lives, came)
            if cell.rate and lives:
                assert cell.rate.low <= Fraction(came, lives) <= cell.rate.high
            assert not cell.beyond
