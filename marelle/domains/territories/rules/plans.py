"""What an import would do, before anything is written. Pure: compares what a file says with what is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic

from django.utils.translation import gettext as _

from marelle.kernel.sheets.reading import Fault, Reading, Row


@dataclass(slots=True)
class Plan(Generic[Row]):
    """Rows to add and to change, how many are the same, how many known ones the file is silent about, what is refused.

    An import never deletes: what a file does not mention stays, and is counted as absent.
    """

    add: list[Row] = field(default_factory=list)
    change: list[Row] = field(default_factory=list)
    unchanged: int = 0
    absent: int = 0
    refused: list[Fault] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not (self.add or self.change)


def compare(
    reading: Reading[Row],
    known: Mapping[str, Row],
    key: Callable[[Row], str],
    objection: Callable[[Row], str | None],
) -> Plan[Row]:
    """The plan of a file: a row is the same when it equals the known one. Rows come twice, or objected to, are refused.

    Linear in the size of the file and of what is known.
    """
    plan: Plan[Row] = Plan(refused=list(reading.faults))
    first_at: dict[str, int] = {}
    for line in reading.lines:
        code, why = key(line.row), objection(line.row)
        if code in first_at:
            why = _("« {code} » est déjà à la ligne {line}.").format(code=code, line=first_at[code])
        if why:
            plan.refused.append(Fault(line.number, why))
            continue
        first_at[code] = line.number
        _place(plan, line.row, known.get(code))
    plan.absent = sum(1 for code in known if code not in first_at)
    plan.refused.sort(key=lambda fault: fault.line)
    return plan


def _place(plan: Plan[Row], row: Row, known: Row | None) -> None:
    if known is None:
        plan.add.append(row)
    elif known == row:
        plan.unchanged += 1
    else:
        plan.change.append(row)
