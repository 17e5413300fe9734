"""The greatest value of a program, proven in integers: sweeps of growing depth, then branch and bound around them."""

import numpy as np

from .best import Best
from .branching import Branching, refuted
from .certificate import Certificate, certify
from .program import Chosen, Program
from .relaxation import Relaxation, Relaxed, guess
from .sweeping import subsets_of_a_half, sweep_down

LOOKS = (200.0, 1_500.0, 10_000.0, 60_000.0, 250_000.0)  # subsets of one half, sweep after sweep
DEEPER = 5, 4  # how much the loss grows from one branching to the next
NEAR = 120


def maximise(program: Program, enough: int | None = None) -> Best:
    """The greatest value and, when they can be listed, all choices that have it.

    `enough` stops the search at the first choice worth as much, which is then neither proven nor complete.
    """
    best = Best()
    if not program.size:
        _offer(program, best, program.lower)
        return best.closed(True)
    relaxed = None if (program.lower > program.upper).any() else Relaxation(program).solve()
    if relaxed is None:
        return best.closed(False) if refuted(program) else _unguided(program, best)
    certificate = certify(program, relaxed.prices)
    _offer(program, best, np.asarray(relaxed.share > 0.5, dtype=bool))
    if enough is not None and not _is_enough(best, enough):
        _guess(program, certificate, relaxed, best)
    target = None if _is_enough(best, enough) else _by_sweeps(program, certificate, best)
    if target is None:
        return best
    if enough is None and (best.value is None or best.value < _ceiling(program, certificate)):
        _guess(program, certificate, relaxed, best)
    if best.value == _ceiling(program, certificate) or _is_enough(best, enough):
        best.bound = _ceiling(program, certificate)
        return best
    if best.value is None and not _find_any(program, best):
        return best
    return _by_branches(program, certificate, target, best, enough)


def _is_enough(best: Best, enough: int | None) -> bool:
    return enough is not None and best.value is not None and best.value >= enough


def _ceiling(program: Program, certificate: Certificate) -> int:
    """The greatest multiple of the step that the bound allows."""
    return certificate.ceiling // program.step * program.step


def _by_sweeps(program: Program, certificate: Certificate, best: Best) -> int | None:
    """Deeper and deeper below the bound, while that stays cheap: the first depth that finds something proves it.

    None when the best is proven; otherwise the next target, above which there is nothing.
    """
    movable = program.lower != program.upper
    target = _ceiling(program, certificate)
    for look in LOOKS:
        goal = min(target, _depth(program, certificate, look))
        goal = goal if best.value is None else max(goal, best.value)
        if subsets_of_a_half(certificate, movable, certificate.room(goal)) > 3 * look:
            continue
        if not sweep_down(program, certificate, goal, int(16 * look), best):
            return target
        if best.value is not None and best.value >= goal:
            best.closed(True)
            return None
        target = goal - program.step
        if target < sum(program.gain[program.gain < 0].tolist()):
            best.closed(False)
            return None
    return target


def _depth(program: Program, certificate: Certificate, look: float) -> int:
    """The lowest target for which a sweep looks at about so many subsets."""
    movable = program.lower != program.upper
    loss = np.sort(np.abs(certificate.reduced[movable]))
    room = int(loss[min(len(loss) - 1, 8)]) if len(loss) else 0
    top = certificate.room(-sum(np.abs(program.gain).tolist()))
    while room < top and subsets_of_a_half(certificate, movable, min(top, room * 9 // 8 + 1)) <= look:
        room = min(top, room * 9 // 8 + 1)
    target = -((room - certificate.bound) >> certificate.shift)
    return -(-target // program.step) * program.step


def _offer(program: Program, best: Best, chosen: Chosen) -> None:
    if program.holds(chosen):
        best.offer(program.value(chosen), chosen)


def _guess(program: Program, certificate: Certificate, relaxed: Relaxed, best: Best) -> None:
    """HiGHS on the few columns that are most in doubt; on all of them when that gives nothing."""
    doubt = np.abs(certificate.reduced.astype(float)) - 1e12 * (np.abs(relaxed.share - 0.5) < 0.5 - 1e-7)
    near = np.sort(np.argsort(doubt, kind="stable")[:NEAR])
    part = program.part(np.where(program.lower != program.upper, relaxed.share > 0.5, program.lower), near)
    for cut in (part, program.part(program.lower, np.flatnonzero(program.lower != program.upper))):
        chosen = guess(cut.program)
        if chosen is not None:
            _offer(program, best, cut.whole(chosen))
            return


def _unguided(program: Program, best: Best) -> Best:
    """Without a relaxation to trust: by branches alone."""
    branching = Branching(program, best)
    return best.closed(branching.listing) if branching.run() else best


def _find_any(program: Program, best: Best) -> bool:
    """Whether any choice keeps within the rows; without any, the search is closed, or given up after many nodes."""
    any_ = Best()
    finished = Branching(program.aiming(np.zeros_like(program.gain)), any_, enough=0).run()
    for chosen in any_.choices:
        _offer(program, best, chosen)
    if finished and best.value is None:
        best.closed(False)
    return best.value is not None


def _by_branches(program: Program, certificate: Certificate, target: int, best: Best, enough: int | None) -> Best:
    """Branch and bound down to targets that fall until something is found there, at the best known value at last."""
    known = best.value if best.value is not None else target
    while True:
        floor = max(known, target)
        if not _branch(program, certificate, floor, best, enough) or (best.value or known) >= floor:
            return best
        room = certificate.room(target) * DEEPER[0] // DEEPER[1]
        lower = -((room - certificate.bound) >> certificate.shift)
        target = min(target - program.step, lower // program.step * program.step)


def _branch(program: Program, certificate: Certificate, floor: int, best: Best, enough: int | None) -> bool:
    """Looks at all choices worth the floor, on the columns that may still differ from the base in one of them."""
    movable = program.lower != program.upper
    base = np.where(movable, certificate.base, program.lower)
    movable &= np.asarray(np.abs(certificate.reduced) <= certificate.room(floor), dtype=bool)
    part = program.part(base, np.flatnonzero(movable))
    inner = Best()
    limit = None if enough is None else enough - part.value
    branching = Branching(part.program, inner, floor - part.value, limit)
    finished = branching.run()
    for chosen in inner.choices:
        _offer(program, best, part.whole(chosen))
    if finished and best.value is not None and best.value >= floor:
        best.closed(branching.listing)
    elif not finished and inner.bound is not None:
        best.bound = max(inner.bound + part.value, best.value or inner.bound + part.value)
    return finished
