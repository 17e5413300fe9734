"""From the territory's records to what the interface promises."""

from typing import Any

from marelle.domains.territories.models import Commune, Figure, Quarter, QuarterPassage, School, Source
from marelle.domains.territories.queries import Eligibility


def source_shape(source: Source) -> dict[str, Any]:
    return {"name": source.name, "url": source.url, "published_on": source.published_on}


def figure_shape(figure: Figure) -> dict[str, Any]:
    return {
        "indicator": figure.indicator_id,
        "label": figure.indicator.label,
        "unit": figure.indicator.unit,
        "value": float(figure.value),
        "starts_on": figure.starts_on,
        "ends_on": figure.ends_on,
        "calendar": figure.calendar,
        "source": source_shape(figure.source),
    }


def commune_line(commune: Commune) -> dict[str, Any]:
    return {
        "code": commune.code,
        "name": commune.name,
        "departement": commune.departement_id,
        "parent": commune.parent_id,
        "population": commune.population,
        "population_year": commune.population_year,
    }


def quarter_line(quarter: Quarter) -> dict[str, Any]:
    return {
        "code": quarter.code,
        "name": quarter.name,
        "generation": quarter.generation,
        "departement": quarter.departement_id,
        "communes": [link.commune_id for link in quarter.commune_links.all()],  # type: ignore[attr-defined]
        "valid_from": quarter.valid_from,
        "valid_to": quarter.valid_to,
    }


def passage_shape(passage: QuarterPassage, code: str) -> dict[str, Any]:
    share = None if passage.share is None else float(passage.share)
    return {"code": code, "basis": passage.basis, "share": share}


def school_line(school: School) -> dict[str, Any]:
    network = next(iter(school.networks.all()), None)  # type: ignore[attr-defined]
    return {
        "uai": school.uai,
        "name": school.name,
        "kind": school.kind,
        "sector": school.sector,
        "commune": school.commune_id,
        "network": network.status if network else "",
        "network_head": network.head_uai if network else "",
        "lon": school.lon,
        "lat": school.lat,
    }


def wave_shape(one: Eligibility) -> dict[str, Any]:
    return {
        "rules": one.rules.code,
        "version": one.rules.version,
        "title": one.rules.title,
        "verdict": one.explanation.verdict.value,
        "generation": one.generation,
        "stands_in": one.stands_in,
        "conditions": [
            {
                "id": answer.condition.id,
                "label": answer.condition.label,
                "required": answer.condition.required,
                "verdict": answer.verdict.value,
                "because": answer.because,
                "settles": answer.settles,
                "facts": [
                    {
                        "label": fact.label,
                        "value": None if fact.value is None else float(fact.value),
                        "unit": fact.unit,
                        "period": fact.period,
                        "source": fact.source,
                        "url": fact.url,
                    }
                    for fact in answer.facts
                ],
            }
            for answer in one.explanation.answers
        ],
    }
