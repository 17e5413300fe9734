from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused


class NotYourSeat(Refused):
    """Somebody speaks from a seat that is not theirs, or from two."""

    code = "dossiers.not_your_seat"
    sentence = _("Vous ne pouvez pas donner cet avis : il revient à « {seat} », et chaque personne n’en donne qu’un.")
    status = 403


class AlreadySpoken(Refused):
    """The seat has spoken on this version."""

    code = "dossiers.already_spoken"
    sentence = _("« {seat} » a déjà donné son avis sur cette version. Un avis donné ne se modifie pas.")
    status = 409


class VersionSuperseded(Refused):
    """The content has changed since the page was opened."""

    code = "dossiers.version_superseded"
    sentence = _("Ce dossier a changé : une version plus récente existe. Relisez-la, puis donnez votre avis.")
    status = 409


class ReasonsMissing(Refused):
    """An opinion without its reasons."""

    code = "dossiers.reasons_missing"
    sentence = _("Écrivez les motifs de l’avis : la ville et les autres signataires les liront.")

    def __init__(self) -> None:
        super().__init__(field="reasons")


class UnknownOpinion(Refused):
    """Not one of the opinions."""

    code = "dossiers.unknown_opinion"
    sentence = _("Choisissez un avis parmi ceux qui sont proposés.")

    def __init__(self) -> None:
        super().__init__(field="opinion")


class NothingChanged(Refused):
    """The same content frozen twice."""

    code = "dossiers.nothing_changed"
    sentence = _("Rien n’a changé depuis la version {number} : les avis donnés restent valables.")
    status = 409
