"""Working tables that go out to a spreadsheet and come back: what a line says, what it would change, what enters.

A table is a declaration (`WorkingTable`): its columns, how each is read from a row and from a cell, the orders that a
new and a changed line call. Promises that nothing is swallowed: each line that came back is new, changed, the same, in
clash with what somebody changed since it went out, or refused at its cell; that only what was accepted enters, each
line by the very order that a screen gives; that a table that comes back twice enters once. Knows no table.
"""

from .carrying import carry
from .cells import Amount, CellRefused, Choice, Choices, Day, Picked, Text, Whole, YesNo
from .declaring import ALWAYS, NEVER, NEW_ONLY, Asked, Column, WorkingTable, needs
from .outcome import CHANGES, CLASH, LEFT, NEW, REFUSED, SAME, Change, LineRead, Outcome
from .returned import Returned, Run
from .sending import OutSheet

__all__ = [
    "ALWAYS",
    "CHANGES",
    "CLASH",
    "LEFT",
    "NEVER",
    "NEW",
    "NEW_ONLY",
    "REFUSED",
    "SAME",
    "Amount",
    "Asked",
    "CellRefused",
    "Change",
    "Choice",
    "Choices",
    "Column",
    "Day",
    "LineRead",
    "OutSheet",
    "Outcome",
    "Picked",
    "Returned",
    "Run",
    "Text",
    "Whole",
    "WorkingTable",
    "YesNo",
    "carry",
    "needs",
]
