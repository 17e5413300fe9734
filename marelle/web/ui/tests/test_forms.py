import pytest
from django import forms
from django.template import engines

from marelle.kernel.money import NotAnAmount
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.examples import ExampleForm


def written(source, **names):
    return engines["django"].from_string(source).render(names)


class Login(forms.Form):
    email = forms.EmailField(label="Adresse", help_text="Celle de l’invitation.")
    note = forms.CharField(label="Note", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def test_the_label_the_help_and_the_error_are_tied_to_the_control():
    form = Login({"email": "claire", "token": "x"})
    html = written("{% field form.email %}", form=form)
    assert '<label for="id_email">Adresse' in html
    assert 'id="id_email_helptext"' in html and 'id="id_email_error"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html and 'value="claire"' in html


def test_what_is_optional_says_so():
    assert "(facultatif)" in written("{% field form.note %}", form=Login())
    assert "(facultatif)" not in written("{% field form.email %}", form=Login())


def test_a_group_has_a_legend():
    html = written("{% field form.free %}", form=ExampleForm())
    assert "<fieldset" in html and "<legend>" in html and "<label for" in html


@pytest.mark.parametrize("source", ["{{ form }}", "{{ form.as_p }}", "{{ form.as_div }}", "{% form_fields form %}"])
def test_every_way_to_write_a_form_is_ours(source):
    html = written(source, form=Login())
    assert html.count('class="field') == 2, "two fields to see, one hidden"
    assert 'type="hidden"' in html and "<p>\n" not in html


def test_errors_link_to_their_fields_and_nothing_is_said_when_nothing_is_wrong():
    html = written("{% form_errors form %}", form=Login({"email": "claire", "token": "x"}))
    assert 'href="#id_email"' in html and 'role="alert"' in html and 'tabindex="-1"' in html
    assert written("{% form_errors form %}", form=Login()).strip() == ""
    assert "Un point à corriger" in html


def test_help_is_escaped():
    class Evil(forms.Form):
        name = forms.CharField(label="<b>x</b>", help_text="<script>x</script>")

    assert "<script" not in written("{{ form }}", form=Evil())
    assert "<b>" not in written("{{ form }}", form=Evil())


@pytest.mark.parametrize("wrong", [True, False])
def test_a_refused_form_is_a_page_like_another_and_says_so_in_a_header(rf, wrong):
    answer = form_page(rf.get("/"), "ui/form.html", {"errors": [], "fields": [], "hidden_fields": []}, refused=wrong)
    assert (answer.status_code, answer.headers.get("Marelle-Form")) == (200, "refused" if wrong else None)


def test_a_refusal_stands_at_its_field_whatever_the_form_calls_it():
    for names, place in (({}, "email"), ({"email": "note"}, "note"), ({"email": "elsewhere"}, "__all__")):
        form = Login({"email": "claire@ville.fr", "token": "x"})
        say_refusal(form, NotAnAmount(field="email", text="x"), **names)
        assert list(form.errors) == [place]


def test_what_is_needed_now_and_then_is_not_said_optional():
    form = Login()
    form.fields["note"].sometimes_needed = True
    assert "(facultatif)" not in written("{% field form.note %}", form=form)
