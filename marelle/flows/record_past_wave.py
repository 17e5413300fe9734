"""The wave of 2019, told from its sources: the call, its envelope, and one label for each of the 80 sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.calls import queries as call_questions
from marelle.domains.calls import services as calls
from marelle.domains.funding import services as funding
from marelle.domains.territories import queries as territories
from marelle.domains.territories import services as register
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from .award_label import award_label
from .reference import LABELLED_ON, KnownAmount, known_amounts

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call
    from marelle.domains.territories.models import Source

SLUG = "cites-educatives-2019"
ENVELOPE = {year: 3_400_000_000 for year in (2020, 2021, 2022)}  # cents: 34 M€ a year
Progress = Callable[[int, int, str], None]


@transaction.atomic
def record_past_wave(by: Viewer, at: datetime, progress: Progress) -> None:
    """The State's first wave enters, as its sources tell it. A second time nothing changes.

    1. The call is told, with its dates and its source. 2. Its envelope is opened: 34 M€ a year from 2020 to 2022.
    3. Each site receives its label, its project and its budget, with what sources say of its amount.
    """
    if call_questions.call_by_slug(SLUG) is not None:
        return
    told = register.cite_source(
        name="Maire-info, 6 septembre 2019", url="http://www.maire-info.com/article.asp?param=23342"
    )
    call = _call(by, at, told)
    money = register.cite_source(
        name="94 Citoyens, 3 mai 2019 (34 M€ par an de 2020 à 2022)",
        url="https://94.citoyens.com/2019/bientot-des-cites-educatives-a-orly-creteil-et-le-bois-labbe,03-05-2019.html",
    )
    for year, cents in ENVELOPE.items():
        funding.open_envelope(by=by, call=call, year=year, cents=cents, source=money)
    amounts: dict[str, list[KnownAmount]] = {}
    for amount in known_amounts():
        amounts.setdefault(amount.slug, []).append(amount)
    sites = list(territories.sites())
    listed = _list_of_sites()
    for done, site in enumerate(sites, start=1):
        stated = [_stated(amount) for amount in amounts.get(site.slug, [])]
        award_label(by=by, at=at, decided_on=LABELLED_ON, call=call, site=site, source=listed, amounts=stated)
        progress(done, len(sites), site.name)


def _call(by: Viewer, at: datetime, source: Source) -> Call:
    """Opened by the circular of 13 February 2019, files until 30 June, label on 5 September, project by 31 December."""
    return calls.record_past_call(
        by=by,
        at=at,
        slug=SLUG,
        title="Cités éducatives 2019",
        edition=2019,
        opened_at=datetime(2019, 2, 13, tzinfo=PARIS),
        closed_at=datetime(2019, 7, 1, tzinfo=PARIS),
        decided_on=LABELLED_ON,
        finalise_by=date(2019, 12, 31),
        source=source,
    )


def _list_of_sites() -> Source:
    return register.cite_source(name="ANCT, liste des cités éducatives", licence="Licence Ouverte 2.0")


def _stated(amount: KnownAmount) -> tuple[str, int, int | None, int | None, str, Source]:
    source = register.cite_source(name=amount.source_name, url=amount.source_url)
    return amount.kind, amount.cents, amount.first_year, amount.last_year, amount.note, source
