"""The questions asked about the forms of candidatures."""

from marelle.kernel.questionnaires.models import Questionnaire
from marelle.kernel.questionnaires.queries import newest_form

from ..models import Application, Call
from ..rules.applications import PREPROJECT


def form_chosen(call: Call) -> Questionnaire | None:
    """The version of the form that new applications to a call fill, or None while none is published.

    Price: one query, none when the call chose and its form was loaded with it.
    """
    return call.form or newest_form(PREPROJECT)


def newer_form(application: Application) -> Questionnaire | None:
    """The version to which a draft may pass, when its form has changed since it was started; else None.

    Price: one query, none once it is filed.
    """
    if application.state != "draft":
        return None
    mine = application.sheet.questionnaire
    newest = newest_form(mine.code)
    return newest if newest is not None and newest.version > mine.version else None
