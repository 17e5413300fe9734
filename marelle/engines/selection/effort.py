"""How much work a question may take: counted in subsets looked at, so that it ends alike on every machine."""

from collections.abc import Callable
from dataclasses import dataclass

WORK = 400_000_000.0  # about a minute
NODE = 20_000.0  # what a relaxation solved again is counted for, by so many columns:
NODE_COLUMNS = 300


Watched = Callable[[str, int, int], None]  # hears of the "list" or of the "draws": how much is done, and of how much


def unwatched(_step: str, _done: int, _of: int) -> None:
    """Nobody listens."""


@dataclass
class Effort:
    """What is left of it, shared by all the searches of one question."""

    left: float = WORK
    watched: Watched = unwatched

    def spend(self, subsets: float) -> None:
        self.left -= subsets
        self.watched("list", int(WORK - self.left), int(WORK))

    def spend_node(self, columns: int) -> None:
        self.spend(NODE * (1 + columns / NODE_COLUMNS))

    @property
    def over(self) -> bool:
        return self.left < 0
