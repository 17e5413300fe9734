"""What one action brings to one cell: bounds that hold however its shared seats and hours are really used."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from .between import NONE, Between, exactly, in_order, least, total
from .index import Line, Placed

Four: TypeAlias = tuple[Between, Between, Between, Between]


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


def together(brought: Sequence[Brings]) -> Four:
    """Minutes, seats and minutes × seats of several actions, and how many different young people."""
    return brought[0][1:5] if len(brought) == 1 else _of_several([each[1:5] for each in brought])


def brings(line: Line, masks: Masks) -> Brings:
    """Minutes, seats and minutes × seats add up over slots; different young people do not: of an action that says 30
    for the Wednesday and 20 for the summer there are from 30 to 50, and no more than the action says of itself."""
    sure = masks.lives & masks.band
    slots = [placed for placed in line.slots if placed.mask & masks.touching]
    told = [_by_slot(placed, masks, sure) for placed in slots]
    minutes, seats, offered, reach = told[0] if len(told) == 1 else _of_several(told)
    low, high = reach.low, least(reach.high, line.reach)
    if line.entire and line.reach is not None and sure == line.mask:
        low = max(low, line.reach)
    if line.by_age:
        said = _by_age(line, masks.touching, sure)
        low, high = max(low, said.low), least(high, said.high)
    whole = sure & masks.seats
    return Brings(
        line.action,
        minutes,
        seats,
        offered,
        in_order(low, high),
        True in [_shared(placed, masks.touching, whole) for placed in slots],
        True in [placed.partial for placed in slots],
        True in [placed.silent for placed in slots],
    )


def offers(line: Line, masks: Masks) -> Between:
    """Minutes × seats alone of what one action brings to a cell: a list of many cités asks for nothing else."""
    return total([_time_and_seats(placed, masks)[2] for placed in line.slots if placed.mask & masks.touching])


def opens(line: Line, masks: Masks) -> Between:
    """Minutes alone of what one action brings to a cell."""
    return total([_minutes(placed, masks) for placed in line.slots if placed.mask & masks.touching])


def _of_several(told: Sequence[Four]) -> Four:
    minutes, seats, offered, reach = zip(*told, strict=True)
    return total(minutes), total(seats), total(offered), _different(reach)


def _different(reach: Sequence[Between]) -> Between:
    """One child may come to all: at least the greatest, at most the sum."""
    return Between(max([each.low for each in reach]), total(reach).high)


def _by_slot(placed: Placed, masks: Masks, sure: int) -> Four:
    """Minutes, seats, minutes × seats, and different young people."""
    return *_time_and_seats(placed, masks), _reach(placed, masks.touching, 0 if placed.partial else sure)


def _time_and_seats(placed: Placed, masks: Masks) -> tuple[Between, Between, Between]:
    minutes = _minutes(placed, masks)
    here = [piece for piece in placed.pieces if piece.mask & masks.touching]
    seats = total([each.seats if each.mask & masks.seats == each.mask else each.seats.or_less for each in here])
    return minutes, seats, _times(minutes, seats)


def _minutes(placed: Placed, masks: Masks) -> Between:
    return placed.minutes if placed.mask & masks.band else placed.minutes.or_less


def _reach(placed: Placed, touching: int, sure: int) -> Between:
    """Parts of a slot are people of different quarters: they add up."""
    here = [piece for piece in placed.pieces if piece.mask & touching]
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
    return True in [piece.mask & whole != piece.mask for piece in placed.pieces if piece.mask & touching]


def _times(minutes: Between, seats: Between) -> Between:
    """Minutes × seats; nothing of an unknown number is nothing."""
    if minutes.high == 0 or seats.high == 0:
        return NONE
    high = None if minutes.high is None or seats.high is None else minutes.high * seats.high
    return Between(minutes.low * seats.low, high)
