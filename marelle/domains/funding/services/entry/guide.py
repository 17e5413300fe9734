"""The first sheet of the workbook: how to fill it, in the order of an afternoon. Nothing of it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.tables import Asked, LineRead, OutSheet, Run
from marelle.kernel.tables.returned import Sheet
from marelle.kernel.tables.sending import OutColumn

CODE = "guide"


class Guide:
    """A sheet that goes out and says how; when it comes back it is known and passed over."""

    code = CODE
    label = gettext_lazy("Mode d’emploi")
    about = ""
    returns = True
    heading = ""

    def see(self, asked: Asked) -> None:
        """Everybody may read it."""

    def refuse(self, asked: Asked) -> None:
        """Nothing enters by it."""

    def labels(self, asked: Asked) -> Mapping[str, str]:
        return {}

    def claims(self, asked: Asked, sheets: Sequence[Sheet]) -> list[Sheet]:
        return [one for one in sheets if CODE in one.codes][:1]

    def lines(self, asked: Asked, sheets: Sequence[Sheet], run: Run) -> Iterable[LineRead]:
        return ()

    def sheets(self, asked: Asked) -> Iterable[OutSheet]:
        column = OutColumn(f"{self.label} [{CODE}]", locked=True)
        return [OutSheet(str(self.label), [column], self._lines)]

    def _lines(self) -> Iterator[Sequence[Any]]:
        for words in _steps():
            yield [words]


def _steps() -> list[str]:
    return [
        _("1. Partenaires\u00a0: un organisme par ligne. Avec son SIRET, Marelle retrouve celui qu’elle connaît déjà."),
        _("2. Actions\u00a0: une action par ligne. Laissez la case «\u00a0Action\u00a0» vide pour une nouvelle."),
        _(
            "3. Subventions\u00a0: un vote par ligne. L’action s’écrit par son numéro ou par son nom, le financeur se "
            "choisit dans la liste."
        ),
        _(
            "4. Versements\u00a0: un paiement par ligne. Si une action a plusieurs subventions du même financeur, "
            "donnez un nom à chacune dans la feuille Subventions, et écrivez-le ici."
        ),
        _(
            "Les montants sont en euros\u00a0: 1 250,50. Les jours s’écrivent 31/12/2019. "
            "Ce qui est inconnu reste vide."
        ),
        _("Les lignes déjà là sont dans Marelle. Gardez les titres et la dernière colonne\u00a0; ajoutez vos lignes."),
        _(
            "Renvoyez ensuite le classeur\u00a0: rien n’entre avant que vous ayez vu chaque ligne, "
            "et corrigé sur place."
        ),
    ]


GUIDE = Guide()
