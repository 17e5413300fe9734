"""The coverage of a cité beside a plain loop over its exported rows, on the same plans in the same run.

`python -m benchmarks.coverage`: one cité of 60 actions (cells, holes, themes, what an action changes), then 250.
Milliseconds are those of the processor, the best of several, so that a busy machine blurs them less. The loop looks at
every row for every cell and gives the same numbers, which is checked; one quarter is timed, then multiplied.
"""

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from marelle.engines.coverage import Grid, Matrix, Plan, by_poverty, compare, difference, holes, offered_each, rows
from marelle.engines.coverage.samples import cite
from marelle.engines.coverage.tests.oracle import Naive

COUNTRY = 250


def best(job: Callable[[], Any], runs: int = 20) -> tuple[float, Any]:
    """Milliseconds of the processor, and what the job gave."""
    times = []
    for _run in range(runs):
        start = time.process_time()
        result = job()
        times.append(time.process_time() - start)
    return min(times) * 1000, result


def picture(plan: Plan, grid: Grid) -> tuple[int, int]:
    """What a screen shows: every age, band and quarter, and the holes."""
    matrix = Matrix(plan, grid)
    return sum(bool(cell.brought) for cell in matrix.cells()), len(holes(matrix))


def by_loop(plan: Plan, grid: Grid) -> tuple[float, int]:
    """Milliseconds for all cells, from those of one quarter; and how many of these differ from ours."""
    matrix, keys = Matrix(plan, grid), [(a, b, grid.quarters[0], None) for a in grid.ages for b in grid.codes]
    taken, cells = best(lambda: [naive.cell(*key) for naive in [Naive(matrix)] for key in keys], 2)
    ours = [matrix.cell(*key) for key in keys]
    wrong = sum(
        (cell.minutes.low, cell.minutes.high, cell.reach.low, cell.reach.high) != (*other["minutes"], *other["reach"])
        for cell, other in zip(ours, cells, strict=True)
    )
    return taken * len(grid.quarters), wrong


def one_cite() -> None:
    plan, grid = cite(60, 1)
    rates = Fraction(1, 2), Fraction(1, 4), Fraction(2, 5), None
    another = cite(61, 2)[0].slots[-1]
    seconds, _counts = best(lambda: picture(plan, grid))
    loop, wrong = by_loop(plan, grid)
    print(f"{'one cité, 60 actions, ' + str(len(plan.slots)) + ' slots':<44}{'engine':>10}{'loop':>12}{'differ':>8}")
    print(f"{'all cells of age × band × quarter, holes':<44}{seconds:>7.1f} ms{loop:>9.0f} ms{wrong:>8}")

    def themes() -> int:
        fresh = Matrix(plan, grid)
        return sum(len([cell for cell in fresh.cells(theme) if cell.brought]) for theme in grid.themes)

    def changed() -> int:
        after = Matrix(plan.adding(another), grid)
        return len(difference(Matrix(plan, grid), after).changed)

    seconds, filled = best(themes, 5)
    print(f"{f'all {len(grid.themes)} themes: {filled} cells with an action':<44}{seconds:>7.1f} ms")
    seconds, cells = best(changed, 5)
    print(f"{f'what one action changes: {cells} cells, totals too':<44}{seconds:>7.1f} ms")
    seconds, count = best(lambda: len(list(rows(Matrix(plan, grid)))), 5)
    print(f"{f'{count} rows for a spreadsheet, totals too':<44}{seconds:>7.1f} ms")
    seconds, _groups = best(lambda: by_poverty(Matrix(plan, grid), dict(zip(grid.quarters, rates, strict=True))))
    print(f"{'the poorest quarters beside the others':<44}{seconds:>7.1f} ms")


def country() -> None:
    plans = [cite(60, seed) for seed in range(COUNTRY)]
    seconds, _counts = best(lambda: [picture(plan, grid) for plan, grid in plans], 5)
    print(f"\n{f'{COUNTRY} cités: all cells and holes':<44}{seconds:>7.0f} ms")
    seconds, _shares = best(lambda: [offered_each(Matrix(*each).cell()) for each in plans], 3)
    print(f"{f'{COUNTRY} cités: what each offers to one person':<44}{seconds:>7.0f} ms")
    seconds, _beside = best(lambda: compare(Matrix(*plans[0]), [Matrix(*each) for each in plans[1:21]]), 3)
    print(f"{'one cité beside 20, ages × bands':<44}{seconds:>7.0f} ms")


def main() -> None:
    print("milliseconds of the processor, best of several")
    one_cite()
    country()


if __name__ == "__main__":
    main()
