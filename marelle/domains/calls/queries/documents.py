"""The questions asked about the documents of a call, and about the form as they make it."""

from marelle.kernel.questionnaires import Definition

from ..models import Application, Call
from ..rules.documents import Asked, all_asked, with_documents


def asked_by(call: Call) -> list[Asked]:
    """The documents of a call, in their order. Price: one query, none when they were loaded with it."""
    return [Asked(one.question, one.title, one.text, one.compulsory, one.code) for one in call.documents.all()]


def published_documents(call: Call) -> list[Asked]:
    """Every document that a candidature may or must carry, wherever it is said: by the call, or by its form.

    Price: none on one of `whole_calls`.
    """
    return all_asked(call.form.form if call.form else None, asked_by(call))


def form_asked(application: Application) -> Definition:
    """The form that an application fills, with what its call demands. Price: one query, none when the documents were
    loaded with it."""
    return with_documents(application.sheet.questionnaire.form, asked_by(application.call))
