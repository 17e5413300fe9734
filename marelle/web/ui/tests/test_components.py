import inspect

import pytest
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory

from marelle.web.ui import gallery
from marelle.web.ui.examples import EXAMPLES, sample
from marelle.web.ui.paths import Step, steps
from marelle.web.ui.templatetags.ui import register

TAGS = sorted(register.tags)


def written(source, **names):
    return engines["django"].from_string("{% load i18n %}" + source).render(sample() | names)


@pytest.mark.parametrize("tag", TAGS)
def test_every_tag_has_words_and_an_example(tag):
    assert tag in EXAMPLES, "the gallery has no example of it"
    words = inspect.getdoc(inspect.unwrap(register.tags[tag])) or ""
    assert "{% " + tag in words


@pytest.mark.parametrize("tag", TAGS)
def test_every_example_is_written_whole(tag):
    for source in EXAMPLES[tag]:
        html = written(source)
        assert html.strip() and "!!undefined" not in html
        assert "style=" not in html and "onclick" not in html and "<script" not in html


def test_no_example_without_a_tag():
    assert not EXAMPLES.keys() - set(TAGS)


def test_gallery_page():
    request = RequestFactory().get("/ui/")
    response = gallery.show(request)
    html = response.content.decode()
    assert response.status_code == 200
    assert "!!undefined" not in html
    for tag in TAGS:
        assert f'id="{tag}"' in html
    assert "autofocus" not in html, "the gallery would jump to its example of errors"


@pytest.mark.parametrize(
    "source",
    [
        "{% badge %}",
        '{% band_mark "W" 11 %}',
        '{% week_matrix week_lines week_lines|slice:":1" caption="c" corner="d" %}',
        '{% week_matrix week_lines week_heads caption="" corner="d" %}',
        '{% badge "" %}',
        '{% badge "Retenue" tone="joyful" %}',
        '{% badge "Retenue" colour="red" %}',
        '{% icon "unicorn" %}',
        '{% amount "430000" %}',
        "{% amount 12.5 %}",
        '{% figure_number 80 "" %}',
        '{% alert "Il reste 4 jours" tone="loud" %}',
        "{% card level=7 %}…{% endcard %}",
        '{% card tone="pink" %}…{% endcard %}',
        "{% details %}…{% enddetails %}",
        '{% empty_state "Rien" "" %}',
        '{% empty_state "Rien" "La suite" url="/" %}',
        '{% button "Envoyer" tone="huge" %}',
        '{% button "Envoyer" colour="red" %}',
        '{% link_button "Voir" "" %}',
        '{% breadcrumb "Accueil" "/" %}',
        '{% definition_list "Région" %}',
        "{% field nothing %}",
        "{% form_errors nothing %}",
        "{% table nothing %}",
        '{% progress 9 8 "dossiers" %}',
        '{% hopscotch ages label="Des mots" %}',
        '{% hopscotch file_steps label="" %}',
        '{% hopscotch file_steps label="Ici" on="water" %}',
        '{% programme_hopscotch 12 label="Trop loin" %}',
        '{% map_france points label="Carte" table="" %}',
        '{% map_france points label="Carte" table="#t" counts=counts %}',
        "{% map_france points %}",
    ],
)
def test_a_missing_or_unknown_parameter_is_refused(source):
    with pytest.raises(TemplateSyntaxError):
        written(source)


EVIL = '<script>alert("x")</script>&'


@pytest.mark.parametrize(
    "source",
    [
        "{% badge evil %}",
        "{% amount 100 note=evil %}",
        "{% alert evil title=evil %}",
        "{% notice title=evil %}{{ evil }}{% endnotice %}",
        "{% card title=evil url=evil %}{{ evil }}{% endcard %}",
        "{% details evil %}{{ evil }}{% enddetails %}",
        "{% empty_state evil evil url=evil label=evil %}",
        "{% button evil name=evil value=evil %}",
        "{% link_button evil evil %}",
        "{% breadcrumb evil evil evil %}",
        "{% definition_list evil evil %}",
        "{% figure_number evil evil note=evil source=evil url=evil %}",
        '{% source_link "https://example.org/" label=evil retrieved=evil %}',
        "{% bars evil_rows caption=evil value_label=evil %}",
        "{% coverage evil_bands ages caption=evil note=evil %}",
        "{% progress 1 2 evil %}",
        "{% hopscotch evil_steps label=evil %}",
    ],
)
def test_everything_is_escaped(source):
    html = written(
        source,
        evil=EVIL,
        evil_rows=[(EVIL, 3, EVIL)],
        evil_bands=[(EVIL, [1, 2, 3, 4, 5])],
        evil_steps=[Step(EVIL, "here", EVIL, EVIL)],
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_source_that_is_not_a_web_address_is_no_link():
    html = written('{% source_link "javascript:alert(1)" %}')
    assert "<a" not in html


def test_unknown_is_never_zero_nor_blank():
    assert "inconnu" in written("{% amount nothing %}")
    assert "inconnu" in written('{% figure_number nothing "enfants" %}')
    assert "inconnu" in written('{% definition_list "Montant" nothing %}')
    assert "430\u202f000\u00a0€" in written("{% amount 43000000 %}")
    assert "inconnu" not in written("{% amount 0 %}")


def test_steps_stand_before_here_and_after():
    assert [step.place for step in steps(["a", "b", "c"], 2)] == ["done", "here", "ahead"]
    assert {step.place for step in steps(["a", "b"], 0)} == {"ahead"}
    assert {step.place for step in steps(["a", "b"], 3)} == {"done"}


def test_every_square_says_its_place_in_words():
    html = written('{% programme_hopscotch 3 label="Le programme" %}')
    assert html.count("<li") == 8 and html.count("fait<") == 2 and html.count("en cours<") == 1
    assert html.count('aria-current="step"') == 1


def test_pagination_keeps_the_other_parameters():
    request = RequestFactory().get("/cites/?region=32&page=4&tri=-montant")
    html = engines["django"].from_string("{% pagination page %}").render(sample(), request)
    assert "?region=32&amp;page=5&amp;tri=-montant" in html
    assert 'aria-current="page"' in html


def test_one_page_needs_no_pagination():
    from django.core.paginator import Paginator

    assert written("{% pagination few %}", few=Paginator([1], 20).page(1)).strip() == ""
