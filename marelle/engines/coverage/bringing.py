"""What one action brings to one cell: bounds that hold however its shared seats and hours are really used."""

from typing import NamedTuple

from .between import NONE, Between, exactly, in_order, least, total
from .index import Line, Piece, Placed


class Masks(NamedTuple):
    """The pieces that meet a cell; of these, those whose seats are all in it, those who live in it, and those that run
    in its time band alone."""

    touching: int
    seats: int
    lives: int
    band: int


class Brings(NamedTuple):
    """What one action brings to a cell, in the units of `Cell`; `reach`: different young people.

    `shared`: some of it also serves other cells, nobody knows how much; `partial`: it also runs outside the days of the
    matrix; `silent`: it does not say all its numbers.
    """

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
    sure = masks.lives & masks.band
    slots = [placed for placed in line.slots if placed.mask & masks.touching]
    minutes, seats, offered, reach = zip(*[_by_slot(placed, masks, sure) for placed in slots], strict=True)
    low, high = max([each.low for each in reach]), least(total(reach).high, line.reach)
    if line.entire and line.reach is not None and sure == line.mask:
        low = max(low, line.reach)
    if line.by_age:
        said = _by_age(line, masks.touching, sure)
        low, high = max(low, said.low), least(high, said.high)
    return Brings(
        line.action,
        total(minutes),
        total(seats),
        total(offered),
        in_order(low, high),
        True in [_shared(placed, masks.touching, sure & masks.seats) for placed in slots],
        True in [placed.partial for placed in slots],
        True in [placed.silent for placed in slots],
    )


def _by_slot(placed: Placed, masks: Masks, sure: int) -> tuple[Between, Between, Between, Between]:
    """Minutes, seats, minutes × seats, and different young people."""
    minutes = placed.minutes if placed.mask & masks.band else placed.minutes.or_less
    here = [piece for piece in placed.pieces if piece.mask & masks.touching]
    seats = total([each.seats if each.mask & masks.seats == each.mask else each.seats.or_less for each in here])
    return minutes, seats, _times(minutes, seats), _reach(placed, here, 0 if placed.partial else sure)


def _reach(placed: Placed, here: list[Piece], sure: int) -> Between:
    """Parts of a slot are people of different quarters: they add up."""
    parts = total([piece.reach if piece.mask & sure == piece.mask else piece.reach.or_less for piece in here])
    if placed.reach is None:
        return parts
    low = max(parts.low, placed.reach) if placed.entire and placed.mask & sure == placed.mask else parts.low
    return in_order(low, least(parts.high, placed.reach))


def _by_age(line: Line, touching: int, sure: int) -> Between:
    """What an action says of each age, over those that the cell meets: nobody has two ages, so that they add up."""
    here = [(mask, exactly(reach)) for mask, reach in line.by_age if mask & touching]
    return total([reach if line.entire and mask & sure == mask else reach.or_less for mask, reach in here])


def _shared(placed: Placed, touching: int, whole: int) -> bool:
    return any(piece.mask & touching and piece.mask & whole != piece.mask for piece in placed.pieces)


def _times(minutes: Between, seats: Between) -> Between:
    """Minutes × seats; nothing of an unknown number is nothing."""
    if minutes.high == 0 or seats.high == 0:
        return NONE
    high = None if minutes.high is None or seats.high is None else minutes.high * seats.high
    return Between(minutes.low * seats.low, high)
