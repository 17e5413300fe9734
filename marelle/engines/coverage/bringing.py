"""What one action brings to one cell: bounds that hold however its shared seats and hours are really used."""

from typing import NamedTuple

from .between import NONE, Between, added, least
from .index import Line, Placed


class Masks(NamedTuple):
    """The pieces that meet a cell; of these, those whose seats are all in it, those who live in it, and those that run
    in its time band alone."""

    touching: int
    seats: int
    lives: int
    band: int

    def of(self, line: int) -> "Masks":
        return Masks(self.touching & line, self.seats & line, self.lives & line, self.band & line)


class Brings(NamedTuple):
    """What an action brings to a cell: see `Cell`, whose numbers are made of these."""

    action: str
    minutes: Between
    seats: Between
    offered: Between
    reach: Between
    shared: bool
    partial: bool
    silent: bool


def brings(line: Line, masks: Masks) -> Brings:
    """Minutes, seats and minutes × seats add up over slots; different young people do not: of an action that says 30
    for the Wednesday and 20 for the summer there are from 30 to 50, and no more than the action says of itself."""
    slots = [placed for placed in line.slots if placed.mask & masks.touching]
    sure = masks.lives & masks.band
    minutes, seats, offered, low, high = NONE, NONE, NONE, 0, Between(0, 0)
    for placed in slots:
        open_to, at_once = _minutes(placed, masks), _seats(placed, masks)
        minutes, seats, offered = minutes + open_to, seats + at_once, offered + _times(open_to, at_once)
        reach = _reach(placed, masks.touching, sure)
        low, high = max(low, reach.low), high + Between(0, reach.high)
    if line.entire and line.reach is not None and sure == line.mask:
        low = max(low, line.reach)
    return Brings(
        line.action,
        minutes,
        seats,
        offered,
        _in_order(low, least(high.high, line.reach)),
        shared=masks.touching != sure & masks.seats,
        partial=any(placed.partial for placed in slots),
        silent=any(placed.silent for placed in slots),
    )


def _minutes(placed: Placed, masks: Masks) -> Between:
    """A session is open to each quarter and age that it names, and takes place in one band."""
    return placed.minutes if placed.mask & masks.band else Between(0, placed.minutes.high)


def _seats(placed: Placed, masks: Masks) -> Between:
    low, high = 0, 0
    for piece in placed.pieces:
        if piece.bit & masks.touching:
            low += piece.seats.low if piece.bit & masks.seats else 0
            high = added(high, piece.seats.high)  # type: ignore[assignment]
    return Between(low, high)


def _reach(placed: Placed, touching: int, sure: int) -> Between:
    """Parts of a slot are people of different quarters: they add up."""
    low, high = 0, 0
    for piece in placed.pieces:
        if piece.bit & touching:
            low += piece.reach.low if piece.bit & sure and not placed.partial else 0
            high = added(high, piece.reach.high)  # type: ignore[assignment]
    if placed.entire and placed.reach is not None and placed.mask & sure == placed.mask:
        low = max(low, placed.reach)
    return _in_order(low, least(high, placed.reach))


def _in_order(low: int, high: int | None) -> Between:
    """Where the two contradict each other, the smaller counts."""
    return Between(low if high is None else min(low, high), high)


def _times(minutes: Between, seats: Between) -> Between:
    """Minutes × seats; nothing of an unknown number is nothing."""
    if minutes.high == 0 or seats.high == 0:
        return NONE
    high = None if minutes.high is None or seats.high is None else minutes.high * seats.high
    return Between(minutes.low * seats.low, high)
