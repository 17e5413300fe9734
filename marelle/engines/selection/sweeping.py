"""One program swept down to a target: how much that is to look at, and what is found."""

from bisect import bisect_right

import numpy as np

from .alike import losses, options
from .best import Best
from .certificate import Certificate
from .joining import Cases, sweep
from .program import Chosen, Program

BUCKETS = 128
MOST_OPEN = 1_000


class Width:
    """About how many subsets one half of the open columns has within a loss (from above, by a histogram)."""

    def __init__(self, program: Program, certificate: Certificate, movable: Chosen) -> None:
        self.groups = sorted(losses(program, certificate.reduced, movable))
        self.firsts = [group[0] for group in self.groups]

    def within(self, room: int) -> float:
        near = self.groups[: bisect_right(self.firsts, room)][::2][:MOST_OPEN]  # as many are too many anyway
        counts, bucket = np.zeros(BUCKETS), room // BUCKETS + 1
        counts[0] = 1
        for group in near:
            more = counts.copy()
            for loss in group[: bisect_right(group, room)]:
                place = min(loss // bucket, BUCKETS - 1)
                more[place:] += counts[: BUCKETS - place]
            counts = more
        return float(counts.sum())


def sweep_down(program: Program, certificate: Certificate, target: int, most: int, best: Best) -> bool:
    """Offers all choices that reach the target; False when there is too much to look at."""
    room = certificate.room(target)
    if room < 0:
        return True
    movable = program.lower != program.upper
    near = np.flatnonzero(movable & np.asarray(np.abs(certificate.reduced) <= room, dtype=bool))
    base = np.where(movable, certificate.base, program.lower)
    part = program.part(base, near)
    ways = options(part.program, certificate.reduced[near], base[near], room)
    moved = part.program.leaving(base[near], ways.toggles)
    count = len(ways.loss)
    cases = Cases(
        -ways.loss[None],
        certificate.prices[part.rows][None],
        np.zeros((1, count), dtype=bool),
        np.array([room], dtype=certificate.reduced.dtype),
        np.ones((1, count), dtype=bool),
        ways.group,
    )
    found = sweep(moved, cases, most)
    if found.given_up[0]:
        return False
    chosen = ways.applied(base[near], found.chosen)
    values = part.value + np.asarray(chosen.astype(object) @ part.program.gain.astype(object))
    for line in np.flatnonzero(np.asarray(values >= target, dtype=bool)):
        if best.value is None or values[line] >= best.value:
            best.offer(int(values[line]), part.whole(chosen[line]))
    return True
