"""Writing to the people who run this installation."""

import secrets

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel import mail
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal

HOURLY = 5


class TooManyMessages(Refused):
    """One address has written enough for now."""

    code = "contact.too_many"
    sentence = gettext_lazy("Vous avez déjà écrit plusieurs fois. Réessayez dans une heure.")
    status = 429


class ContactForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Sujet"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("Votre adresse électronique"),
        help_text=gettext_lazy("Pour vous répondre, et pour rien d’autre."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(
        label=gettext_lazy("Votre message"),
        help_text=gettext_lazy("N’écrivez pas le nom d’un enfant ni rien sur sa santé."),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=4000,
    )


def show(request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, form.cleaned_data)
        except TooManyMessages as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, _("Votre message est parti. Nous répondons sous cinq jours ouvrés."))
            return redirect("contact")
    return form_page(request, "shell/contact.html", {"form": form}, refused=form.errors)


def _send(request: HttpRequest, answers: dict[str, str]) -> None:
    _limit(request)
    mail.post(
        to=settings.CONTACT_EMAIL,
        subject=f"[Marelle] {answers['subject']}",
        text=f"{answers['message']}\n\n— {answers['email']}",
        key=f"contact-{secrets.token_hex(12)}",
    )


def _limit(request: HttpRequest) -> None:
    key = f"contact-{request.META.get('REMOTE_ADDR', '')}"
    count = cache.get_or_set(key, 0, 3600) or 0
    if count >= HOURLY:
        raise TooManyMessages
    cache.set(key, count + 1, 3600)
