"""What `{% week_matrix %}` draws: lines of squares, each with its sign, its words and its link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise

# d1 to d4: the more is reached, the fuller. hole: a dashed outline; unknown: hatched; off: nothing is asked there.
TONES = ("d1", "d2", "d3", "d4", "hole", "hole-unknown", "unknown", "none", "off")
# The two parts of a bar stand in a legend only.
IN_LEGEND = (*TONES, "bar-sure", "bar-most")


@dataclass(frozen=True, slots=True)
class Square:
    """One square: `said` is what matters, `more` the rest, `word` names its sign for who does not see it.

    short, of, small: the same in a few signs, for eyes (`of`: out of how many); who listens hears the whole. bar: how
    full it is, in percent, for sure and at most. url: what a click opens. chosen: it is open. before: what stood
    there, where a change is shown.
    """

    tone: str
    said: Words
    more: Words = ""
    word: Words = ""
    url: str = ""
    chosen: bool = False
    before: Words = ""
    short: Words = ""
    of: Words = ""
    small: Words = ""
    bar: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.bar and not 0 <= self.bar[0] <= self.bar[1] <= 100:
            raise ValueError(f"a square is full for sure, then at most, between 0 and 100, not {self.bar}")
        if self.tone not in TONES:
            raise ValueError(f"a square has one of the tones {TONES}, not {self.tone!r}")
        if not str(self.said).strip():
            raise ValueError("a square says something: a blank one could be read as zero")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its label, what is small beside it, its letter, its mark (1 to 10: chalk and pattern; 0: none)."""

    label: Words
    squares: Sequence[Square]
    note: Words = ""
    letter: str = ""
    mark: int = 0
    total: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """One column: its label, what is small under it."""

    label: Words
    note: Words = ""
    total: bool = False
