"""A form that is data (`kernel.questionnaires`), as a page: one section to write in, or the whole to read.

The Django form made here only shows and collects. It judges nothing: what was typed goes as it is to the domain's
service, and the faults that come back are shown at their fields, with every word kept.
"""

from .comparison import Change, compared
from .reading import ShownAnswer, ShownSection, fault_lines, read_only
from .sections import SectionForm, section_form
from .widgets import Offer
from .words import as_typed, said, whole

__all__ = [
    "Change",
    "Offer",
    "SectionForm",
    "ShownAnswer",
    "ShownSection",
    "as_typed",
    "compared",
    "fault_lines",
    "read_only",
    "said",
    "section_form",
    "whole",
]
