"""The refusals of the orders about actions. Pure."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Fault


class ProjectOver(Refused):
    """What has ended is read, no longer written."""

    code = "projects.over"
    sentence = _("Le projet de {site} n’est plus en cours : son plan se lit, il ne se modifie plus.")
    status = 409


class ActionClosed(Refused):
    """A finished or dropped action stays as it was."""

    code = "projects.action_closed"
    sentence = _(
        "Cette action est « {state} » : sa fiche se lit, elle ne se modifie plus. "
        "Reconduisez-la pour en écrire une autre."
    )
    status = 409


class ActionIncomplete(Refused):
    """Something is missing; `faults` says what."""

    code = "projects.action_incomplete"
    sentence = _("La fiche n’est pas proposée : il reste des points à compléter ({count}), listés ci-dessous.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = list(faults)


class NotReadyForPlan(Refused):
    """The same, said in one cell of a spreadsheet."""

    code = "projects.not_ready_for_plan"
    sentence = _(
        "La fiche n’est pas complète\u00a0: il manque {missing}. Complétez la ligne, ou remettez «\u00a0En "
        "préparation\u00a0»."
    )


class PlanNotYours(Refused):
    """Only those who steer take an action into the plan."""

    code = "projects.plan_not_yours"
    sentence = _(
        "Vous n’avez pas le droit de prendre une action au plan\u00a0: écrivez «\u00a0Proposée\u00a0», ceux qui "
        "pilotent la cité la prendront."
    )
    status = 403


class SaidOnItsPage(Refused):
    """What goes back or is given up says why, and a state has no place for it."""

    code = "projects.said_on_its_page"
    sentence = _(
        "De «\u00a0{start}\u00a0» à «\u00a0{end}\u00a0», il faut dire pourquoi\u00a0: faites-le sur la page de "
        "l’action, et remettez ici «\u00a0{start}\u00a0»."
    )
    status = 409


class FarFromPlan(Refused):
    """An action that was dropped, or that another cité carries on, moves no more."""

    code = "projects.far_from_plan"
    sentence = _("Cette action est «\u00a0{state}\u00a0»\u00a0: son état ne change plus. Remettez-le.")
    status = 409


class NotInLibrary(Refused):
    """One takes up what a cité offers to the others."""

    code = "projects.not_in_library"
    sentence = _("Cette action n’est pas dans la bibliothèque des cités. Demandez à la cité qui la mène de l’y mettre.")
    status = 404


class NotYetInPlan(Refused):
    """What is only thought of is not shown as a model."""

    code = "projects.not_yet_in_plan"
    sentence = _("Une action entre dans la bibliothèque quand elle est au plan. Celle-ci est « {state} ».")
    status = 409


class AlreadyRenewed(Refused):
    """An action has one follower a year."""

    code = "projects.already_renewed"
    sentence = _("Cette action est déjà reconduite en {year}. Ouvrez la fiche de cette année-là.")
    status = 409


class YearOutside(Refused):
    """A plan has the years of its label."""

    code = "projects.year_outside"
    sentence = _("L’année {year} n’est pas une année de ce projet ({years}).")


class ActionUnknown(Refused):
    """The one who writes does not see such an action."""

    code = "projects.action_unknown"
    sentence = _("Cette action n’est pas dans le plan que vous voyez. Rechargez la page.")
    status = 404


class TooManyCells(Refused):
    """One gesture of the grid stays within what a person can look over."""

    code = "projects.too_many_cells"
    sentence = _("Trop de cases d’un coup : {most} au plus. Collez en plusieurs fois.")
