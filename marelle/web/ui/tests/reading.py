"""How the tests of screens read an answer: the text of a page, or of a form that was shown again."""

from typing import Any

from marelle.web.ui.answers import HEADER, REFUSED


def page(answer: Any, status: int = 200) -> str:
    """The text of an answer of this status, with no variable left undefined."""
    text: str = answer.content.decode()
    assert answer.status_code == status, text[:3000]
    assert "!!undefined" not in text, text[text.index("!!undefined") - 200 :][:400]
    return text


def refused(answer: Any) -> str:
    """The text of a form that was refused: a page like another, and a header that says so."""
    text = page(answer)
    assert answer.headers.get(HEADER) == REFUSED, text[:3000]
    return text
