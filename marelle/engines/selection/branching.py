"""Branch and bound where a sweep would be too wide: each node has its own prices, its own proof, its own sweep."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .alike import ahead
from .best import Best
from .certificate import certify
from .effort import Effort
from .program import Chosen, Program
from .relaxation import Relaxation, Relaxed
from .sweeping import Width, sweep_down
from .tightening import Tightening

DEEP = 300_000  # subsets of one half that a node may sweep
LOST = 5_000  # the same, as long as nothing is known and no bound prunes
LISTING = 20_000_000.0  # and those that only serve to list ties


def refuted(program: Program, elastic: Relaxation | None = None) -> bool:
    """No choice keeps within the rows, and integers prove it. `elastic` is a relaxation of the same rows, kept warm."""
    if program.contradictory:
        return True
    if not len(program.low):
        return False
    elastic = elastic or Relaxation(program, elastic=True)
    elastic.bound(program.lower, program.upper)
    relaxed = elastic.solve()
    nothing = program.aiming(np.zeros(program.size, dtype=program.gain.dtype))
    return relaxed is not None and certify(nothing, relaxed.prices).bound < 0


@dataclass(frozen=True)
class _Node:
    lower: Chosen
    upper: Chosen
    ceiling: int | None  # what its parent proves; None: nothing yet


class Branching:
    """Depth first. Choices of the best value are listed until they are a crowd; then only better ones are sought."""

    def __init__(
        self,
        program: Program,
        best: Best,
        effort: Effort,
        floor: int | None = None,
        enough: int | None = None,
        stop: float = 0.0,
    ) -> None:
        self.program, self.best, self.enough, self.effort = program, best, enough, effort
        self._stop = max(0.0, stop)  # of the effort, what is not for this search
        self.listing = True
        self.summit: int | None = None  # the value above which there is nothing, when that is known
        self._floor = floor
        self._relaxation, self._tightening = Relaxation(program), Tightening(program)
        self._elastic: Relaxation | None = None
        self._least = sum(program.gain[program.gain < 0].tolist())

    @property
    def target(self) -> int:
        """What a choice must be worth to be looked for."""
        self.listing = self.listing and not self.best.crowded
        known = self._least if self.best.value is None else self.best.value + (0 if self.listing else self.program.step)
        return known if self._floor is None else max(known, self._floor)

    def run(self) -> bool:
        """True when everything was looked at, False when enough was found or too much work was done."""
        waiting = [_Node(self.program.lower, self.program.upper, None)]
        while waiting:
            if self.summit is not None and self.best.value is not None and self.best.value >= self.summit:
                self._stop, self.summit = max(self._stop, self.effort.left - LISTING), None
            if self.effort.left < self._stop:
                break
            if self.enough is not None and self.best.value is not None and self.best.value >= self.enough:
                return False
            waiting += self._children(waiting.pop())
        return not waiting

    def _children(self, node: _Node) -> Iterator[_Node]:
        """What is left to look at in a node, the likelier child last (it is looked at first)."""
        if node.ceiling is not None and node.ceiling < self.target:
            return
        self.effort.spend_node(self.program.size)
        bounds = self._tightening.tightened(node.lower, node.upper)
        if bounds is None:
            return
        node = _Node(bounds.lower, bounds.upper, node.ceiling)
        program = self.program.between(node.lower, node.upper)
        self._relaxation.bound(node.lower, node.upper)
        relaxed = self._relaxation.solve()
        if relaxed is None:
            self._elastic = self._elastic or Relaxation(self.program, elastic=True)
            if not refuted(program, self._elastic):
                yield from self._split(node, node.lower != node.upper, None)
            return
        certificate = certify(program, relaxed.prices)
        self._offer_rounded(program, relaxed)
        if certificate.ceiling < self.target:
            return
        room = certificate.room(self.target)
        movable = (node.lower != node.upper) & np.asarray(np.abs(certificate.reduced) <= room, dtype=bool)
        deep = LOST if self.best.value is None and self._floor is None else DEEP
        subsets = Width(program, certificate, movable).within(room)
        self.effort.spend(min(subsets, deep))
        if subsets <= deep and sweep_down(program, certificate, self.target, 4 * deep, self.best):
            return
        fixed = (node.lower != node.upper) & ~movable
        lower = np.where(fixed, certificate.base, node.lower)
        upper = np.where(fixed, certificate.base, node.upper)
        yield from self._split(_Node(lower, upper, certificate.ceiling), movable, relaxed)

    def _offer_rounded(self, program: Program, relaxed: Relaxed) -> None:
        chosen = np.asarray(relaxed.share > 0.5, dtype=bool)
        if program.holds(chosen):
            self.best.offer(program.value(chosen), chosen)

    def _split(self, node: _Node, movable: Chosen, relaxed: Relaxed | None) -> Iterator[_Node]:
        """Two nodes on the most undecided column; a node whose columns are all fixed is a choice or nothing."""
        columns = np.flatnonzero(movable)
        if not len(columns):
            if self.program.between(node.lower, node.upper).holds(node.lower):
                self.best.offer(self.program.value(node.lower), node.lower)
            return
        share = np.full(self.program.size, 0.5) if relaxed is None else relaxed.share
        column = columns[np.abs(share[columns] - 0.5).argmin()]
        for one in sorted((False, True), key=lambda one: (share[column] > 0.5) == one):
            lower, upper = node.lower.copy(), node.upper.copy()
            better, worse = ahead(self.program, int(column), node.lower != node.upper)
            lower[better if one else worse] = upper[better if one else worse] = one
            yield _Node(lower, upper, node.ceiling)
