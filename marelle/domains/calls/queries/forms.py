"""The questions asked about the forms of candidatures."""

from marelle.kernel.questionnaires.models import Questionnaire
from marelle.kernel.questionnaires.queries import newest_form

from ..models import Application, Call
from ..rules.applications import PREPROJECT


def form_chosen(call: Call) -> Questionnaire | None:
    """The version of the form that new applications to a call fill, or None while none is published.

    Price: one query.
    """
    return newest_form(PREPROJECT)


def newer_form(application: Application) -> Questionnaire | None:
    """The version to which a draft may pass, when its form has changed since it was started; else None.

    Price: one query, none once it is filed.
    """
    if application.state != "draft":
        return None
    mine, chosen = application.sheet.questionnaire, form_chosen(application.call)
    newer = chosen is not None and chosen.code == mine.code and chosen.version > mine.version
    return chosen if newer else None
