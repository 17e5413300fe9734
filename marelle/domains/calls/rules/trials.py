"""What a trial demands: it stays apart. Pure."""

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused


class TrialOpensNothing(Refused):
    """A rehearsal moves no euro and starts no project."""

    code = "calls.trial_opens_nothing"
    sentence = _("Ceci est un essai : aucun projet ni budget ne s’en ouvre.")
    status = 409


class NotATrial(Refused):
    """One is invited to a trial; a real call is for everybody."""

    code = "calls.not_a_trial"
    sentence = _("Cet appel n’est pas un essai : tout le monde le voit dès son ouverture.")
    status = 409


class NobodyByThatAddress(Refused):
    """Only people who have an account take part."""

    code = "calls.nobody_by_that_address"
    sentence = _("Personne ici n’a cette adresse. Invitez d’abord cette personne dans son organisation.")
