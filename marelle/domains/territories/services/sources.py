"""Citing sources: each page or file is kept once."""

from datetime import date

from ..models import Source


def cite_source(
    *,
    name: str,
    url: str = "",
    licence: str = "",
    published_on: date | None = None,
    retrieved_on: date | None = None,
) -> Source:
    """The source of this name and address, kept once; what is learnt of it is added, what was known stays."""
    facts = {"licence": licence, "published_on": published_on, "retrieved_on": retrieved_on}
    source, _new = Source.objects.get_or_create(name=name, url=url, defaults=facts)
    learnt = {fact: value for fact, value in facts.items() if value and not getattr(source, fact)}
    if learnt:
        for fact, value in learnt.items():
            setattr(source, fact, value)
        source.save(update_fields=list(learnt))
    return source
