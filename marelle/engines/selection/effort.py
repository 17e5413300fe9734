"""How much work a question may take: counted in subsets looked at, so that it ends alike on every machine."""

from dataclasses import dataclass

WORK = 400_000_000.0  # about a minute
NODE = 20_000.0  # what a relaxation solved again is counted for, by so many columns:
NODE_COLUMNS = 300


@dataclass
class Effort:
    """What is left of it, shared by all the searches of one question."""

    left: float = WORK

    def spend(self, subsets: float) -> None:
        self.left -= subsets

    def spend_node(self, columns: int) -> None:
        self.left -= NODE * (1 + columns / NODE_COLUMNS)

    @property
    def over(self) -> bool:
        return self.left < 0
