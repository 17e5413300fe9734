"""What a project demands: a label, three civil years, and the refusals of its orders. Pure."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused
from marelle.kernel.periods import Period

YEARS_OF_A_LABEL = 3


class NotLabelled(Refused):
    """No project without a label."""

    code = "projects.not_labelled"
    sentence = _("Aucun projet ne s’ouvre sans label : la décision sur {site} n’en donne pas.")
    status = 409


class ProjectExists(Refused):
    """One project a label."""

    code = "projects.already_open"
    sentence = _("Le projet de {site} est déjà ouvert pour ce label. Ouvrez sa page.")
    status = 409


def years_of_label(decided_on: date, years: int = YEARS_OF_A_LABEL, *, promised: Collection[int] = ()) -> Period:
    """The civil years of a label: three from the first for which its call promised money, and all that it promised;
    where it promised none, those that follow the decision: labelled in September 2019, it runs from 2020 to 2022.

    A decision that comes late, or a place that becomes free, changes no year of what was promised.
    """
    first = min(promised, default=decided_on.year + 1)
    last = max((*promised, first + years - 1))
    return Period(date(first, 1, 1), date(last + 1, 1, 1), "civil")
