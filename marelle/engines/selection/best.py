"""What a search has found so far, and what it has proven."""

from dataclasses import dataclass, field

from .program import Chosen

KEPT = 2_000


@dataclass
class Best:
    """The greatest value known and choices that have it; no choice is worth more than `bound` (None: none exists)."""

    value: int | None = None
    bound: int | None = None
    finished: bool = False  # everything was looked at
    complete: bool = False  # `choices` are all those of this value
    _choices: dict[bytes, Chosen] = field(default_factory=dict)

    @property
    def choices(self) -> list[Chosen]:
        return list(self._choices.values())

    @property
    def proven(self) -> bool:
        """The value is the greatest, or there is no choice at all."""
        return self.value == self.bound and (self.finished or self.value is not None)

    @property
    def infeasible(self) -> bool:
        return self.finished and self.value is None

    @property
    def crowded(self) -> bool:
        """More choices of the same value than anybody would list."""
        return len(self._choices) > KEPT

    def known(self) -> "Best":
        """The same choices, of which a part of the program knows nothing else."""
        return Best(self.value, _choices=dict(self._choices))

    def offer(self, value: int, chosen: Chosen) -> None:
        if self.value is None or value > self.value:
            self.value, self._choices = value, {}
        if value == self.value and not self.crowded:
            self._choices[chosen.tobytes()] = chosen

    def closed(self, complete: bool) -> "Best":
        """Everything was looked at: the value is proven."""
        self.finished, self.bound, self.complete = (
            True,
            self.value,
            complete and self.value is not None and not self.crowded,
        )
        return self
