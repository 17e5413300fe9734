"""The forms of one voice of the three, the same on a project, on a review and on a decision: the voice, what it asks
for, stepping back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest

from marelle.domains.accounts.models import Person
from marelle.domains.projects import services
from marelle.domains.projects.rules.finalising import ReservationUnclear
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import say_refusal

from .forms import ReservationForms, SaidForm, StepBackForm


class Saying:
    """What somebody says from a seat, or that they step back from it, as the page sends it and shows it again."""

    def __init__(
        self, request: HttpRequest, people: Sequence[Person], opinions: Sequence[str], kind: type[SaidForm] = SaidForm
    ) -> None:
        self.then = request.POST.get("then", "") if request.method == "POST" else ""
        said = request.POST if self.then == "speak" else None
        back = request.POST if self.then == "step_back" else None
        self.voice = kind(said, opinions=opinions)
        # A page without lines of reservations sends none.
        lines = said if said is not None and "r-TOTAL_FORMS" in said else None
        self.asked = ReservationForms(lines, form_kwargs={"people": people}, prefix="r")
        self.back = StepBackForm(back, auto_id="id_back_%s")

    @property
    def errors(self) -> bool:
        return any(form.is_bound and form.errors for form in (self.voice, self.back)) or self.unclear

    @property
    def unclear(self) -> bool:
        return bool(self.asked.is_bound and (self.asked.non_form_errors() or any(self.asked.errors)))

    def is_valid(self) -> bool:
        """True when the voice and what it asks for may be given as an order."""
        return self.voice.is_valid() and (not self.asked.is_bound or self.asked.is_valid())

    def reservations(self) -> list[services.Asked]:
        """What the voice asks for. Refuses `ReservationUnclear` on one that is written in part."""
        if not self.asked.is_bound:
            return []
        if not self.asked.is_valid():
            raise ReservationUnclear
        said = [one.cleaned_data for one in self.asked.forms if one.has_changed()]
        if any(not (one.get("what") and one.get("owner") and one.get("due_on")) for one in said):
            raise ReservationUnclear
        return [services.Asked(one["what"], one["owner"], one["due_on"]) for one in said]

    def say(self, refusal: Refused) -> None:
        """Puts a refusal beside what it is about; one about reservations is said above the page."""
        form: forms.Form | None = {"speak": self.voice, "step_back": self.back}.get(self.then)
        if form is not None and refusal.field != "reservations":
            say_refusal(form, refusal)

    def begin(self, seats: Sequence[str], **hidden: Any) -> None:
        """The seat from which one speaks, the version that one read: put in the forms that are still empty."""
        if seats and not self.voice.is_bound:
            self.voice.initial = {"seat": seats[0], **hidden}
        if seats and not self.back.is_bound:
            self.back.initial = {"seat": seats[0]}
