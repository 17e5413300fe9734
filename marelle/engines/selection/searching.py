"""The greatest value of a program, proven in integers: sweeps of growing depth, then branch and bound around them."""

from dataclasses import dataclass, replace
from math import floor

import numpy as np

from .best import Best
from .branching import Branching, refuted
from .certificate import certify
from .effort import Effort
from .nearing import improve
from .program import Chosen, Program
from .relaxation import Relaxation, Relaxed, guess
from .sweeping import Width, sweep_down

SHALLOW = 200.0, 1_500.0  # subsets of one half, sweep after sweep
DEEP = 10_000.0, 60_000.0, 250_000.0
DEEPER = 5, 4  # how much the loss grows from one branching to the next
NEAR = 120
TRIED = 40_000_000.0  # subsets, before another way is tried
FEW, MANY, SOME = 4, 60, 24  # sweeps around a known choice, where many columns are without loss and where few are
CUTS, WHOLE = 6, 1e-6


def maximise(
    program: Program,
    enough: int | None = None,
    listing: bool = True,
    effort: Effort | None = None,
    known: Chosen | None = None,
) -> Best:
    """The greatest value and, when they can be listed, all choices that have it (without `listing`, only one).

    `enough` stops the search at the first choice worth as much, which is then neither proven nor complete. `known` is a
    choice to start from, if it keeps within the rows.
    """
    best = Best()
    if known is not None and program.holds(known):
        best.offer(program.value(known), known)
    return _look(program, best, Aim(enough, listing, effort or Effort()))


@dataclass(frozen=True)
class Aim:
    """What a search stops at, whether it lists ties, what work it may do, how often it was cut by count."""

    enough: int | None
    listing: bool
    effort: Effort
    cuts: int = 0


def _look(program: Program, best: Best, aim: Aim) -> Best:
    """Adds to what is known of a program, or of a greater one of which it is a part."""
    if not program.size:
        if program.holds(program.lower):
            best.offer(0, program.lower)
        return best.closed(True)
    relaxed = None if program.contradictory else Relaxation(program).solve()
    if relaxed is not None:
        return _Search(program, relaxed, best, aim).run()
    if refuted(program):
        return best.closed(True)
    branching = Branching(program, best, aim.effort)
    return best.closed(branching.listing) if branching.run() else best


class _Search:
    """From the prices of the relaxation to the proof: sweeps, a guess of HiGHS where ties are many, branches."""

    def __init__(self, program: Program, relaxed: Relaxed, best: Best, aim: Aim) -> None:
        self.program, self.relaxed, self.best, self.aim = program, relaxed, best, aim
        self.enough, self.effort = aim.enough, aim.effort
        self.certificate = certify(program, relaxed.prices)
        self.ceiling = self.certificate.ceiling // program.step * program.step
        self.least = sum(program.gain[program.gain < 0].tolist())
        self.movable = program.lower != program.upper
        self.width = Width(program, self.certificate, self.movable)
        self.target = self.ceiling  # above it there is nothing but what is known

    def run(self) -> Best:
        self._offer(np.asarray(self.relaxed.share > 0.5, dtype=bool))
        flat = self._subsets(self.ceiling) > 3 * SHALLOW[-1]
        if self.enough is not None and not self._is_enough():
            self._guess()
        if self._is_enough() or (not self.aim.listing and self._at_ceiling()) or self._swept(SHALLOW):
            return self.best
        if flat:
            self._try_near()
        if self._is_enough() or self._at_ceiling() or self._swept(DEEP):
            return self.best
        if not flat and self.enough is None:
            self._guess()
            self._improve(SOME)
        if self._at_ceiling():
            return self.best
        if self.best.value is not None or self._found_any():
            self._branch_down(TRIED)
            if not self.best.finished and not self._is_enough() and not self._cut_by_count():
                self._branch_down(self.effort.left)
        return self.best

    def _try_near(self) -> None:
        """Around what is known, then from a guess, which costs more."""
        if self.enough is None and self.best.value is not None and not self._at_ceiling():
            self._improve(FEW)
        if self.enough is None and not self._at_ceiling():
            self._guess()
        if not self._at_ceiling() and not self._is_enough():
            self._improve(MANY)

    def _improve(self, sweeps: int) -> None:
        enough = self.ceiling if self.enough is None else min(self.ceiling, self.enough)
        improve(self.program, self.relaxed, self.best, enough, sweeps, self.effort)

    def _cut_by_count(self) -> bool:
        """Where the relaxation takes a broken number of columns: those that take fewer, and those that take more.

        Of merits that are an amount plus or minus a constant, the number of columns is all that the prices miss. It is
        done where it halves what is left between the best known and the bound.
        """
        count = float(self.relaxed.share.sum())
        if self.enough is not None or abs(count - round(count)) < WHOLE or self.aim.cuts >= CUTS:
            return False
        ones, fewer = np.ones(self.program.size, dtype=np.int64), floor(count)
        parts = [self.program.requiring(ones, None, fewer), self.program.requiring(ones, fewer + 1, None)]
        if not all(self._halves(part) for part in parts):
            return False
        sides = [_look(part, self.best.known(), replace(self.aim, cuts=self.aim.cuts + 1)) for part in parts]
        for side in sides:
            for chosen in side.choices:
                self._offer(chosen)
        if all(side.finished for side in sides):
            self.best.closed(all(side.complete or not side.choices for side in sides))
        elif all(side.finished or side.bound is not None for side in sides):
            bounds = [side.bound for side in sides if side.bound is not None]
            self.best.bound = max(self.best.value, *bounds) if self.best.value is not None else max(bounds)
        else:
            self.best.bound = self.target if self.best.value is None else max(self.target, self.best.value)
        return True

    def _halves(self, part: Program) -> bool:
        relaxed = Relaxation(part).solve()
        known = self.best.value
        if relaxed is None or known is None:
            return relaxed is None
        return 2 * (certify(part, relaxed.prices).ceiling - known) <= self.ceiling - known

    def _is_enough(self) -> bool:
        return self.enough is not None and self.best.value is not None and self.best.value >= self.enough

    def _at_ceiling(self) -> bool:
        """What is known cannot be bettered; its ties are not listed."""
        if self.best.value is not None and self.best.value >= self.target:
            self.best.bound = self.best.value
        return self.best.proven

    def _subsets(self, target: int) -> float:
        return self.width.within(self.certificate.room(target))

    def _offer(self, chosen: Chosen) -> None:
        if self.program.holds(chosen):
            self.best.offer(self.program.value(chosen), chosen)

    def _swept(self, looks: tuple[float, ...]) -> bool:
        """Deeper and deeper below the bound, while that stays cheap: the first depth that finds something proves it."""
        for look in looks:
            goal = min(self.target, self._depth(look))
            goal = goal if self.best.value is None else max(goal, self.best.value)
            if self._subsets(goal) > 3 * look:
                continue
            if not sweep_down(self.program, self.certificate, goal, int(16 * look), self.best):
                return False
            self.target = goal - self.program.step
            if self.target < self.least or (self.best.value is not None and self.best.value >= goal):
                self.best.closed(True)
                return True
        return False

    def _depth(self, look: float) -> int:
        """The lowest target for which a sweep looks at about so many subsets."""
        loss = np.sort(np.abs(self.certificate.reduced[self.movable]))
        room = int(loss[min(len(loss) - 1, 8)]) if len(loss) else 0
        top = self.certificate.room(-sum(np.abs(self.program.gain).tolist()))
        while room < top:
            wider = min(top, room * 9 // 8 + 1)
            if self.width.within(wider) > look:
                break
            room = wider
        target = -((room - self.certificate.bound) >> self.certificate.shift)
        return -(-target // self.program.step) * self.program.step

    def _guess(self) -> None:
        """HiGHS on the few columns that are most in doubt; on all of them when that gives nothing."""
        decided = np.abs(self.relaxed.share - 0.5) > 0.5 - 1e-7
        doubt = np.lexsort((np.abs(self.certificate.reduced.astype(float)), decided))
        near, every = np.sort(doubt[:NEAR]), np.flatnonzero(self.movable)
        base = np.where(self.movable, self.relaxed.share > 0.5, self.program.lower)
        for part in (self.program.part(base, near), self.program.part(self.program.lower, every)):
            chosen = guess(part.program)
            if chosen is not None:
                self._offer(part.whole(chosen))
                return

    def _found_any(self) -> bool:
        """Whether any choice keeps within the rows; without any the search is closed, or given up after many nodes."""
        found = Best()
        finished = Branching(self.program.aiming(np.zeros_like(self.program.gain)), found, self.effort, enough=0).run()
        for chosen in found.choices:
            self._offer(chosen)
        if finished and self.best.value is None:
            self.best.closed(False)
        return self.best.value is not None

    def _branch_down(self, work: float) -> None:
        """Branch and bound down to falling targets until something is found there, at the best known value at last."""
        stop = self.effort.left - work
        known = self.best.value if self.best.value is not None else self.least
        while True:
            least = max(known, self.target)
            if not self._branched(least, stop) or (self.best.value is not None and self.best.value >= least):
                return
            room = self.certificate.room(self.target) * DEEPER[0] // DEEPER[1]
            lower = -((room - self.certificate.bound) >> self.certificate.shift)
            self.target = min(self.target - self.program.step, lower // self.program.step * self.program.step)

    def _branched(self, floor: int, stop: float) -> bool:
        """Looks at all choices worth the floor, on the columns that may still differ from the base in one of them."""
        base = np.where(self.movable, self.certificate.base, self.program.lower)
        near = np.asarray(np.abs(self.certificate.reduced) <= self.certificate.room(floor), dtype=bool)
        part = self.program.part(base, np.flatnonzero(self.movable & near))
        inner = Best()
        enough = None if self.enough is None else self.enough - part.value
        branching = Branching(part.program, inner, self.effort, floor - part.value, enough, stop)
        branching.summit, branching.listing = self.target - part.value, self.aim.listing
        finished = branching.run()
        for chosen in inner.choices:
            self._offer(part.whole(chosen))
        if finished and self.best.value is not None and self.best.value >= floor:
            self.best.closed(branching.listing)
        elif not finished:
            self.best.bound = self.target if self.best.value is None else max(self.target, self.best.value)
        return finished
