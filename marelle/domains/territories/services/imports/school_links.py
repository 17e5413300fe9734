"""The dated links of schools: networks of priority education, and the quarters near them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ...models import ImportRun, SchoolNetwork, SchoolQuarter, Source
from ...rules.files.priority import MEMBERS
from ...rules.schools import Near
from ...rules.spans import Span, Spans
from ..bulk import among, bring_rows

BATCH = 5000


def known_spans(schools: Iterable[str]) -> dict[str, Spans]:
    """The networks of these schools, in order. Price: one query."""
    found: dict[str, Spans] = {}
    links = SchoolNetwork.objects.filter(among("school_id", schools)).order_by("school_id", "valid_from")
    for school, start, end, status, head, seen in links.values_list(
        "school_id", "valid_from", "valid_to", "status", "head_uai", "seen_on"
    ):
        found[school] = (*found.get(school, ()), Span(start, end, status, head, seen))
    return found


def whole_lists() -> set[tuple[str, date]]:
    """The lists of priority education that were heard as whole ones: fingerprints and days. Price: one query."""
    runs = ImportRun.objects.filter(kind=MEMBERS.code, whole=True)
    return {(sha256, day) for sha256, day in runs.values_list("sha256", "facts_on") if day}


def bring_spans(wanted: Mapping[str, Spans], source: Source) -> None:
    """Closes, corrects and opens what differs. A span that was told again from an earlier day takes that day.

    Price: two queries, one more for each gesture that is needed and each 5,000 links.
    """
    links = SchoolNetwork.objects.select_for_update().filter(among("school_id", wanted))
    there = {(link.school_id, link.valid_from): link for link in links}
    spans = {(school, span.start): span for school, told in wanted.items() for span in told}
    SchoolNetwork.objects.filter(pk__in=[link.pk for key, link in there.items() if key not in spans]).delete()
    changed = [link for key, link in there.items() if key in spans and _take(link, spans[key], source)]
    SchoolNetwork.objects.bulk_update(
        changed, ["valid_to", "status", "head_uai", "seen_on", "source"], batch_size=BATCH
    )
    SchoolNetwork.objects.bulk_create(
        [
            SchoolNetwork(
                school_id=school,
                status=span.status,
                head_uai=span.head,
                valid_from=span.start,
                valid_to=span.end,
                seen_on=span.seen,
                source=source,
            )
            for (school, start), span in spans.items()
            if (school, start) not in there
        ],
        batch_size=BATCH,
    )


def _take(link: SchoolNetwork, span: Span, source: Source) -> bool:
    """Gives the link what the span says; true when it did not have it. The source changes with what it says."""
    if (link.status, link.head_uai) != (span.status, span.head):
        link.source = source
    facts = span.status, span.head, span.end, span.seen
    differs = (link.status, link.head_uai, link.valid_to, link.seen_on) != facts
    link.status, link.head_uai, link.valid_to, link.seen_on = facts
    return differs


def known_near(schools: Iterable[str], source: Source) -> dict[str, set[Near]]:
    """The quarters near these schools, as a source says. Price: one query."""
    found: dict[str, set[Near]] = {}
    links = SchoolQuarter.objects.filter(among("school_id", schools), source=source)
    for school, generation, code, metres, quality, day in links.values_list(
        "school_id", "generation", "quarter_code", "metres", "quality", "facts_on"
    ):
        found.setdefault(school, set()).add(Near(generation, code, metres, quality, day))
    return found


def bring_near(wanted: Mapping[str, Iterable[Near]], source: Source) -> None:
    """Writes what a source says of the nearest quarters. Price: one query for each 20,000 schools."""
    bring_rows(
        SchoolQuarter,
        ["school", "generation", "quarter_code", "metres", "quality", "facts_on"],
        (
            (school, near.generation, near.code, near.metres, near.quality, near.day)
            for school, said in wanted.items()
            for near in said
        ),
        unique=["school", "generation", "source"],
        constants={"source": source.pk},
    )
