"""What is missing or wrong in a set of answers, said to the person who can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: where (`field`, `table.row.column`), and a sentence that says what to do."""

    path: str
    sentence: str

    @property
    def field(self) -> str:
        """The field at fault, without the place inside it."""
        return self.path.split(".", 1)[0]
