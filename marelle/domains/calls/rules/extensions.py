"""What an extension demands: a person, a reason, a later closing. Pure."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

WITHOUT_LAST_DAY = _("l’appel n’a pas de date limite.")


class ExtensionUnexplained(Refused):
    """Never silently."""

    code = "calls.extension_unexplained"
    sentence = _("Dites pourquoi ce délai est accordé : la raison est publiée avec le délai.")


class ExtensionByNobody(Refused):
    """A program grants nothing."""

    code = "calls.extension_by_nobody"
    sentence = _("Un délai est accordé par une personne, jamais par un programme.")
    status = 403


class ExtensionNotLater(Refused):
    """It postpones, or it is not one."""

    code = "calls.extension_not_later"
    sentence = _("Le nouveau délai doit venir après la date limite en cours, et dans le futur.")


class NothingToExtend(Refused):
    """A rolling call without a last day, or a candidature that is no draft."""

    code = "calls.nothing_to_extend"
    sentence = _("Il n’y a pas de délai à accorder ici : {reason}")
    status = 409


class ExtensionRunning(Refused):
    """What was granted is kept."""

    code = "calls.extension_running"
    sentence = _("Un délai court encore pour une candidature, jusqu’au {until} : les labels s’annoncent ensuite.")
    status = 409


class DecisionBegun(Refused):
    """Nobody joins a list that is deliberated."""

    code = "calls.decision_begun"
    sentence = _(
        "La décision de cet appel a commencé : un délai ne se donne plus à tous. Donnez-le à une candidature, une à "
        "une, ou abandonnez d’abord la liste."
    )
    status = 409


class CalendarNearer(Refused):
    """An extension postpones what follows it, or leaves it."""

    code = "calls.calendar_nearer"
    sentence = _("Un délai ne peut pas avancer cette date. Laissez-la, ou reculez-la.")


def check_extension(why: str, person_id: int | None, before: datetime, until: datetime, now: datetime) -> None:
    """Refuses an extension without a reason, by nobody, or that postpones nothing."""
    if person_id is None:
        raise ExtensionByNobody
    if not why.strip():
        raise ExtensionUnexplained(field="why")
    if until <= before or until <= now:
        raise ExtensionNotLater(field="until")
