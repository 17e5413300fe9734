"""The forms of candidatures, published from what is written in `forms/`."""

from marelle.kernel.questionnaires.models import Questionnaire
from marelle.kernel.questionnaires.services import publish_version

from ..rules.applications import PREPROJECT, form_data


def publish_preproject_form() -> Questionnaire:
    """The pre-project form as it is written in `forms/`, published once a change."""
    data = form_data(PREPROJECT)
    return publish_version(code=PREPROJECT, title=data["title"], definition=data)
