"""The classes of data, from public to log: what decides protection, retention and readers."""

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DataClass(IntEnum):
    """What a table holds, at its most delicate. From C3 on, its rows are guarded by a forced policy."""

    C0 = 0  # public
    C1 = 1  # money and organisations
    C2 = 2  # professional account
    C3 = 3  # child, minimal
    C4 = 4  # attendance
    C5 = 5  # contact, full identity, authorised pick-up
    C6 = 6  # path: needs, actions, notes
    C7 = 7  # sealed location
    C8 = 8  # evidence of agreement, consent, information
    C9 = 9  # log
    C10 = 10  # aggregate: public once disclosure control has passed

    @property
    def guarded(self) -> bool:
        """True when a table of this class must force a row-level-security policy."""
        return self in range(DataClass.C3, DataClass.C10)

    @property
    def is_public(self) -> bool:
        """True when nothing in it names or points at somebody."""
        return self in (DataClass.C0, DataClass.C10)

    @property
    def label(self) -> str | Promise:
        return _SAID[self][0]

    @property
    def retention(self) -> str | Promise:
        """How long such a row is kept, when its table does not say otherwise. A site may shorten, never lengthen."""
        return _SAID[self][1]


_SAID: dict[DataClass, tuple[str | Promise, str | Promise]] = {
    DataClass.C0: (_("public"), _("tant que le programme dure")),
    DataClass.C1: (_("argent et organisations"), _("dix ans après la fin du projet, puis les archives publiques")),
    DataClass.C2: (_("compte professionnel"), _("24 mois après la fin du dernier droit")),
    DataClass.C3: (_("enfant, au minimum"), _("24 mois après le dernier contact")),
    DataClass.C4: (_("présence"), _("l’année scolaire et la suivante, puis un agrégat")),
    DataClass.C5: (_("coordonnées et identité"), _("24 mois après le dernier contact")),
    DataClass.C6: (_("parcours"), _("la durée du parcours, puis 24 mois au plus")),
    DataClass.C7: (_("lieu scellé"), _("six mois, renouvelables, ou jusqu’à la levée")),
    DataClass.C8: (
        _("preuves d’accord et d’information"),
        _("la durée du traitement, puis cinq ans comme preuve, sous pseudonyme"),
    ),
    DataClass.C9: (_("journal"), _("12 mois pour la lecture d’un nom ; pour le reste, autant que ce qu’il prouve")),
    DataClass.C10: (_("agrégat"), _("sans limite : rien n’y désigne quelqu’un")),
}
