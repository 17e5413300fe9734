"""The documents that a call demands: each is joined at one question of its form, and the form says so. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition, Fault, Field


class QuestionNotThere(Refused):
    """A document is joined at a question that the chosen form asks."""

    code = "calls.document_question_not_there"
    sentence = gettext_lazy(
        "Le formulaire choisi n’a pas de question « {question} » où joindre une pièce. "
        "Choisissez-en une autre, ou ajoutez-la au formulaire."
    )


class QuestionTaken(Refused):
    """One question, one document."""

    code = "calls.document_question_taken"
    sentence = gettext_lazy("Une autre pièce se joint déjà à cette question. Choisissez-en une autre.")
    status = 409


class FormLacksDocuments(Refused):
    """A draft keeps a form that asks what its call demands."""

    code = "calls.form_lacks_documents"
    sentence = gettext_lazy(
        "La nouvelle version du formulaire n’a plus de question où joindre « {title} », que l’appel demande. "
        "Gardez la version sur laquelle la candidature est écrite."
    )
    status = 409


@dataclass(frozen=True, slots=True)
class Asked:
    """One document: at which question it is joined, what it is, and whether a file must carry it."""

    question: str
    title: str
    text: str = ""
    compulsory: bool = True
    code: str = ""

    @property
    def said(self) -> str:
        """What the question says of it to whoever writes."""
        first = _("L’appel demande ici : {title}.") if self.compulsory else _("L’appel propose d’y joindre : {title}.")
        return " ".join(filter(None, (first.format(title=self.title), self.text)))


def questions_of(definition: Definition) -> tuple[Field, ...]:
    """The questions of a form at which files are joined."""
    return tuple(field for field in definition.fields if field.kind == "documents")


def lacking(documents: Iterable[Asked], questions: Collection[str]) -> list[Asked]:
    """The documents that no question of a form asks for."""
    return [one for one in documents if one.question not in questions]


def with_documents(definition: Definition, documents: Sequence[Asked]) -> Definition:
    """The same form, whose questions say what the call wants there, and demand what it makes compulsory."""
    wanted = {one.question: one for one in documents if one.question}
    if not wanted:
        return definition
    sections = [
        replace(section, fields=tuple(_told(field, wanted.get(field.code)) for field in section.fields))
        for section in definition.sections
    ]
    return Definition(tuple(sections), definition.rules)


def _told(field: Field, asked: Asked | None) -> Field:
    if asked is None or field.kind != "documents":
        return field
    words = " ".join(filter(None, (asked.said, field.help)))
    return replace(field, required=field.required or asked.compulsory, help=words)


def named(faults: Iterable[Fault], documents: Sequence[Asked], answers: Collection[str]) -> tuple[Fault, ...]:
    """The same faults; where a document is missing, its sentence says which one the call demands."""
    wanted = {one.question: one for one in documents if one.compulsory and one.question not in answers}
    return tuple(
        Fault(fault.path, _("Pièce manquante, que l’appel demande : {title}.").format(title=wanted[fault.path].title))
        if fault.path in wanted
        else fault
        for fault in faults
    )


def all_asked(definition: Definition | None, documents: Sequence[Asked]) -> list[Asked]:
    """Every document of a candidature, as it is published: those of the call, then the other ones of its form."""
    held = {one.question for one in documents}
    others = [field for field in questions_of(definition) if field.code not in held] if definition else []
    return [*documents, *(Asked(one.code, one.label, one.help, one.required, one.code) for one in others)]
