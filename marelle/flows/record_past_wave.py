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
from marelle.kernel.money import Cents

from .award_label import award_label
from .reference import LABELLED_ON, KnownAmount, cite_labels_of_2019, known_amounts

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call
    from marelle.domains.territories.models import Source

SLUG = "cites-educatives-2019"
YEARLY, YEARS = Cents(3_400_000_000), (2020, 2021, 2022)  # 34 M€ a year
Progress = Callable[[int, int, str], None]


@transaction.atomic
def record_past_wave(by: Viewer, at: datetime, progress: Progress) -> None:
    """The State's first wave enters, as its sources tell it. Told a second time, it changes nothing.

    1. The call is told, with its dates and its source.
    2. Its envelope is opened: 34 M€ a year from 2020 to 2022.
    3. Each of its sites receives its label, its project and its budget, with what sources say of its amount.

    No opinion, mark or author is written: the sources give none.
    """
    if call_questions.call_by_slug(SLUG) is not None:
        return
    call = _call(by, at)
    money = _envelope_source()
    for year in YEARS:
        funding.open_envelope(by=by, at=at, call=call, year=year, cents=YEARLY, source=money)
    stated = _stated_by_site()
    labelled = cite_labels_of_2019()
    sites = [site for site in territories.sites() if site.slug in labelled]
    for done, site in enumerate(sites, start=1):
        said, source = stated.get(site.slug, []), labelled[site.slug]
        award_label(by=by, at=at, decided_on=LABELLED_ON, call=call, site=site, source=source, stated=said)
        progress(done, len(sites), site.name)


def _call(by: Viewer, at: datetime) -> Call:
    """Opened by the circular of 13 February 2019; files until 30 June, labels on 5 September."""
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
        source=register.cite_source(
            name="Maire-info, 6 septembre 2019", url="http://www.maire-info.com/article.asp?param=23342"
        ),
    )


def _envelope_source() -> Source:
    return register.cite_source(
        name="94 Citoyens, 3 mai 2019",
        url="https://94.citoyens.com/2019/bientot-des-cites-educatives-a-orly-creteil-et-le-bois-labbe,03-05-2019.html",
    )


def _stated_by_site() -> dict[str, list[funding.Stated]]:
    stated: dict[str, list[funding.Stated]] = {}
    for amount in known_amounts():
        stated.setdefault(amount.slug, []).append(_stated(amount))
    return stated


def _stated(amount: KnownAmount) -> funding.Stated:
    source = register.cite_source(name=amount.source_name, url=amount.source_url)
    return funding.Stated(
        kind=amount.kind,
        cents=Cents(amount.cents),
        source_id=source.pk,
        first_year=amount.first_year,
        last_year=amount.last_year,
        note=amount.note,
    )
