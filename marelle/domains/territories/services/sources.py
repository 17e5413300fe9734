"""Citing sources: each page or file is kept once."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

from ..models import Source


class ReadBeforePublished(Refused):
    """A document cannot be read before the day on which it came out."""

    code = "territories.read_before_published"
    sentence = _("Ce document serait daté du {day}, après le jour où il a été lu. Vérifiez sa date.")


def cite_source(
    *,
    name: str,
    url: str = "",
    licence: str = "",
    published_on: date | None = None,
    retrieved_on: date | None = None,
) -> Source:
    """The source of this name and address, kept once; what is learnt of it is added, what was known stays.

    Refuses `ReadBeforePublished`.
    """
    facts = {"licence": licence, "published_on": published_on, "retrieved_on": retrieved_on}
    source = Source.objects.filter(name=name, url=url).first() or Source(name=name, url=url)
    learnt = {fact: value for fact, value in facts.items() if value and not getattr(source, fact)}
    for fact, value in learnt.items():
        setattr(source, fact, value)
    if source.published_on and source.retrieved_on and source.retrieved_on < source.published_on:
        raise ReadBeforePublished(field="published_on", day=f"{source.published_on:%d/%m/%Y}")
    if source.pk is None:
        return Source.objects.get_or_create(name=name, url=url, defaults=facts)[0]
    if learnt:
        source.save(update_fields=list(learnt))
    return source
