"""The columns of the register of sites: one tuple for the screen, the CSV and the JSON."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marelle.domains.observatory.queries import PublishedSite
from marelle.web.ui.tables import Column

YEARS = (2020, 2021, 2022)


def _communes(site: PublishedSite) -> str:
    return ", ".join(commune.name for commune in site.communes)


def _amount_of(year: int) -> Any:
    return lambda site: site.amounts.get(year)


def _totals(site: PublishedSite) -> int | None:
    totals = [total.cents for total in site.totals if total.first_year is not None]
    return sum(totals) if totals else None


def _sources(site: PublishedSite) -> str:
    return " ".join(source.url or source.name for source in site.sources)


def wave_words(year: int, may_be_later: bool) -> str:
    """« 2019 », « 2022 ou après »."""
    return _("{year} ou après").format(year=year) if may_be_later else str(year)


def wave_said(site: PublishedSite) -> str | None:
    """« 2019 », « 2022+ » for that year or after, as lists write it; None: unknown."""
    return None if site.wave is None else f"{site.wave}{'+' if site.wave_open else ''}"


def wave_note(site: PublishedSite) -> Any:
    """A word beside the wave where no decision says it."""
    return _("liste") if site.wave_deduced else None


def _wave_year(site: PublishedSite) -> int | None:
    return site.wave


def _wave_basis(site: PublishedSite) -> str | None:
    """A code for files: what says the wave, a decision or a list; None: nothing does."""
    return None if site.wave is None else "list" if site.wave_deduced else "decision"


def _lists(site: PublishedSite) -> str:
    return " ".join(f"{shown.list_code}:{shown.number}@{shown.as_of.isoformat()}" for shown in site.listings)


def _address(site: PublishedSite) -> str:
    return reverse("site", args=[site.id])


SITE_COLUMNS = (
    Column("id", _("Identifiant"), lambda site: site.id, constraints={"required": True, "unique": True}),
    Column(
        "name",
        _("Cité"),
        lambda site: site.name,
        "link",
        True,
        _address,
        constraints={"required": True},
        note=lambda site: _("a pris fin") if site.ended else None,
    ),
    Column("communes", _("Communes"), _communes, sortable=True),
    Column("codes_insee", _("Codes des communes"), lambda site: " ".join(c.code for c in site.communes)),
    Column("departement", _("Département"), lambda site: site.departement_name, sortable=True),
    Column("code_region", _("Code de la région"), lambda site: site.region_code),
    Column("region", _("Région"), lambda site: site.region_name, sortable=True),
    Column(
        "wave", _("Label"), wave_said, export=_wave_year, order=_wave_year, note=wave_note, sortable=True, type="year"
    ),
    Column("wave_basis", _("Vague d’après"), _wave_basis, constraints={"enum": ["decision", "list"]}),
    Column("labelled_on", _("Labellisée le"), lambda site: site.labelled_on, kind="date"),
    *(Column(f"amount_{year}", str(year), _amount_of(year), kind="amount", sortable=True) for year in YEARS),
    Column("total", _("Total sans détail par an"), _totals, kind="amount"),
    Column("lists", _("Listes qui la montrent"), _lists),
    Column("sources", _("Sources"), _sources),
)

_SCREEN = ("name", "communes", "departement", "region", "amount_2020", "amount_2021", "amount_2022", "wave")
SCREEN_COLUMNS = tuple(column for column in SITE_COLUMNS if column.key in _SCREEN)
