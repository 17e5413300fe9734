"""The questions asked about published forms."""

from .models import FormDraft, Questionnaire


def newest_form(code: str) -> Questionnaire | None:
    """The newest version of a form, or None when none was published. Price: one query."""
    return Questionnaire.objects.filter(code=code).order_by("-version").first()


def versions_of(code: str) -> list[Questionnaire]:
    """Every version of a form, the newest first. Price: one query."""
    return list(Questionnaire.objects.filter(code=code).order_by("-version"))


def draft_of(code: str) -> FormDraft | None:
    """The version that is being written, or None. Price: one query."""
    return FormDraft.objects.filter(code=code).first()
