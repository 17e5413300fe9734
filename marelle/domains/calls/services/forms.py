"""The forms of candidatures: published from what is written in `forms/`, or from what the national team writes."""

from datetime import date
from typing import Any

from marelle.domains.territories.models import Site, SiteCommune
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


def known_already(site: Site, on: date) -> dict[str, Any]:
    """What need not be asked: the communes that the register gives to a site on a day, the main one first.

    Price: one query.
    """
    today = SiteCommune.objects.filter(site=site, valid_from__lte=on).exclude(valid_to__lte=on)
    codes = list(today.order_by("-is_main", "commune__plain").values_list("commune", flat=True))
    return {"communes": codes} if codes else {}
