"""Invented data and one template or more for each component of the gallery."""

# ruff: noqa: E501 - one template a line

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from marelle.kernel.states import State

from .grounds import Spot, drawn
from .maps import Area, MapPoint, Shading
from .matrices import Head, Line, Square
from .paths import Entry, Span, Step
from .tables import Column, Sort, Table, sort_rows
from .weeks import WeekLine


class City(NamedTuple):
    name: str
    departement: str | Promise
    wave: date
    yearly: int | None
    state: State
    lon: float
    lat: float


_LABELLED, _WAITING = (
    State("labelled", gettext_lazy("Labellisée"), "done"),
    State("waiting", gettext_lazy("Avis attendu"), "late"),
)
CITIES = (
    City("Valmarée", gettext_lazy("Somme (exemple)"), date(2019, 9, 5), 43_000_000, _LABELLED, 2.3, 49.9),
    City("Saint-Ormeau", gettext_lazy("Rhône (exemple)"), date(2019, 9, 5), 125_050, _LABELLED, 4.83, 45.76),
    City("Bois-le-Clos", gettext_lazy("Seine-Saint-Denis (exemple)"), date(2021, 1, 29), None, _WAITING, 2.44, 48.91),
    City("Port-Cannelle", gettext_lazy("La Réunion (exemple)"), date(2021, 1, 29), None, _WAITING, 55.29, -20.94),
    City("Corte-Vecchio", gettext_lazy("Haute-Corse (exemple)"), date(2022, 3, 1), 20_000_000, _WAITING, 9.15, 42.3),
    City("Fort-Salin", gettext_lazy("Martinique (exemple)"), date(2022, 3, 1), 18_000_000, _LABELLED, -61.07, 14.61),
)
COLUMNS = (
    Column("nom", gettext_lazy("Cité"), lambda c: c.name, "link", sortable=True, href=lambda c: "#table"),
    Column("departement", gettext_lazy("Département"), lambda c: c.departement, sortable=True),
    Column("label", gettext_lazy("Label"), lambda c: c.wave, "date", sortable=True),
    Column("etat", gettext_lazy("État"), lambda c: c.state, "state"),
    Column("montant", gettext_lazy("Par an"), lambda c: c.yearly, "amount", sortable=True),
)


class ExampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(
        label=gettext_lazy("Nom de l’action"),
        help_text=gettext_lazy("Comme il sera écrit dans le projet."),
        max_length=80,
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    band = forms.ChoiceField(
        label=gettext_lazy("Temps de l’enfant"),
        choices=[("", gettext_lazy("Choisir")), ("soir", gettext_lazy("Soir")), ("mercredi", gettext_lazy("Mercredi"))],
    )
    ages = forms.MultipleChoiceField(
        label=gettext_lazy("Âges"),
        required=False,
        choices=[
            ("3", gettext_lazy("3 à 5 ans")),
            ("6", gettext_lazy("6 à 10 ans")),
            ("11", gettext_lazy("11 à 14 ans")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    free = forms.ChoiceField(
        label=gettext_lazy("L’action est-elle gratuite ?"),
        choices=[("oui", gettext_lazy("Oui")), ("non", gettext_lazy("Non"))],
        widget=forms.RadioSelect,
    )
    starts = forms.DateField(
        label=gettext_lazy("Début"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(
        label=gettext_lazy("En quelques lignes"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    agreed = forms.BooleanField(label=gettext_lazy("J’ai relu avec la principale du collège chef de file"))


# An invented measure of a few départements: one has none, another is unknown.
MEASURED = (
    ("80", 4, "Somme, 4"),
    ("59", 19, "Nord, 19"),
    ("31", 12, "Haute-Garonne, 12"),
    ("93", 27, "Seine-Saint-Denis, 27"),
    ("23", 0, "Creuse, 0"),
    ("33", None, "Gironde, ?"),
    ("974", 8, "La Réunion, 8"),
)


def _on_the_way() -> dict[str, Any]:
    return {
        "bins": [(60, 70, 1), (70, 80, 3), (80, 90, 5), (90, 100, 2), (100, 110, 1)],
        "steps_of_call": ((_("Commencées"), 134), (_("Déposées"), 118), (_("Labellisées"), 80)),
    }


def _on_maps() -> dict[str, Any]:
    return {
        "points": [
            MapPoint(c.lon, c.lat, c.name, "#map_france", c.departement, tone="invented" if i == 0 else "plain")
            for i, c in enumerate(CITIES)
        ],
        "layers": [
            MapPoint(c.lon, c.lat, c.name, "#map_france", c.departement, tone="sized", amount=2 + 3 * i)
            for i, c in enumerate(CITIES)
        ],
        "shading": Shading(
            [Area(code, "#map_france", value, said) for code, value, said in MEASURED],
            _("Une mesure inventée"),
            zero=_("aucun"),
            unknown=_("inconnu"),
        ),
        "focus_points": [
            MapPoint(2.30, 49.89, _("Une cité inventée"), "#map_france", tone="strong"),
            MapPoint(2.05, 49.98, _("Un collège inventé"), "#map_france", tone="small"),
            MapPoint(2.62, 49.93, _("Une commune inventée"), "#map_france", tone="sized", amount=5),
        ],
    }


def _on_a_calendar() -> dict[str, Any]:
    """Three stretches of an invented call, and the day on which one looks."""
    return {
        "today": date(2019, 7, 10),
        "ordinary_week": [
            WeekLine(0, time(16, 30), time(17, 30), _("Devoirs"), "École du Canal", "#week"),
            WeekLine(2, time(14), time(17), _("Mercredi des plus grands"), "Gymnase"),
        ],
        "ground": drawn({}, [Spot(1, "École du Canal", 2.047, 49.979, "#a"), Spot(2, "Gymnase", 2.06, 49.98, "#b")]),
        "spans": [
            Span(_("Dépôt"), date(2019, 2, 13), date(2019, 6, 30), _("du 13 février au 30 juin"), "done"),
            Span(_("Avis"), date(2019, 6, 30), date(2019, 7, 20), _("jusqu’au 20 juillet"), "here"),
            Span(_("Décision"), date(2019, 7, 20), date(2019, 9, 5), _("jusqu’au 5 septembre")),
        ],
    }


_STABLE = [
    *((str(number), 1, "always", True) for number in range(4)),
    *((str(share), share, "grey", share > 0.5) for share in (0.8, 0.55, 0.4)),
    *((str(number), 0, "never", False) for number in (7, 8)),
]
_DEVIATIONS = [
    ("Ada", Decimal("-0.40"), Decimal("0.20"), Decimal("3.10"), 12),
    ("Carl", Decimal("0.15"), Decimal("0.60"), Decimal("3.60"), 9),
    ("Dora", Decimal("0.30"), Decimal("0.10"), Decimal("3.80"), 11),
    ("Fatou", None, None, Decimal("3.00"), 1),
]


def _on_lists() -> dict[str, Any]:
    """What the pictures of a jury's list draw."""
    return {
        "deviation_rows": _DEVIATIONS,
        "stable_rows": _STABLE,
        "stable_bands": {"always": _("toujours"), "grey": _("zone grise"), "never": _("jamais")},
    }


def _on_a_week() -> dict[str, Any]:
    """Two moments of an invented week, each sign once."""
    hole, unknown = _("trou"), _("inconnu")
    return {
        "week_heads": [
            Head(_("6 à 10 ans"), _("560 jeunes")),
            Head(_("11 à 14 ans"), _("420 jeunes")),
            Head(_("15 à 17 ans")),
        ],
        "week_lines": [
            Line(
                _("Mercredi"),
                [
                    Square("d3", _("300 sur 560"), _("3 h par semaine"), url="#week_matrix", chosen=True),
                    Square(
                        "d1",
                        _("de 0 à 64 sur 420"),
                        _("2 h par semaine"),
                        url="#week_matrix",
                        short="0–64",
                        of="/ 420",
                        small="2 h",
                        bar=(0, 15),
                    ),
                    Square("unknown", _("48 places"), _("nombre de jeunes inconnu"), unknown, url="#week_matrix"),
                ],
                _("périscolaire"),
                "W",
                6,
            ),
            Line(
                _("Soirée"),
                [
                    Square("off", _("sans objet")),
                    Square("hole", _("420 jeunes"), word=hole, url="#week_matrix"),
                    Square("hole-unknown", _("nombre de jeunes inconnu"), word=hole, url="#week_matrix"),
                ],
                _("périscolaire"),
                "S",
                5,
            ),
        ],
        "week_legend": [
            ("hole", _("trou : rien n’est ouvert")),
            ("unknown", _("inconnu")),
            ("d1", _("peu de jeunes")),
            ("d3", _("beaucoup")),
        ],
    }


def sample() -> dict[str, Any]:
    """The names that the examples use."""
    return {
        "form": ExampleForm(prefix="one"),
        "form_all": ExampleForm(prefix="all"),
        "wrong": ExampleForm({"name": "", "email": "claire"}, prefix="wrong"),
        "cities": Table(COLUMNS, sort_rows(CITIES, COLUMNS, Sort("nom")), _("Six cités inventées"), Sort("nom")),
        "page": Paginator(range(240), 20).page(4),
        **_on_maps(),
        **_on_the_way(),
        "counts": {"80": 1, "69": 4, "93": 9, "974": 2, "2B": 1, "972": 3},
        "state_done": _LABELLED,
        "tab_entries": [
            {"label": _("Ce qu’il faut savoir"), "url": "#tabs", "current": True},
            {"label": _("Membres"), "url": "#tabs", "count": 12},
            {"label": _("Historique"), "url": "#tabs"},
        ],
        **_on_lists(),
        "bar_rows": [
            ("Valmarée", 13, None),
            ("Saint-Ormeau", 22, None),
            ("Corte-Vecchio", 0, None),
            ("Port-Cannelle", None, None),
        ],
        "dots": [(71, "École Les Tilleuls", True), (88, "École La Verrerie", False), (89, "École du Canal", False)],
        "marks": [(74.5, "École Les Tilleuls"), (87, _("médiane"))],
        "bands": [
            (_("Avant"), [12, 31, 0, 0, None]),
            (_("Midi"), [28, 52, 24, 9, None]),
            (_("Soir"), [22, 71, 48, 7, 0]),
            (_("Mercredi"), [11, 55, 26, 0, 0]),
        ],
        "ages": ["3-5", "6-10", "11-14", "15-17", "18-25"],
        "file_steps": [
            Step(_("Déposée"), "done", _("le 28 mai")),
            Step(_("Avis du préfet"), "done"),
            Step(_("Avis du recteur"), "here", _("il reste 4 jours")),
            Step(_("Décision"), "ahead"),
        ],
        "entries": [
            Entry(date(2019, 5, 28), _("Candidature déposée"), _("Empreinte 4f1c… conservée."), "done"),
            Entry(date(2019, 6, 12), _("Avis de la préfète : favorable"), tone="done", url="#timeline"),
            Entry(date(2019, 6, 14), _("Avis du recteur attendu"), _("Il reste 4 jours."), "late"),
            Entry(_("À l’automne"), _("Décision nationale")),
        ],
        **_on_a_calendar(),
        **_on_a_week(),
        "nothing": None,
    }


EXAMPLES: dict[str, tuple[str, ...]] = {
    "badge": tuple(
        '{% badge _("' + word + '") tone="' + tone + '" %}'
        for word, tone in (
            (gettext_noop("Brouillon"), "neutral"),
            (gettext_noop("Vous êtes ici"), "here"),
            (gettext_noop("À savoir"), "info"),
            (gettext_noop("Retenue"), "done"),
            (gettext_noop("En retard"), "late"),
            (gettext_noop("Refusée"), "refused"),
            (gettext_noop("Ville inventée"), "invented"),
            (gettext_noop("Inconnu"), "unknown"),
        )
    ),
    "state": ("{% state state_done %}",),
    "amount": ("{% amount 43000000 %}", '{% amount 125050 note=_("par an") %}', "{% amount nothing %}"),
    "unknown": ("{% unknown %}",),
    "icon": (
        '{% icon "done" %} {% icon "late" %} {% icon "refused" %} {% icon "here" %} {% icon "invented" %} {% icon "info" %} {% icon "unknown" %} {% icon "mail" %} {% icon "file" %} {% icon "download" %} {% icon "person" %} {% icon "outside" %}',
    ),
    "source_link": (
        '{% source_link "https://www.legifrance.gouv.fr/" retrieved=_("lu le 3 mars") %}',
        '{% source_link "" label=_("Arrêté du 5 septembre 2019") %}',
    ),
    "figure_number": (
        '{% figure_number 80 _("cités labellisées en 2019") source="https://www.education.gouv.fr/" %}',
        '{% figure_number nothing _("enfants concernés") note=_("aucune source publique") %}',
    ),
    "definition_list": (
        '{% definition_list _("Région") "Hauts-de-France" _("Label") _("5 septembre 2019") _("Montant") nothing %}',
    ),
    "alert": (
        '{% alert _("Votre message est parti.") tone="done" %}',
        '{% alert _("Il reste 4 jours.") tone="late" title=_("Avis du recteur manquant") %}',
    ),
    "notice": (
        '{% notice title=_("Un enfant est en danger") tone="refused" %}<p>{% blocktranslate %}Appelez le <strong>119</strong>, jour et nuit.{% endblocktranslate %}</p>{% endnotice %}',
    ),
    "card": (
        '{% card title=_("Donner l’avis du recteur") tone="next" level=3 %}<p>{% translate "Avant le 18 juin. Il reste 4 jours." %}</p>{% link_button _("Lire le dossier") "#card" tone="main" %}{% endcard %}',
        '{% card title="Valmarée" url="#card" level=3 %}<p>{% translate "Somme, label de 2019." %}</p>{% endcard %}',
        '{% card title=_("Sur l’asphalte") tone="asphalt" level=3 %}<p>{% translate "Pour une chose à part." %}</p>{% endcard %}',
    ),
    "details": ('{% details _("Sources et licence") %}<p>{% translate "Licence Ouverte 2.0." %}</p>{% enddetails %}',),
    "empty_state": (
        '{% empty_state _("Aucune candidature") _("La première arrivera ici dès qu’une ville déposera son dossier.") url="#empty_state" label=_("Voir l’appel") %}',
    ),
    "button": (
        '{% button _("Envoyer") type="button" %} {% button _("Enregistrer le brouillon") type="button" tone="quiet" %} {% button _("Retirer") type="button" tone="danger" %} {% button _("Annuler") type="button" tone="link" %}',
    ),
    "spreadsheet_links": ('{% spreadsheet_links "#spreadsheet_links" %}',),
    "link_button": ('{% link_button _("Télécharger le CSV") "#link_button" icon="download" %}',),
    "tabs": ('{% tabs tab_entries label=_("Vues de la cité") %}',),
    "breadcrumb": ('{% breadcrumb _("Accueil") "#breadcrumb" _("Les cités") "#breadcrumb" "Valmarée" %}',),
    "pagination": ('{% pagination page label=_("Pages de l’exemple") %}',),
    "pages_by_key": ('{% pages_by_key "?apres=120" "?avant=71" label=_("Pages du journal") %}',),
    "field": ('<form class="form">{% field form.name %}{% field form.band %}</form>',),
    "form_fields": ('<form class="form">{% form_fields form_all %}</form>',),
    "form_errors": ('{% form_errors wrong %}<form class="form">{% field wrong.name %}{% field wrong.email %}</form>',),
    "table": ("{% table cities %}",),
    "bars": ('{% bars bar_rows caption=_("Actions par cité") value_label=_("Actions") label=_("Cité") %}',),
    "histogram": (
        '{% histogram bins caption=_("Un indice inventé, établissements par valeur") unit=_("points") marks=marks dots=dots note=_("Douze établissements inventés.") %}',
    ),
    "stability": (
        '{% stability stable_rows stable_bands caption=_("Part des tirages où chaque candidature reste dans la liste") note=_("Neuf candidatures inventées.") %}',
    ),
    "funnel": ('{% funnel steps_of_call caption=_("Des brouillons aux labels") %}',),
    "deviations": (
        '{% deviations deviation_rows caption=_("Écart de chaque membre aux autres lecteurs") note=_("Quatre membres inventés.") %}',
    ),
    "progress": ('{% progress 31 80 _("dossiers lus") %}',),
    "coverage": (
        '{% coverage bands ages caption=_("Qui est là, et quand ?") note=_("Cinq trous. Le plus large : 15 à 25 ans, le mercredi.") %}',
    ),
    "week_matrix": (
        '{% week_matrix week_lines week_heads caption=_("Une semaine inventée") corner=_("Temps") legend=week_legend %}',
    ),
    "band_mark": ('{% band_mark "W" 6 %} {% band_mark "V" 9 %} {% band_mark "A" 1 %} {% band_mark "Z" 0 %}',),
    "hopscotch": (
        '{% hopscotch file_steps label=_("Où en est le dossier") %}',
        '{% hopscotch file_steps label=_("Où en est le dossier, en petit") size="small" %}',
    ),
    "programme_hopscotch": (
        '{% programme_hopscotch 5 label=_("Le programme en huit cases") %}',
        '{% card tone="asphalt" %}{% programme_hopscotch 3 label=_("Le programme, sur l’asphalte") on="asphalt" %}{% endcard %}',
    ),
    "schedule": ('{% schedule spans label=_("Le calendrier de l’appel") today=today %}',),
    "timeline": ('{% timeline entries label=_("Ce qui s’est passé") %}',),
    "map_france": (
        '{% map_france points label=_("Six cités inventées") table="#table" counts=counts counts_label=_("cités par département") legend=_("une cité") %}',
        '{% map_france layers label=_("Une mesure par département") table="#table" shading=shading legend_sized=_("autant de quartiers") %}',
        '{% map_france focus_points label=_("Un département") table="#table" focus="80" legend_strong=_("une cité") legend_small=_("un établissement") size="small" %}',
    ),
    "week": ('{% week ordinary_week label=_("La semaine de l’exemple") %}',),
    "map_ground": ('{% map_ground ground label=_("Deux lieux inventés") table="#table" %}',),
}
