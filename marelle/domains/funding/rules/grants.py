"""Grants: what is refused of them, and how long one waits for the money. Pure."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

# The oldest year that a source gives to the experiment from which the programme came (Grigny).
FIRST_YEAR = 2013


class GrantBeyondBudget(Refused):
    """The credits of the cité do not hold the grant."""

    code = "funding.grant_beyond_budget"
    sentence = _(
        "Le budget {year} de la cité ne suffit pas\u00a0: il reste {left}, il faut {wanted}. Réduisez le montant, "
        "ou choisissez un autre financeur."
    )
    status = 409


class GrantBelowPaid(Refused):
    """A correction does not undo what was paid."""

    code = "funding.grant_below_paid"
    sentence = _(
        "{paid} sont déjà versés de cette subvention\u00a0: elle ne peut pas être ramenée à {wanted}. Annulez d’abord "
        "le versement de trop, ou écrivez un montant d’au moins {paid}."
    )
    status = 409


class CorrectionUnsaid(Refused):
    """An amount is corrected for a reason."""

    code = "funding.correction_unsaid"
    sentence = _("Dites pourquoi ce montant est corrigé\u00a0: une faute de frappe, un vote modificatif…")


class CorrectionOfNothing(Refused):
    """A reason goes with the amount that it corrects."""

    code = "funding.correction_of_nothing"
    sentence = _(
        "La raison d’une correction va avec un montant corrigé\u00a0: changez le montant d’une subvention déjà "
        "inscrite, ou remettez la raison qui y était."
    )


class PaymentBeyondGrant(Refused):
    """Nobody is paid more than what was voted."""

    code = "funding.payment_beyond_grant"
    sentence = _(
        "Cette subvention ne doit plus que {left}\u00a0: un versement de {wanted} la dépasse. Réduisez-le, ou "
        "corrigez d’abord le montant voté."
    )
    status = 409


class UnknownFinancer(Refused):
    """Who gives is named as in the action sheet."""

    code = "funding.unknown_financer"
    sentence = _("Choisissez un financeur de la liste.")


class ActionUntold(Refused):
    """A grant goes to somebody, for a year."""

    code = "funding.action_untold"
    sentence = _("La fiche de cette action ne dit pas {what}. Écrivez-le avant d’inscrire une subvention.")


class GrantOfDropped(Refused):
    """What was given up receives nothing."""

    code = "funding.grant_of_dropped"
    sentence = _("Cette action est «\u00a0{state}\u00a0»\u00a0: aucune subvention ne peut plus lui être inscrite.")
    status = 409


class GrantTakenBack(Refused):
    """A grant that was taken back owes nothing."""

    code = "funding.grant_taken_back"
    sentence = _("Cette subvention a été annulée. Inscrivez-en une autre.")
    status = 409


class DayMissing(Refused):
    """Either the vote or the notification has a day."""

    code = "funding.day_missing"
    sentence = _("Donnez le jour du vote ou celui de la notification\u00a0: au moins l’un des deux.")


class DayInFuture(Refused):
    """Only what happened is written."""

    code = "funding.day_in_future"
    sentence = _("Ce jour n’est pas encore venu. Une somme s’inscrit le jour où elle est votée, notifiée ou versée.")


class DayLongAgo(Refused):
    """No money of the programme came before it: a spreadsheet makes 1900 of an empty day."""

    code = "funding.day_long_ago"
    sentence = _("Ce jour, {day}, vient bien avant les cités éducatives\u00a0: corrigez l’année.")


class DaysOutOfOrder(Refused):
    """A vote, then its notification, then its payments."""

    code = "funding.days_out_of_order"
    sentence = _("{later} ne peut pas venir avant {earlier}, le {day}. Corrigez l’un des deux jours.")


def days_waited(since: date | None, settled_on: date | None, today: date) -> int | None:
    """Days in Paris from the notification (failing that, the vote) to the last payment of what was voted, or to today
    when something is still owed; None when nobody wrote since when."""
    return None if since is None else max(0, ((settled_on or today) - since).days)


def worded(day: date) -> str:
    """« 12 décembre 2019 », in the language of whoever reads."""
    return date_format(day, "j F Y")
