"""What an order on several files did to each of them, and its refusals. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

MOST_FILES = 2000


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file of a bulk order: whether something is done with it, and what, or why not, in a sentence."""

    file: int
    site: str
    done: bool
    sentence: str


class NothingChosen(Refused):
    """An order on no file."""

    code = "calls.nothing_chosen"
    sentence = _("Aucune candidature n’est choisie. Cochez-en dans la liste, ou choisissez toute la liste.")


class TooManyChosen(Refused):
    """More files than one order takes."""

    code = "calls.too_many_chosen"
    sentence = _("Un geste porte sur {most} candidatures au plus. Filtrez la liste.")


class ChosenElsewhere(Refused):
    """A file that is not in this call, or not among those that one sees."""

    code = "calls.chosen_elsewhere"
    sentence = _("Une candidature choisie n’est pas, ou plus, dans la liste de cet appel. Choisissez de nouveau.")
    status = 409
