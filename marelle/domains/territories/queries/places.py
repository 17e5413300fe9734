from collections.abc import Iterable

from marelle.kernel.access import NATIONAL, Perimeter

from ..models import Academie, Commune, Departement, Region, Site

_MODELS = {"region": Region, "academie": Academie, "departement": Departement, "commune": Commune, "site": Site}


def commune(code: str) -> Commune | None:
    """The commune of this official code, or None. Price: one query."""
    return Commune.objects.select_related("departement__region").filter(code=code).first()


def communes_named(text: str, limit: int = 20) -> list[Commune]:
    """Communes whose name begins so, accents and capitals forgiven, the largest first. Price: one query."""
    found = Commune.objects.select_related("departement").extra(
        where=["marelle_plain(territories_commune.name) LIKE marelle_plain(%s) || '%%'"], params=[text]
    )
    return list(found.filter(invented=False).order_by("-population")[:limit])


def regions() -> list[Region]:
    """The régions by name. Price: one query."""
    return list(Region.objects.all())


def containing(place: Perimeter) -> frozenset[Perimeter]:
    """Every perimeter that contains a place, itself included. Raises LookupError when there is no such place.

    Price: one query.
    """
    if place == NATIONAL:
        return frozenset({NATIONAL})
    if place.kind in ("region", "academie"):
        if not _MODELS[place.kind].objects.filter(pk=place.code).exists():  # type: ignore[attr-defined]
            raise LookupError(place)
        return frozenset({NATIONAL, place})
    return _placed(place).perimeters()


def _placed(place: Perimeter) -> Departement | Commune | Site:
    found: Departement | Commune | Site | None = None
    if place.kind == "departement":
        found = Departement.objects.filter(code=place.code).first()
    elif place.kind == "commune":
        found = Commune.objects.select_related("departement").filter(code=place.code).first()
    elif place.kind == "site" and place.code.isdecimal():
        found = Site.objects.select_related("commune_main__departement").filter(pk=int(place.code)).first()
    if found is None:
        raise LookupError(place)
    return found


def place_names(places: Iterable[Perimeter]) -> dict[Perimeter, str]:
    """The name of each place that exists. Price: one query for each kind among them."""
    wanted: dict[str, list[str]] = {}
    for place in places:
        if place.kind in _MODELS:
            wanted.setdefault(place.kind, []).append(place.code)
    names: dict[Perimeter, str] = {}
    for kind, codes in wanted.items():
        keys = [int(code) for code in codes if code.isdecimal()] if kind == "site" else codes
        for pk, name in _MODELS[kind].objects.filter(pk__in=keys).values_list("pk", "name"):  # type: ignore[attr-defined]
            names[Perimeter(kind, str(pk))] = name
    return names
