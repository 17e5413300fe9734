"""A document is tagged, titled, the same twice, and no text of it is ever run."""

import pytest
import typst

from marelle.kernel.pdf import render

PAGE = b"""#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set text(lang: "fr")
= #data.title
#data.text
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.typ"
    path.write_bytes(PAGE)
    return path


def test_a_document_is_tagged_and_the_same_twice(page):
    data = {"title": "Accusé de dépôt", "text": "Valmarelle"}
    made = render(page, data)
    assert made.startswith(b"%PDF-")
    assert b"/MarkInfo" in made and b"/StructTreeRoot" in made
    assert made == render(page, data)


@pytest.mark.parametrize("text", ['#read("/etc/hostname")', '#import "x.typ"', "*b* $x$ @ref <a> \\ // /*", "=" * 2000])
def test_a_text_is_never_run(page, text):
    assert render(page, {"title": "Essai", "text": text})


def test_a_page_reads_nothing_of_the_machine(tmp_path):
    path = tmp_path / "curious.typ"
    path.write_bytes(b'#set document(title: "x")\n#read("/etc/hostname")')
    with pytest.raises(typst.TypstError):
        render(path, {})
