"""In how many draws each candidate is in: every draw is solved and proven, hundreds at a time.

For a block of draws HiGHS gives the prices of each (its basis stays warm), then everything else is done for all
together in integers: bounds, the best of the lists found so far, the columns still open between the two, and one
sweep over them (`joining`). The few draws whose sweep would be too wide are decided one by one. Ties are broken as
in the decision itself. Each of those few may take so much work, and all of them together so much: a draw that is not
proven within it is counted apart, and no share says anything of it.
"""

from dataclasses import dataclass

import numpy as np

from .certificate import FINEST, ROOM_BITS, Scaled, fine_bits
from .deciding import UNRESOLVED, Undecided, decide, settle
from .draws import blocks_of_gains
from .effort import Effort, Watched, unwatched
from .instance import Instance
from .joining import Cases, Index, sweep
from .program import ROOMY, Chosen, Program, Whole, product
from .relaxation import Real, Relaxation

WIDTHS = 36, 64  # open columns of a first sweep and of a second
MOST = 30_000  # subsets in a half
POOL = 3_000
ALONE, ALL_ALONE = 20_000_000.0, 400_000_000.0  # subsets for a draw by itself, and for all of them


@dataclass(frozen=True)
class Times:
    """How many draws were proven, and in how many of them each candidate is chosen."""

    proven: int
    chosen: list[int]


def times_chosen(
    instance: Instance,
    program: Program,
    cost: Whole,
    order: list[bytes],
    known: Chosen,
    watched: Watched = unwatched,
) -> Times:
    """`known` is one list that keeps within the rows; `watched` hears how many draws are done, and of how many."""
    part = program.part(program.lower, np.flatnonzero(program.lower != program.upper))
    solver = Draws(part.program, cost[part.columns], [order[column] for column in part.columns], known[part.columns])
    total = np.zeros(program.size, dtype=np.int64)
    proven = done = 0
    for gains in blocks_of_gains(instance):
        distinct, times = _distinct(gains[:, part.columns])
        chosen, sure = solver.solve(distinct)
        total[part.columns] += (times * sure) @ chosen
        proven, done = proven + int(times @ sure), done + len(gains)
        watched("draws", done, instance.stability.draws)
    total[part.rest] = proven
    return Times(proven, [int(each) for each in total])


def _distinct(gains: Whole) -> tuple[Whole, Whole]:
    """Draws that ask the same question, once, and how often each was drawn."""
    if not gains.shape[1]:
        return gains[:1], np.array([len(gains)])
    common = np.gcd.reduce(gains, axis=1)
    lines: dict[bytes | tuple[int, ...], list[int]] = {}
    for number, line in enumerate(gains // np.maximum(common, 1)[:, None]):
        lines.setdefault(line.tobytes() if gains.dtype != object else tuple(line), []).append(number)
    return gains[[numbers[0] for numbers in lines.values()]], np.array([len(numbers) for numbers in lines.values()])


def _ends(limits: tuple[int | None, ...]) -> Whole:
    """Limits in 64 bits: no row can go further than ROOMY."""
    return np.array([0 if each is None else max(-ROOMY, min(ROOMY, each)) for each in limits], dtype=np.int64)


@dataclass
class _Block:
    """Draws solved together: prices, reduced gains and bounds times 2^shift, and what is found."""

    gains: Whole
    prices: Whole
    reduced: Whole
    bound: Whole
    shift: int
    chosen: Chosen


class Draws:
    """Solves draw after draw of one program, whose rows do not change and whose columns are all free."""

    def __init__(self, program: Program, cost: Whole, order: list[bytes], known: Chosen) -> None:
        self.program, self.cost, self.order = program, cost, order
        self._relaxation = Relaxation(program)
        self._pool = {known.tobytes(): known}
        self._known: dict[bytes, Chosen | None] = {}
        self._alone_left = ALL_ALONE
        self._no_low = np.array([each is None for each in program.low], dtype=bool)
        self._no_high = np.array([each is None for each in program.high], dtype=bool)
        self._low, self._high = _ends(program.low), _ends(program.high)

    def solve(self, gains: Whole) -> tuple[Chosen, Chosen]:
        """One choice a line of gains, and which of them are proven."""
        sure = np.ones(len(gains), dtype=bool)
        block = self._block(gains) if self.program.size and gains.dtype != object else None
        chosen = np.zeros(gains.shape, dtype=bool) if block is None else block.chosen
        waiting = np.arange(len(gains))
        for width in WIDTHS if block is not None else ():
            waiting = self._swept(block, waiting, width) if block is not None and len(waiting) else waiting
        for number in waiting:
            alone = self._alone(gains[number])
            sure[number] = alone is not None
            chosen[number] = False if alone is None else alone
        return chosen, sure

    def _alone(self, gain: Whole) -> Chosen | None:
        """The choice of one draw by itself; None when it is not proven within its work."""
        key = gain.tobytes() if gain.dtype != object else repr(gain.tolist()).encode()
        if key not in self._known:
            effort = Effort(min(ALONE, self._alone_left))
            before = effort.left
            self._known[key] = self._decided(gain, effort)
            self._alone_left -= before - effort.left
        return self._known[key]

    def _decided(self, gain: Whole, effort: Effort) -> Chosen | None:
        if effort.over:
            return None
        pool = np.array(list(self._pool.values()))
        known = pool[int(np.argmax(product(pool, gain[:, None])[:, 0]))]
        try:
            decision = decide(self.program.aiming(gain), self.cost, self.order, effort, known)
        except Undecided:
            return None
        if decision is None or not decision.optimal or decision.tie == UNRESOLVED:
            return None
        self._pool[decision.chosen.tobytes()] = decision.chosen
        return decision.chosen

    def _block(self, gains: Whole) -> _Block | None:
        """None when 64 bits are not enough for all, or when HiGHS has no prices for one of them."""
        program = self.program
        prices = self._prices(gains)
        if prices is None:
            return None
        limits = np.where(prices > 0, self._high, np.where(prices < 0, self._low, 0))
        worth = np.abs(gains.astype(float)).sum(axis=1) + np.abs(prices * limits).sum(axis=1)
        worth += (np.abs(prices) @ (1 + np.abs(program.rows.astype(float)))).sum(axis=1)
        shift = min(FINEST, ROOM_BITS - int(np.ceil(np.log2(worth.max() + 2))))
        if shift < 0:
            return None
        held = Scaled.of(prices, shift, fine_bits(program.rows), np.int64)
        reduced = held.reduced(gains, program.rows)
        bound = np.maximum(reduced, 0).sum(axis=1) + held.at_limits(program).astype(np.int64)
        return _Block(gains, held.prices, reduced, bound, shift, np.zeros(gains.shape, dtype=bool))

    def _prices(self, gains: Whole) -> Real | None:
        """Those of HiGHS, draw after draw; a row without that limit has no such price."""
        if self.program.rows.dtype == object:
            return None
        found = []
        for gain in gains:
            self._relaxation.aim(gain.astype(float))
            relaxed = self._relaxation.solve()
            if relaxed is None:
                return None
            found.append(relaxed.prices)
        prices = np.array(found)
        return np.where(((prices > 0) & self._no_high) | ((prices < 0) & self._no_low), 0.0, prices)

    def _swept(self, block: _Block, waiting: Index, width: int) -> Index:
        """Looks at some open columns of each waiting draw; answers the draws for which that proves nothing."""
        gains, reduced = block.gains[waiting], block.reduced[waiting]
        best = product(np.array(list(self._pool.values())), gains.T).max(axis=0)
        room = block.bound[waiting] - (best << block.shift)
        if width < reduced.shape[1]:
            room = np.minimum(room, np.partition(np.abs(reduced), width - 1, axis=1)[:, width - 1])
        everything = np.ones(reduced.shape, dtype=bool)
        found = sweep(self.program, Cases(reduced, block.prices[waiting], reduced > 0, room, everything), MOST)
        value = (gains[found.owner] * found.chosen).sum(axis=1)
        fits = (block.bound[waiting] - room)[found.owner] <= value << block.shift
        owner, chosen, value = found.owner[fits], found.chosen[fits], value[fits]
        for mine in np.unique(owner):
            lines = np.flatnonzero(owner == mine)
            self._settle(block, int(waiting[mine]), chosen[lines[value[lines] == value[lines].max()]])
        return np.setdiff1d(waiting, waiting[owner])

    def _settle(self, block: _Block, number: int, choices: Chosen) -> None:
        """Of all the best choices of a draw, the one that the rules of ties designate."""
        chosen = choices[0] if len(choices) == 1 else settle(list(choices), self.cost, self.order)[0]
        block.chosen[number] = chosen
        if len(self._pool) < POOL:
            self._pool[chosen.tobytes()] = chosen
