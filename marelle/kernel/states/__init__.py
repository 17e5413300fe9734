"""State tables: which states a record may have, and which moves lead from one to another.

Promises that a move absent from the table is refused, for one record and for a batch alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

Tone = Literal["neutral", "here", "done", "late", "refused"]


@dataclass(frozen=True, slots=True)
class State:
    """One state: its code in the database, its label for people, the tone in which screens show it."""

    code: str
    label: str | Promise
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Move:
    """One permitted change, and the order (a verb) that carries it out."""

    start: str
    end: str
    order: str


class MoveRefused(Refused):
    """The table has no such move."""

    code = "states.move_refused"
    sentence = _("Impossible de passer de « {start} » à « {end} ». Rechargez la page pour voir l’état actuel.")
    status = 409


@dataclass(frozen=True, slots=True)
class StateTable:
    """All the states of one kind of record and every permitted move between them."""

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        codes = {state.code for state in self.states}
        stray = {code for move in self.moves for code in (move.start, move.end)} - codes
        if stray or len(codes) != len(self.states):
            raise ValueError(f"state table {self.name}: unknown or doubled states {sorted(stray)}")

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(state.code for state in self.states)

    @property
    def choices(self) -> list[tuple[str, str | Promise]]:
        return [(state.code, state.label) for state in self.states]

    def state(self, code: str) -> State:
        return next(state for state in self.states if state.code == code)

    def allows(self, start: str, end: str) -> bool:
        return any((move.start, move.end) == (start, end) for move in self.moves)

    def check(self, start: str, end: str) -> None:
        """Refuses (`MoveRefused`) a move that is not in the table."""
        if not self.allows(start, end):
            raise MoveRefused(start=self._label(start), end=self._label(end))

    def _label(self, code: str) -> str | Promise:
        """How a refusal calls a state: one that the table does not have, by what was sent."""
        return self.state(code).label if code in self.codes else code[:40]

    def check_all(self, starts: Sequence[str], end: str) -> None:
        """The same for a batch: one wrong record refuses the whole."""
        for start in starts:
            self.check(start, end)
