"""Any number of invented files in a call, with opinions and reviews, in a dozen statements: for prices and benchmarks.

What the services would refuse is not written here either: every constraint of the database is met. The places are
départements that exist, with communes whose codes do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from django.db import transaction

from marelle.domains.accounts.models import Organisation, Person
from marelle.domains.calls.models import (
    Application,
    Assignment,
    Call,
    InterestStatement,
    Mark,
    Review,
    Reviewer,
)
from marelle.domains.calls.rules.applications import keys_of
from marelle.domains.territories.models import Commune, Departement, Site
from marelle.kernel.dossiers import canonical, fingerprint
from marelle.kernel.dossiers.models import Dossier, DossierVersion, Voice
from marelle.kernel.questionnaires.models import AnswerSheet, Questionnaire

COMMUNES_A_DEPARTEMENT = 4
STATES = ("under_review", "filed", "under_review", "under_review", "filed", "under_review", "labelled", "refused")
OPINIONS = ("favourable", "favourable", "reservations", None, "unfavourable")


@transaction.atomic
def fill(
    call: Call,
    count: int,
    at: datetime,
    answers: dict[str, Any],
    prefix: str = "foule",
    states: Sequence[str] = STATES,
    opinions: Sequence[str | None] = OPINIONS,
    speakers: tuple[int, int] = (1, 2),
) -> list[Application]:
    """So many filed candidatures from so many invented sites, with the opinions that they have so far."""
    communes = list(islice(cycle(_communes()), count))
    sites = Site.objects.bulk_create(
        Site(slug=f"{prefix}-{n}", name=f"Quartier inventé {n}", commune_main=commune, invented=True)
        for n, commune in enumerate(communes)
    )
    bodies = Organisation.objects.bulk_create(
        Organisation(name=f"Ville inventée {n}", kind="commune", invented=True) for n in range(count)
    )
    form = call.form
    assert form is not None
    sheets = AnswerSheet.objects.bulk_create(
        AnswerSheet(questionnaire=form, answers=answers, revision=1) for _n in range(count)
    )
    rule = keys_of(call.regional_opinion).as_data()
    dossiers = Dossier.objects.bulk_create(
        Dossier(kind="calls.application", rule_data=rule, latest=1) for _n in range(count)
    )
    files = Application.objects.bulk_create(
        Application(
            call=call, site=site, organisation=body, sheet=sheet, dossier=dossier, state=states[n % len(states)],
            inside=sorted({f"{place.kind}:{place.code}" for place in site.perimeters()}),
            started_at=at, filed_at=at + timedelta(minutes=n % 1000),
        )
        for n, (site, body, sheet, dossier) in enumerate(zip(sites, bodies, sheets, dossiers, strict=True))
    )  # fmt: skip
    _opinions(_versions(files, form, answers, at), at, opinions, speakers)
    return files


def _communes() -> list[Commune]:
    places = list(Departement.objects.select_related("region", "academie").order_by("code"))
    made = [
        Commune(
            code=f"{place.code}{(950 if len(place.code) == 2 else 90) + n}",
            name=f"Inventée-{place.code}-{n}", departement=place, invented=True,
        )
        for n in range(COMMUNES_A_DEPARTEMENT)
        for place in places
    ]  # fmt: skip
    Commune.objects.bulk_create(made, ignore_conflicts=True)
    return made


def _versions(
    files: Sequence[Application], form: Questionnaire, answers: dict[str, Any], at: datetime
) -> list[DossierVersion]:
    asked = {"code": form.code, "version": form.version, "title": form.title, "definition": form.definition}
    texts = [
        canonical(
            {
                "call": {"id": file.call_id, "title": file.call.title},
                "site": {"id": file.site_id, "name": file.site.name},
                "organisation": {"id": file.organisation_id, "name": file.organisation.name},
                "form": asked,
                "answers": answers,
            }
        )
        if answers
        else canonical({"site": file.site_id})
        for file in files
    ]
    return DossierVersion.objects.bulk_create(
        DossierVersion(dossier=file.dossier, number=1, text=text, fingerprint=fingerprint(text), frozen_at=at)
        for file, text in zip(files, texts, strict=True)
    )


def _opinions(
    versions: Sequence[DossierVersion], at: datetime, opinions: Sequence[str | None], speakers: tuple[int, int]
) -> None:
    said = [
        Voice(version=version, seat=seat, person_id=person, opinion=opinion, reasons="Vu.", spoken_at=at)
        for n, version in enumerate(versions)
        for seat, person, opinion in (
            ("prefect", speakers[0], opinions[n % len(opinions)]),
            ("rector", speakers[1], opinions[(n // 3) % len(opinions)]),
        )
        if opinion
    ]
    Voice.objects.bulk_create(said)


@transaction.atomic
def review(files: Sequence[Application], count: int, at: datetime, jury: int = 20, prefix: str = "jury") -> None:
    """So many reviews, sent by a jury of invented people: two a file, from the first files on."""
    call = files[0].call
    people = Person.objects.bulk_create(
        Person(email=f"{prefix}{n}@foule.invalid", given_name="Ada", family_name=f"Jury {n}", invented=True)
        for n in range(jury)
    )
    seats = Reviewer.objects.bulk_create(Reviewer(call=call, person=person, named_at=at) for person in people)
    pairs = [(files[n // 2], seats[(n // 2 * 7 + n % 2 * 3) % jury]) for n in range(count)]
    shares = [
        Assignment(call=call, application=file, reviewer=seat, how="hand", assigned_at=at) for file, seat in pairs
    ]
    Assignment.objects.bulk_create(shares)
    InterestStatement.objects.bulk_create(
        InterestStatement(application=file, person=seat.person, has_interest=False, said_at=at) for file, seat in pairs
    )
    versions = dict(
        DossierVersion.objects.filter(dossier__in=[f.dossier_id for f in files]).values_list("dossier", "pk")
    )
    sent = Review.objects.bulk_create(
        Review(
            call=call, application=file, reviewer=seat, version_id=versions[file.dossier_id],
            comment="Un plan clair.", submitted_at=at,
        )
        for file, seat in pairs
    )  # fmt: skip
    criteria = list(call.criteria.all())
    Mark.objects.bulk_create(
        Mark(review=one, call=call, criterion=criterion, value=Decimal(n % 5), reason="Des faits, leurs sources.")
        for n, one in enumerate(sent)
        for criterion in criteria
    )
