"""The refusals of the orders about the list of a call. Pure."""

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused


class ListTooEarly(Refused):
    """A list is made once files have stopped coming."""

    code = "calls.list_too_early"
    sentence = _("L’appel « {call} » n’est pas clos : la liste se calcule ensuite.")
    status = 409


class ListWithoutRules(Refused):
    """A call told of the past, which never said how its list is made."""

    code = "calls.list_without_rules"
    sentence = _("Cet appel n’a publié ni critères, ni enveloppe, ni règle de liste : rien ne peut être calculé.")
    status = 409


class NothingToList(Refused):
    """No file has all its marks."""

    code = "calls.nothing_to_list"
    sentence = _("Aucune candidature n’a encore toutes ses notes : il n’y a rien à calculer.")
    status = 409


class ChangesWrong(Refused):
    """A scenario that nobody could calculate."""

    code = "calls.changes_wrong"
    sentence = _("{reason}")


class AnswerAwaited(Refused):
    """The worker has not answered yet."""

    code = "calls.answer_awaited"
    sentence = _("Ce calcul n’est pas terminé. Revenez dans un instant.")
    status = 409


class ScenarioIsNotTheList(Refused):
    """Only the published rules make the list of a call."""

    code = "calls.scenario_is_not_the_list"
    sentence = _(
        "Ce calcul change les règles publiées : il éclaire, il ne se propose pas. Proposez le calcul selon les règles "
        "de l’appel ; le jury peut ensuite s’en écarter, en disant pourquoi."
    )
    status = 409


class NoListToPropose(Refused):
    """No list respects the rules."""

    code = "calls.no_list_to_propose"
    sentence = _("Aucune liste ne respecte ces règles : il n’y a rien à proposer.")
    status = 409


class FilesNotReady(Refused):
    """Every file is on the list, or nobody signs it."""

    code = "calls.files_not_ready"
    sentence = _(
        "Des candidatures manquent au calcul ({names}) : il leur manque une note, ou ce que le barème demande."
    )
    status = 409


class SignatoriesWrong(Refused):
    """At least two people, who may."""

    code = "calls.signatories_wrong"
    sentence = _("Nommez au moins deux personnes qui peuvent délibérer de cette liste : elles la signeront.")


class ListUnderWay(Refused):
    """One list at a time."""

    code = "calls.list_under_way"
    sentence = _("Une liste est déjà proposée dans cet appel. Abandonnez-la d’abord, ou menez-la à son terme.")
    status = 409


class NotOnTheList(Refused):
    """Only what was calculated is deliberated."""

    code = "calls.not_on_the_list"
    sentence = _("Cette candidature n’est pas dans le calcul de cette liste.")
    status = 409


class ListInputsChanged(Refused):
    """A note, an opinion, a candidature changed since the calculation."""

    code = "calls.list_inputs_changed"
    sentence = _(
        "Une note, un avis, une candidature ou l’enveloppe a changé depuis ce calcul : cette liste ne peut plus être "
        "signée ni décidée. Abandonnez-la et refaites le calcul."
    )
    status = 409


class ListOverEnvelope(Refused):
    """A choice that the envelope does not hold."""

    code = "calls.list_over_envelope"
    sentence = _("Cette liste dépasse l’enveloppe de {year} de {over}. Retirez une candidature, en disant pourquoi.")
    status = 409


class NotASignatory(Refused):
    """Only those who were named sign."""

    code = "calls.not_a_signatory"
    sentence = _("Vous n’êtes pas parmi les personnes nommées pour signer cette liste.")
    status = 403


class ListNotSigned(Refused):
    """A computed list is a proposal until named people sign it."""

    code = "calls.list_not_signed"
    sentence = _("Cette liste n’est pas signée par toutes les personnes nommées : ce n’est qu’une proposition.")
    status = 409


class ListAlreadyDecided(Refused):
    """The order was given twice, or by two people."""

    code = "calls.list_already_decided"
    sentence = _("Cette liste est déjà décidée. Rechargez la page pour lire ses décisions.")
    status = 409


class ListFrozen(Refused):
    """Nobody changes what is being signed."""

    code = "calls.list_frozen"
    sentence = _(
        "Cette liste n’est plus en délibération : rien ne s’y change. Pour y revenir, l’équipe nationale la rend au "
        "jury, en disant pourquoi."
    )
    status = 409


class SayingUnknown(Refused):
    """Retained, not retained, or as calculated."""

    code = "calls.saying_unknown"
    sentence = _("Dites s’il faut retenir cette candidature, ne pas la retenir, ou revenir au calcul.")


class ListVersionUnknown(Refused):
    """A version of the list that was never frozen."""

    code = "calls.list_version_unknown"
    sentence = _("Cette version de la liste n’existe pas. Relisez celle qui est à signer, puis signez-la.")
    status = 409


class ListStillOpen(Refused):
    """Labels are announced once the list is decided, or given up."""

    code = "calls.list_still_open"
    sentence = _(
        "Une liste est proposée dans cet appel, et n’est pas décidée : décidez-la, ou abandonnez-la. Les labels "
        "s’annoncent ensuite."
    )
    status = 409


class AppealOutcomeUnknown(Refused):
    """An appeal is upheld or rejected."""

    code = "calls.appeal_outcome_unknown"
    sentence = _("Dites si le recours est accepté ou rejeté.")


class NotTheNextWaiting(Refused):
    """They are called in their order."""

    code = "calls.not_the_next_waiting"
    sentence = _("{site} n’est pas la prochaine de la liste complémentaire : l’ordre signé est suivi.")
    status = 409


class AppealTooLate(Refused):
    """The time of appeal is over."""

    code = "calls.appeal_too_late"
    sentence = _("Le délai de recours sur cette décision est passé : il finissait le {day}.")
    status = 409


class AppealAlreadyLodged(Refused):
    """One appeal a decision, one answer an appeal."""

    code = "calls.appeal_already_lodged"
    sentence = _("Cela est déjà enregistré. Rechargez la page pour le lire.")
    status = 409


class NothingToAppeal(Refused):
    """A label is not appealed here, nor is what was replaced."""

    code = "calls.nothing_to_appeal"
    sentence = _("Un recours se dépose contre une décision qui vaut aujourd’hui, et qui n’a pas donné le label.")
    status = 409
