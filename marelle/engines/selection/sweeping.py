"""One program swept down to a target: how much that is to look at, and what is found."""

import numpy as np

from .best import Best
from .certificate import Certificate
from .joining import Cases, sweep
from .program import Chosen, Program

BUCKETS = 128
MOST_OPEN = 1_000


def subsets_of_a_half(certificate: Certificate, movable: Chosen, room: int) -> float:
    """About how many subsets one half of the open columns has within this loss (from above, by a histogram)."""
    loss = np.abs(certificate.reduced[movable])
    loss = np.sort(loss[np.asarray(loss <= room, dtype=bool)])[::2]
    counts = np.zeros(BUCKETS)
    counts[0] = 1
    loss = loss[:MOST_OPEN]  # as many are too many anyway, and doubles end at 2^1024
    for bucket in np.minimum(loss // (room // BUCKETS + 1), BUCKETS - 1).astype(int).tolist():
        counts[bucket:] += counts[: BUCKETS - bucket].copy()
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
    cases = Cases(
        certificate.reduced[near][None],
        certificate.prices[part.rows][None],
        base[near][None],
        np.array([room], dtype=certificate.reduced.dtype),
        np.ones((1, len(near)), dtype=bool),
    )
    found = sweep(part.program, cases, most)
    if found.given_up[0]:
        return False
    values = part.value + np.asarray(found.chosen.astype(object) @ part.program.gain.astype(object))
    for line in np.flatnonzero(np.asarray(values >= target, dtype=bool)):
        if best.value is None or values[line] >= best.value:
            best.offer(int(values[line]), part.whole(found.chosen[line]))
    return True
