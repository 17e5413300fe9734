"""The refusals of the orders about label decisions. Pure."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marelle.kernel.errors import Refused

from ..states.calls import OUTCOMES


class DecisionUnsourced(Refused):
    """A past decision is believed only with its source."""

    code = "calls.decision_unsourced"
    sentence = _("Une décision passée s’enregistre avec sa source. Indiquez le document où vous l’avez lue.")


class DecisionUndated(Refused):
    """A decision has a day."""

    code = "calls.decision_undated"
    sentence = _("Donnez le jour de la décision, tel que la source l’écrit.")


class DecisionInTheFuture(Refused):
    """Nobody decides tomorrow."""

    code = "calls.decision_in_the_future"
    sentence = _("Le {day} n’est pas encore venu. Enregistrez la décision une fois qu’elle est prise.")


class DecisionBeforeFiling(Refused):
    """Nobody decides of a file that was not there yet."""

    code = "calls.decision_before_filing"
    sentence = _("La candidature de {site} a été déposée le {filed}. Donnez un jour de décision qui ne le précède pas.")


class OutcomeUnknown(Refused):
    """Labelled, refused or withdrawn."""

    code = "calls.outcome_unknown"
    sentence = _("Cette décision n’existe pas. Une cité est labellisée, non retenue, ou son label est retiré.")


class CallTakesNoDecision(Refused):
    """Too early: the call still receives files, or was never opened."""

    code = "calls.takes_no_decision"
    sentence = _("L’appel « {call} » n’est pas clos. Les décisions s’enregistrent après la date limite.")
    status = 409


class FilesUndecided(Refused):
    """Labels are announced once every file that was sent has its answer."""

    code = "calls.files_undecided"
    status = 409

    def __str__(self) -> str:
        count = int(self.facts["count"])
        return ngettext(
            "{count} candidature déposée n’a pas de décision. Décidez-la, puis annoncez les labels.",
            "{count} candidatures déposées n’ont pas de décision. Décidez-les, puis annoncez les labels.",
            count,
        ).format(count=count)


class AlreadyDecided(Refused):
    """One current decision a site and a call; another one says which it replaces."""

    code = "calls.already_decided"
    sentence = _(
        "Une décision existe déjà pour {site} dans cet appel. Pour la changer, remplacez-la en disant pourquoi."
    )
    status = 409


class DecisionSuperseded(Refused):
    """The decision to replace was replaced meanwhile."""

    code = "calls.decision_superseded"
    sentence = _("Cette décision a déjà été remplacée. Rechargez la page pour voir celle qui vaut aujourd’hui.")
    status = 409


class DecisionReasonMissing(Refused):
    """Changing a decision, or saying no, is explained."""

    code = "calls.decision_reason_missing"
    sentence = _("Écrivez la raison de cette décision : la commune la lira.")


class NothingToWithdraw(Refused):
    """Only a label that holds can be withdrawn."""

    code = "calls.nothing_to_withdraw"
    sentence = _("{site} ne porte pas de label dans cet appel : il n’y a rien à retirer.")
    status = 409


class ReviewerDoesNotDecide(Refused):
    """Marking and deciding are two persons."""

    code = "calls.reviewer_does_not_decide"
    sentence = _("Vous avez noté cette candidature, ou déclaré un lien avec elle : une autre personne en décide.")
    status = 403


def check_day(decided_on: date | None, today: date) -> date:
    """The day of a decision. Refuses none, and a day to come."""
    if decided_on is None:
        raise DecisionUndated(field="decided_on")
    if decided_on > today:
        raise DecisionInTheFuture(field="decided_on", day=f"{decided_on:%d/%m/%Y}")
    return decided_on


def check_outcome(outcome: str) -> None:
    if outcome not in OUTCOMES:
        raise OutcomeUnknown(field="outcome")
