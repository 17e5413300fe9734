"""The refusals of passing a project to those who carry it on. Pure."""

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused


class ActionsLeft(Refused):
    """Each action that goes on goes to one of those who carry on."""

    code = "projects.actions_left"
    sentence = _("Chaque action en cours va à une cité, une seule. Il reste à placer\u00a0: {codes}.")


class LabelsDiffer(Refused):
    """Projects that join run under labels of the same call."""

    code = "projects.labels_differ"
    sentence = _(
        "Ces projets ne viennent pas du même appel\u00a0: leurs crédits ne se réunissent pas. "
        "Attendez la fin du plus ancien."
    )
    status = 409


class BeforeLabel(Refused):
    """What a label made cannot pass to others before it was there."""

    code = "projects.before_label"
    sentence = _(
        "{site} n’existe comme cité labellisée que depuis le {day}\u00a0: choisissez ce jour-là ou un jour d’après."
    )


class VoicesUnderWay(Refused):
    """The three speak on one text of one cité: it does not change hands meanwhile."""

    code = "projects.voices_under_way"
    sentence = _(
        "Le projet de {site} est soumis aux trois voix. Attendez qu’elles aient parlé, ou reprenez l’écriture du "
        "projet, puis recommencez."
    )
    status = 409


class StagesDiffer(Refused):
    """A project that is being written and one that runs do not join."""

    code = "projects.stages_differ"
    sentence = _("Un de ces projets s’écrit encore et l’autre est finalisé\u00a0: finalisez d’abord celui qui s’écrit.")
    status = 409


class NotToPlace(Refused):
    """What is placed is under way in this project, and goes to one cité."""

    code = "projects.not_to_place"
    sentence = _(
        "Une tâche, une réunion ou une décision placée n’est pas, ou n’est plus, en cours dans cette cité, ou va à "
        "deux endroits. Rechargez la page, puis vérifiez."
    )
