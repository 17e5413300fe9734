"""The coverage of the week of one cité: for whom, when, where and on what something is open, and where nothing is.

    matrix = Matrix(Plan(slots, young), Grid(quarters, Days(first, end), themes))
    cell = matrix.cell(Ages(6, 11), "wednesday", "QN08004M")       # None on an axis: a total, from distinct actions
    cell.minutes, cell.seats, cell.reach, cell.rate                # each between two exact bounds, or unknown
    holes(matrix)[:10]                                             # the ten worst; then `around`, `fillers`
    difference(matrix, Matrix(matrix.plan.adding(slot), matrix.grid))

Promises: whole numbers and exact fractions, never a float; the same answer whatever the order of what is given. Nothing
is estimated: an unknown number stays unknown, and what depends on it is unknown or bounded by what is known. Adding an
action lowers no bound of hours, seats or reach of any cell, and opens no hole. A number is never divided between the
cells that share it: it is « from 0 to all » in each, and the cell names the action as `shared`.

The method is interval arithmetic (Moore 1966) on counts. Hours of sessions add up. They are open to every age and
quarter that the slot names, so they are not to be added up over ages, quarters or themes: each total is counted from
the distinct actions (`cell` with a None). Different young people do not add up either, for one child may come to
several actions: they are at least the greatest number said of one, at most the sum, and at most those who live there
(bounds of Fréchet 1935, for a union). Over ages and over quarters they do add up, for nobody has two. Counts whose ages
straddle ours give bounds too; `spread` divides them by year of age for whoever decides to, and marks them `estimated`.

Decided here. Seats are where the slot is; reach is who lives there: of pupils, of whom nobody knows where they live, a
quarter has from none to all. What has no fixed time (`ANY`) fills no band. What straddles the days of the matrix counts
by what its rhythm proves; choose a school year or a civil year so that it matters little. Holes: `holes`. What is
offered to each: `compare`, `stands`, `by_poverty`. Which cités are alike: `likeness`. Why the bands last what they do:
`grid.TIME_BANDS`, which are data like the ages and the themes.

Observed attendance comes in as slots of status `HELD`, whose sessions took place and whose `reach` was counted:
`Matrix(plan, grid, frozenset({Status.HELD}))` beside the planned one, compared by `difference`.

Refuses to know: children, who came, why; money; whether what is open is good; the database, the clock, the language.
"""

from .between import Between, Ratio, over
from .bringing import Brings
from .changes import Change, Difference, difference
from .comparing import (
    Beside,
    Group,
    Poverty,
    Sides,
    Stands,
    apart,
    by_poverty,
    compare,
    offered_each,
    opened,
    sides,
    stands,
)
from .flat import rows, slot_rows, young_rows
from .grid import AGES, TIME_BANDS, Grid, TimeBand
from .holes import Around, Filler, Hole, Kind, Reason, around, fillers, holes, worst
from .index import LeftOut
from .likeness import Features, Likeness, likeness, similar
from .matrix import COUNTED, Cell, Matrix
from .people import spread
from .plan import ANY, Ages, Audience, Days, Malformed, Part, Plan, Rhythm, Slot, Status, Young

__all__ = [
    "AGES",
    "ANY",
    "COUNTED",
    "TIME_BANDS",
    "Ages",
    "Around",
    "Audience",
    "Beside",
    "Between",
    "Brings",
    "Cell",
    "Change",
    "Days",
    "Difference",
    "Features",
    "Filler",
    "Grid",
    "Group",
    "Hole",
    "Kind",
    "LeftOut",
    "Likeness",
    "Malformed",
    "Matrix",
    "Part",
    "Plan",
    "Poverty",
    "Ratio",
    "Reason",
    "Rhythm",
    "Sides",
    "Slot",
    "Stands",
    "Status",
    "TimeBand",
    "Young",
    "apart",
    "around",
    "by_poverty",
    "compare",
    "difference",
    "fillers",
    "holes",
    "likeness",
    "offered_each",
    "opened",
    "over",
    "rows",
    "sides",
    "similar",
    "slot_rows",
    "spread",
    "stands",
    "worst",
    "young_rows",
]
