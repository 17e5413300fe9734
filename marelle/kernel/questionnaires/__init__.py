"""Questionnaires: forms as data, told once and used everywhere.

Promises that a form is a published, versioned JSON that never changes; that reading its answers never fails on any
input; that hidden, computed, missing and contradictory answers are judged the same way on every screen and in every
file; and that two people who write in one sheet never lose a word of each other. Knows no word of the trade, no
screen, no register, and not who may write: the record that holds a sheet judges that. All is pure but `models`,
`services` and `drafting`, which keep.

For guarded data (class C3 and above) the holder keeps its answers itself: these sheets are of class C2.
"""

from .answers import Evaluated, Normalised, check, content, evaluate, normalise, visible
from .definition import Definition, Field, Option, Section
from .faults import Fault
from .reading import DefinitionRefused, read
from .registers import NOTHING, Entry, Fact, Known, Registers

__all__ = [
    "NOTHING",
    "Definition",
    "DefinitionRefused",
    "Entry",
    "Evaluated",
    "Fact",
    "Fault",
    "Field",
    "Known",
    "Normalised",
    "Option",
    "Registers",
    "Section",
    "check",
    "content",
    "evaluate",
    "normalise",
    "read",
    "visible",
]
