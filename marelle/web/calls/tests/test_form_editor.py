"""The form is data: a section, a question, a rule are typed in and shown at once; once published it never changes."""

import pytest

from marelle.domains.calls.services.forms import publish_preproject_form
from marelle.kernel.questionnaires.models import FormDraft, Questionnaire
from marelle.kernel.questionnaires.queries import newest_form
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
EDITOR = "/formulaires/brouillon/"


@pytest.fixture
def writing(entered, officer):
    publish_preproject_form()
    client = entered(officer)
    assert client.post("/formulaires/").headers["Location"] == EDITOR
    return client


def send(client, address=EDITOR, **sent):
    return client.post(address, {"revision": FormDraft.objects.get().revision, **sent})


def question(client, code="nouveau", section="identite", **sent):
    words = {"label": "Nombre d’écoles ouvertes le soir", "kind": "integer", **sent}
    return send(client, f"{EDITOR}questions/{code}/?rubrique={section}", **words)


def test_only_the_national_team_writes_forms(entered, mayor, prefect, client):
    for address in ("/formulaires/", EDITOR):
        page(entered(mayor).get(address), 403)
        page(entered(prefect).post(address), 403)
        assert client.get(address).status_code == 302


def test_a_question_is_typed_in_and_shown_live(writing):
    answer = question(writing, required="on", min="1", max="40", help="D’après la ville.")
    assert answer.headers["Location"] == f"{EDITOR}essais/identite/"
    text = page(writing.get(f"{EDITOR}essais/identite/"))
    assert "Nombre d’écoles ouvertes le soir" in text and "D’après la ville." in text
    text = page(writing.post(f"{EDITOR}essais/identite/", {"nombre_d_ecoles_ouvertes_le_soir": "99"}))
    assert "40 au plus" in text
    assert newest_form("calls.avant_projet").version == 1


def test_a_condition_answers_when_it_is_tried(writing):
    question(writing, label="Y a-t-il une Maison des ados ?", kind="yes_no", section="diagnostic")
    code = "y_a_t_il_une_maison_des_ados"
    question(
        writing,
        label="Laquelle ?",
        kind="text",
        section="diagnostic",
        show_field=code,
        show_operator="equals",
        show_value="oui",
    )  # noqa: E501
    assert "Laquelle" not in page(writing.post(f"{EDITOR}essais/diagnostic/", {code: "non"}))
    assert "Laquelle" in page(writing.post(f"{EDITOR}essais/diagnostic/", {code: "oui"}))


def test_a_section_a_choice_a_table_a_rule_then_published_for_good(writing, call):
    send(writing, then="section", title="Santé des enfants", help="Ce que la ville fait.")
    assert "vide ne se publie pas" in page(writing.get(EDITOR))
    at = {"section": "sante_des_enfants"}
    question(writing, label="Qui suit ?", kind="choice", options="Ville\nARS\nari | Autre", **at)
    question(
        writing,
        label="Moyens",
        kind="table",
        rows="Ville\nÉtat",
        columns="Somme* | money\nQuand | choice | Avant;Après",
        totals="on",
        **at,
    )  # noqa: E501
    question(writing, label="Total des moyens", kind="computed", compute="sum", refs="moyens.somme", **at)
    assert (
        send(
            writing,
            then="rule",
            left="total_des_moyens",
            operator="at_least",
            right="1 000",
            at="moyens",
            sentence="Trop peu.",
        ).status_code
        == 302
    )  # noqa: E501
    assert send(writing, then="publish").headers["Location"] == "/formulaires/"
    made = newest_form("calls.avant_projet")
    assert made.version == 2 and not FormDraft.objects.exists()
    section = made.form.section("sante_des_enfants")
    assert [option.code for option in section.fields[0].options] == ["ville", "ars", "ari"]
    assert [column.kind for column in section.fields[1].columns] == ["money", "choice"]
    assert len(made.form.rules) == 2
    assert "Santé des enfants" in page(writing.get("/formulaires/versions/2/"))
    with pytest.raises(Exception, match="permission denied"):
        Questionnaire.objects.filter(pk=made.pk).update(title="Autre")


def test_a_form_that_could_not_be_shown_is_refused_and_nothing_typed_is_lost(writing):
    text = refused(question(writing, label="Calcul", kind="computed", compute="sum", refs="inconnu"))
    assert "ne désigne aucun champ" in text and 'value="Calcul"' in text
    assert "ne se lit pas ici" in refused(question(writing, label="Âge", min="beaucoup"))
    text = refused(send(writing, then="remove:communes"))  # other questions are guided by it
    assert "ne peut pas être publié" in text


def test_two_officers_do_not_undo_each_other(writing):
    sent = {"revision": "0", "then": "remove:strengths"}
    assert writing.post(EDITOR, sent).status_code == 302
    assert "modifié entre-temps" in refused(writing.post(EDITOR, {**sent, "then": "remove:under_25"}))


def test_a_question_keeps_what_its_page_does_not_write(writing):
    before = next(
        f
        for s in newest_form("calls.avant_projet").definition["sections"]
        for f in s["fields"]
        if f["code"] == "resources"
    )  # noqa: E501
    text = page(writing.get(f"{EDITOR}questions/resources/"))
    assert "Ressources par financeur" in text
    form = {"kind": "table", "label": "Ressources", "totals": "on", "rows": "state | État\ncommune | Commune"}
    columns = "\n".join(f"{c['code']} | {c['label']} | {c['kind']}" for c in before["columns"])
    assert question(writing, "resources", **form, columns=columns).status_code == 302
    after = FormDraft.objects.get().form.field("resources")
    assert after.rows[1].balances == "uses" and after.columns[3].compute is not None and after.columns[0].least == 0


def test_a_draft_passes_to_the_newer_form_and_loses_nothing_unsaid(writing, draft, leader, entered):
    client = entered(leader)
    section = f"/candidatures/{draft.pk}/rubriques/signature/"
    client.post(section, {"revision": "0", "signatory_name": "Hélène", "signatory_role": "Maire"})
    assert "Le formulaire a changé" not in page(client.get(f"/candidatures/{draft.pk}/"))
    send(writing, then="remove:signatory_role")
    question(writing, label="Téléphone", kind="text", section="signature")
    send(writing, then="publish")
    assert "Le formulaire a changé" in page(client.get(f"/candidatures/{draft.pk}/"))
    text = page(client.get(f"/candidatures/{draft.pk}/formulaire/"))
    assert "Téléphone" in text and "Maire" in text
    assert "Sa fonction" in page(client.get(section))  # until then, it stays as it was
    assert client.post(f"/candidatures/{draft.pk}/formulaire/").status_code == 302
    draft.refresh_from_db()
    assert draft.sheet.questionnaire.version == 2
    assert draft.sheet.answers == {"signatory_name": "Hélène"}
    assert draft.sheet.changes.get(revision=2).changed["signatory_role"] == ["Maire", None]
    assert client.get(f"/candidatures/{draft.pk}/formulaire/").status_code == 302


@pytest.mark.parametrize("then", ["", "rule", "section", "unrule:x", "unrule:99", "up:", "down:nothing", "\0"])
def test_no_nonsense_makes_the_editor_fall(writing, then):
    for revision in ("", "x", "9" * 30, "0"):
        assert writing.post(
            EDITOR, {"then": then, "revision": revision, "left": "a..b", "right": "😀"}
        ).status_code in (200, 302, 400)
    for address in ("questions/absent/", "questions/nouveau/", "essais/absent/"):
        page(writing.get(EDITOR + address), 404)
    page(writing.get("/formulaires/versions/99/"), 404)


def test_a_count_is_a_count_and_a_sum_is_of_the_nature_of_what_it_adds(writing):
    """« Nombre d’actions » said « 0,02 € » for two of them."""
    question(writing, label="Nombre d’actions", kind="computed", compute="count", refs="actions", section="actions")
    question(writing, label="Coût des actions", kind="computed", compute="sum", refs="actions.cost", section="actions")
    part = {"compute": "share", "refs": "resources[state].y2020\ntotal_uses"}
    question(writing, label="Part", kind="computed", section="budget", **part)
    form = FormDraft.objects.get().form
    results = [form.field(code).result for code in ("nombre_d_actions", "cout_des_actions", "part")]
    assert results == ["integer", "money", "decimal"]


def test_what_the_form_already_computes_would_be_written_the_same(writing):
    for section in newest_form("calls.avant_projet").definition["sections"]:
        for field in section["fields"]:
            if field["kind"] == "computed":
                ((compute, refs),) = field["compute"].items()
                sent = {"label": field["label"], "kind": "computed", "compute": compute, "refs": "\n".join(refs)}
                assert question(writing, field["code"], **sent).status_code == 302
                assert FormDraft.objects.get().form.field(field["code"]).result == field.get("result", "money")


def test_an_amount_that_is_compared_was_typed_in_euros(writing):
    """A limit of 1 000 € was kept as 1 000 cents; a choice was compared with its words, never equal to its code."""
    rule = {"then": "rule", "operator": "at_least", "at": "resources", "sentence": "Trop peu."}
    for left in ("total_uses", "uses.total", "resources[state].y2020"):
        assert send(writing, left=left, right="1 000", **rule).status_code == 302, left
    told = FormDraft.objects.get().definition["rules"]
    assert [one["must"]["at_least"] for one in told[-3:]] == [100_000] * 3
    only_if = {"show_field": "total_uses", "show_operator": "at_least", "show_value": "2 500,50"}
    question(writing, label="Pourquoi tant ?", kind="text", section="signature", **only_if)
    code = "pourquoi_tant"
    assert FormDraft.objects.get().definition["sections"][-1]["fields"][-1]["show_if"]["at_least"] == 250_050
    assert "500,50" in page(writing.get(f"{EDITOR}questions/{code}/"))
    form = {"show_field": "governance_form", "show_operator": "equals", "show_value": "forme standard"}
    labels = {o.label.casefold(): o.code for o in FormDraft.objects.get().form.field("governance_form").options}
    form["show_value"] = next(iter(labels))
    question(writing, label="Depuis quand ?", kind="date", section="signature", **form)
    asked = FormDraft.objects.get().form.field("depuis_quand").show_if
    assert asked.value == labels[form["show_value"]]


def test_a_table_that_balances_itself_is_typed_in(writing):
    at = {"section": "budget", "kind": "table"}
    question(writing, label="Dépenses", rows="Achats\nSalaires", columns="Somme* | montant", **at)
    question(writing, label="Recettes", rows="État\nVille | =depenses", columns="Somme | montant", totals="on", **at)
    typed = {"depenses-achats-somme": "700", "depenses-salaires-somme": "300", "recettes-etat-somme": "400"}
    text = page(writing.post(f"{EDITOR}essais/budget/", typed))
    form = FormDraft.objects.get().form
    assert form.field("recettes").rows[1].balances == "depenses" and form.field("depenses").columns[0].required
    assert "600 €" in text.replace("\xa0", " ").replace("\u202f", " ")
    shown = page(writing.get(f"{EDITOR}questions/recettes/"))
    assert "ville | Ville | =depenses" in shown and "somme | Somme | montant" in shown
    assert "somme | Somme* | montant" in page(writing.get(f"{EDITOR}questions/depenses/"))
    rows = {"rows": "etat | État\nville | Ville | =", "columns": "somme | Somme | montant"}
    question(writing, "recettes", label="Recettes", **{**at, **rows})
    assert not FormDraft.objects.get().form.field("recettes").rows[1].balances
    assert "« prix »" in refused(question(writing, label="T", columns="Coût | prix", **at)).replace("\xa0", " ")


def test_a_section_changes_its_title_and_its_place(writing):
    sent = {"title": "Le territoire", "help": "Ce que vous en savez."}
    assert send(writing, then="title:diagnostic", **sent).status_code == 302
    assert send(writing, then="down:diagnostic").status_code == 302
    sections = FormDraft.objects.get().form.sections
    moved = next(section for section in sections if section.code == "diagnostic")
    assert moved.title == "Le territoire" and moved.fields and sections[2] is moved
    text = refused(send(writing, then="title:diagnostic", title="", help=""))
    assert text.count("Ce champ est obligatoire") >= 1 and "Le territoire" in text


@pytest.mark.parametrize("then", ["drop", "remove:diagnostic"])
def test_what_takes_much_away_is_asked_once_more(writing, then):
    text = page(send(writing, then=then))
    assert "questions partent avec elle" in text
    assert FormDraft.objects.get().form.section("diagnostic")
    assert send(writing, then=then, sure="1").status_code == 302
    assert not FormDraft.objects.exists() or not FormDraft.objects.get().form.section("diagnostic")
