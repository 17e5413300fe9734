"""The forms of candidatures: published from what is written in `forms/`, or from what the national team writes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marelle.domains.territories.models import Site, SiteCommune
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.questionnaires.drafting import begin_draft, change_draft, drop_draft, publish_draft
from marelle.kernel.questionnaires.models import FormDraft, Questionnaire
from marelle.kernel.questionnaires.queries import newest_form
from marelle.kernel.questionnaires.services import publish_version

from ..access.applications import WRITE_FORMS
from ..models import Call
from ..queries.forms import form_chosen
from ..rules.applications import PREPROJECT, form_data


def publish_preproject_form() -> Questionnaire:
    """The pre-project form as it is written in `forms/`, published once a change."""
    data = form_data(PREPROJECT)
    return publish_version(code=PREPROJECT, title=data["title"], definition=data)


def form_of_the_day() -> Questionnaire:
    """The newest version of the form, the one of `forms/` where none was ever published: what a new call takes."""
    return newest_form(PREPROJECT) or publish_preproject_form()


def form_of(call: Call) -> Questionnaire:
    """The form that a new application to a call fills: the version that it chose, else that of the day."""
    return form_chosen(call) or publish_preproject_form()


def known_already(site: Site, on: date) -> dict[str, Any]:
    """What need not be asked: the communes that the register gives to a site on a day, the main one first.

    Price: one query.
    """
    today = SiteCommune.objects.filter(site=site, valid_from__lte=on).exclude(valid_to__lte=on)
    codes = list(today.order_by("-is_main", "commune__plain").values_list("commune", flat=True))
    return {"communes": codes} if codes else {}


def begin_form(*, by: Viewer, at: datetime) -> FormDraft:
    """Begins the next version of the form of pre-projects, from the newest; one at a time, which all who may share.

    Refuses without `calls.write_forms`.
    """
    by.must(WRITE_FORMS)
    draft = begin_draft(form_of_the_day(), by=by, at=at)
    audit.record(by, "calls.begin_form", draft)
    return draft


def change_form(
    *, by: Viewer, at: datetime, draft: FormDraft, definition: Mapping[str, Any], revision: int, title: str = ""
) -> FormDraft:
    """Keeps a change of the form that is being written. Refuses without `calls.write_forms`, `DraftMoved`, and
    `DefinitionRefused` when it could no longer be shown."""
    by.must(WRITE_FORMS)
    changed = change_draft(draft, definition, by=by, at=at, revision=revision, title=title)
    audit.record(by, "calls.change_form", changed, facts={"revision": changed.revision})
    return changed


def publish_form(*, by: Viewer, draft: FormDraft, revision: int) -> Questionnaire:
    """Publishes the form that is being written: a version that never changes again. Drafts of candidatures keep
    theirs, and may pass to it. Refuses as `change_form`."""
    by.must(WRITE_FORMS)
    published = publish_draft(draft, revision=revision)
    audit.record(by, "calls.publish_form", published, facts={"version": published.version})
    return published


def drop_form(*, by: Viewer, draft: FormDraft) -> None:
    """Gives up the form that is being written. Refuses without `calls.write_forms`."""
    by.must(WRITE_FORMS)
    audit.record(by, "calls.drop_form", draft)
    drop_draft(draft)
