"""The refusals of the orders about juries, reviews and the authorities. Pure."""

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused


class NotAReviewer(Refused):
    """One sits in a jury by a right of the accounts first."""

    code = "calls.not_a_reviewer"
    sentence = _("Cette personne n’a pas le rôle de membre du jury national. Donnez-lui d’abord ce rôle.")


class AlreadyInJury(Refused):
    """One seat a person."""

    code = "calls.already_in_jury"
    sentence = _("Cette personne est déjà membre du jury de cet appel.")
    status = 409


class FilesInHand(Refused):
    """A reviewer leaves once their files have been given to others."""

    code = "calls.files_in_hand"
    sentence = _(
        "Cette personne a encore des candidatures à noter ({count}). Retirez-les-lui une à une, en disant pourquoi, "
        "puis répartissez de nouveau."
    )
    status = 409


class NothingToDraw(Refused):
    """Every file has its readers, or there is none."""

    code = "calls.nothing_to_draw"
    sentence = _("Il n’y a rien à répartir : chaque candidature déposée a le nombre de lecteurs voulu.")
    status = 409


class DrawOutdated(Refused):
    """Something changed between the preview and the confirmation."""

    code = "calls.draw_outdated"
    sentence = _(
        "Le jury, les candidatures ou un conflit ont changé depuis l’aperçu. "
        "Voici la nouvelle répartition : relisez-la."
    )
    status = 409


class NotForReview(Refused):
    """Only a file that was sent, and is not decided, is read and marked."""

    code = "calls.not_for_review"
    sentence = _("Cette candidature n’est pas en cours d’examen : elle ne se note pas, ou plus.")
    status = 409


class AlreadyAssigned(Refused):
    """The same file twice to the same reviewer."""

    code = "calls.already_assigned"
    sentence = _("Ce membre du jury a déjà cette candidature. Choisissez-en un autre.")
    status = 409


class AssignmentOver(Refused):
    """The file was taken back meanwhile."""

    code = "calls.assignment_over"
    sentence = _("Cette candidature ne vous est plus confiée. Ce que vous aviez enregistré reste dans le journal.")
    status = 409


class AlreadyMarked(Refused):
    """What was marked is not taken back from its reader."""

    code = "calls.already_marked"
    sentence = _("Ce membre du jury a déjà envoyé ses notes : elles restent. Ajoutez un lecteur si besoin.")
    status = 409


class WhyMissing(Refused):
    """What weighs on somebody, or changes what was said, is explained."""

    code = "calls.why_missing"
    sentence = _("Écrivez pourquoi : cela reste dans le journal.")


class StatementFirst(Refused):
    """One says what links one has before one reads."""

    code = "calls.statement_first"
    sentence = _("Dites d’abord si vous avez un lien avec cette candidature. Vous la lirez ensuite.")
    status = 409


class ReviewAlreadySent(Refused):
    """Once, then only corrections."""

    code = "calls.review_already_sent"
    sentence = _(
        "Vos notes sur cette candidature sont déjà envoyées. Pour les changer, corrigez-les en disant pourquoi."
    )
    status = 409


class ReviewNotSent(Refused):
    """Nothing to correct, or to compare, yet."""

    code = "calls.review_not_sent"
    sentence = _("Vos notes ne sont pas encore envoyées : il n’y a rien à corriger.")
    status = 409


class ReviewCorrected(Refused):
    """It was corrected meanwhile, from another window."""

    code = "calls.review_corrected"
    sentence = _("Ces notes ont déjà été corrigées. Rechargez la page pour partir de la dernière version.")
    status = 409


class CriterionUnknown(Refused):
    """A mark that no criterion of the call asks for."""

    code = "calls.criterion_unknown"
    sentence = _("« {code} » n’est pas un critère de cet appel : retirez cette note, ou corrigez son nom.")


class MarkMissing(Refused):
    """Each criterion has its mark."""

    code = "calls.mark_missing"
    sentence = _("Donnez une note à « {criterion} ».")


class MarkOutsideScale(Refused):
    """A mark that the published scale does not have."""

    code = "calls.mark_outside_scale"
    sentence = _("La note de « {criterion} » va de {lowest} à {highest}, de {step} en {step}. Choisissez-en une.")


class ReasonMissing(Refused):
    """A mark without its reason."""

    code = "calls.reason_missing"
    sentence = _("Écrivez pourquoi vous donnez cette note à « {criterion} » : la commune le lira.")


class StillBlind(Refused):
    """The marks of others are sealed until all are in."""

    code = "calls.still_blind"
    sentence = _("Les notes se lisent quand tous les lecteurs de cette candidature ont envoyé les leurs.")
    status = 403


class NoSpread(Refused):
    """Readers agree, or have not all marked."""

    code = "calls.no_spread"
    sentence = _("Un lecteur supplémentaire se demande quand toutes les notes sont là et qu’un écart dépasse le seuil.")
    status = 409


class NoReaderLeft(Refused):
    """Everybody reads it already, or may not."""

    code = "calls.no_reader_left"
    sentence = _(
        "Aucun autre membre du jury ne peut lire cette candidature : tous l’ont déjà, ou ont un lien avec elle. "
        "Nommez un nouveau membre."
    )
    status = 409


class OwnInterest(Refused):
    """Another person judges it."""

    code = "calls.own_interest"
    sentence = _("Un lien déclaré se lève par une autre personne que celle qui l’a déclaré.")
    status = 403


class NothingToLift(Refused):
    """There is no interest to lift, or it was lifted."""

    code = "calls.nothing_to_lift"
    sentence = _("Ce lien a déjà été levé, ou n’en est pas un. Rechargez la page.")
    status = 409


class MessageEmpty(Refused):
    """Nothing was written."""

    code = "calls.message_empty"
    sentence = _("Écrivez votre message.")


class AlreadyChasedToday(Refused):
    """Once a day is enough."""

    code = "calls.already_chased_today"
    sentence = _("Les personnes attendues ont déjà été relancées aujourd’hui. Revenez demain.")
    status = 409


class NobodyToChase(Refused):
    """Nothing is awaited, or nobody holds the seat that is awaited."""

    code = "calls.nobody_to_chase"
    sentence = _("Il n’y a personne à relancer : tout est donné, ou personne ne tient le rôle attendu.")
    status = 409


class ActMissing(Refused):
    """A signature is delegated by a written act."""

    code = "calls.act_missing"
    sentence = _("Citez l’acte qui permet la suppléance : par exemple « arrêté du 3 juin portant délégation ».")


class NotYourKey(Refused):
    """One delegates the key that one holds oneself."""

    code = "calls.not_your_key"
    sentence = _("Vous ne tenez pas cette voix : seule l’autorité qui la tient peut se donner une suppléance.")
    status = 403
