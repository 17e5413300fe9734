"""The forms of the money of an action: a grant, its notification, a payment, and taking one of them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.funding.models import Payment
from marelle.domains.funding.queries import GrantTold, financers
from marelle.kernel.money import Cents, euros
from marelle.web.ui.amounts import AmountField
from marelle.web.ui.forms import LongSelect

from .forms import DAY, NO_DAY, long_text

AMOUNT_MISSING = {"required": gettext_lazy("Écrivez un montant.")}


def _support(label: Any, help_text: Any) -> forms.CharField:
    missing = {"required": gettext_lazy("Écrivez quelle pièce le dit.")}
    return forms.CharField(label=label, help_text=help_text, max_length=200, error_messages=missing)


class OnceForm(forms.Form):
    """A form that carries the name of its order: sent twice, it is done once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, data: Any, **facts: Any) -> None:
        super().__init__(data, initial={"key": str(uuid4())}, **facts)

    def told(self) -> dict[str, Any]:
        return {**self.cleaned_data, "key": f"screen:{self.cleaned_data['key']}"}


class GrantForm(OnceForm):
    """What a financer voted."""

    financer = forms.ChoiceField(
        label=gettext_lazy("Qui donne"),
        widget=LongSelect,
        error_messages={"required": gettext_lazy("Choisissez un financeur.")},
    )
    cents = AmountField(label=gettext_lazy("Montant voté, en euros"), error_messages=AMOUNT_MISSING)
    voted_on = forms.DateField(label=gettext_lazy("Votée le"), required=False, widget=DAY, error_messages=NO_DAY)
    notified_on = forms.DateField(
        label=gettext_lazy("Notifiée le"),
        required=False,
        widget=DAY,
        error_messages=NO_DAY,
        help_text=gettext_lazy("Si elle l’est déjà."),
    )
    reference = _support(
        gettext_lazy("Pièce qui le dit"),
        gettext_lazy("Par exemple\u00a0: délibération 2020-12, arrêté du 3 mars, reprise du tableau de 2019."),
    )

    def __init__(self, data: Any, **facts: Any) -> None:
        super().__init__(data, **facts)
        self.fields["financer"].choices = [("", "—"), *financers().items()]  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """The day on which a grant was notified."""

    on = forms.DateField(label=gettext_lazy("Notifiée le"), widget=DAY, error_messages=NO_DAY)


class CorrectForm(forms.Form):
    """The amount that a grant really has, and why the other was written. `seen`: the one that was on the page."""

    cents = AmountField(label=gettext_lazy("Montant exact, en euros"), error_messages=AMOUNT_MISSING)
    reason = long_text(gettext_lazy("Pourquoi"), gettext_lazy("Écrivez pourquoi."), rows=2)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class PaymentForm(OnceForm):
    """What was paid of a grant."""

    cents = AmountField(label=gettext_lazy("Montant versé, en euros"), error_messages=AMOUNT_MISSING)
    paid_on = forms.DateField(label=gettext_lazy("Versé le"), widget=DAY, error_messages=NO_DAY)
    reference = _support(
        gettext_lazy("Pièce qui le dit"), gettext_lazy("Par exemple\u00a0: mandat 412, relevé du trésorier.")
    )


class UndoForm(forms.Form):
    """What is taken back, and why."""

    what = forms.ChoiceField(
        label=gettext_lazy("Ce qui est annulé"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez ce que vous annulez.")},
    )
    reason = long_text(gettext_lazy("Pourquoi"), gettext_lazy("Écrivez pourquoi."), rows=2)

    def __init__(self, data: Any, told: GrantTold, payments: Sequence[tuple[Payment, Cents]], **facts: Any) -> None:
        super().__init__(data, **facts)
        said = _("Le versement {code}, {amount}")
        choices = [
            (f"payment-{one.pk}", said.format(code=one.code, amount=euros(cents))) for one, cents in reversed(payments)
        ]
        if told.notified_on:
            choices.append(("notice", _("Le jour de la notification")))
        if not payments:
            choices.append(("grant", _("La subvention {code}").format(code=told.grant.code)))
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
