"""The forms of candidatures: published from what is written in `forms/`, or from what the national team writes."""

from marelle.kernel.questionnaires.models import Questionnaire
from marelle.kernel.questionnaires.services import publish_version

from ..models import Call
from ..queries.forms import form_chosen
from ..rules.applications import PREPROJECT, form_data


def publish_preproject_form() -> Questionnaire:
    """The pre-project form as it is written in `forms/`, published once a change."""
    data = form_data(PREPROJECT)
    return publish_version(code=PREPROJECT, title=data["title"], definition=data)


def form_of(call: Call) -> Questionnaire:
    """The form that a new application to a call fills: the newest version, the one of `forms/` where there is none."""
    return form_chosen(call) or publish_preproject_form()
