"""How a screen answers a form: shown again with what was typed and with each refusal where it belongs.

A refused form answers 200, as Django does and as browsers expect of a page that is there to be read; `Marelle-Form:
refused` says it to programs. See docs/adr/0005.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from marelle.kernel.access import Forbidden
from marelle.kernel.errors import Refused

HEADER, REFUSED = "Marelle-Form", "refused"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def form_page(request: HttpRequest, template: str, content: Mapping[str, Any], *, refused: object) -> HttpResponse:
    """A page with a form, new or shown again; `refused` is anything true when what was sent could not be done."""
    answer = render(request, template, dict(content))
    if refused:
        answer[HEADER] = REFUSED
    return answer


def as_download(content: bytes, kind: str, name: str) -> FileResponse:
    """What was made for this person, as a file that no cache keeps."""
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    return response


def say_name(answer: Answer, name: str, *, shown: bool = False) -> Answer:
    """The same answer as a file of this name: kept by the browser, or `shown` by it if it can. Any name is safe."""
    answer["Content-Disposition"] = content_disposition_header(not shown, name) or "inline"
    return answer


def say_refusal(form: BaseForm, refusal: Refused, **names: str) -> None:
    """Puts the sentence of a refusal, and of those that would follow, at the field at fault or above the form; `names`
    are fields called otherwise."""
    for one in (refusal, *refusal.others):
        field = names.get(one.field or "", one.field)
        form.add_error(field if field in form.fields else None, str(one))


def given(form: BaseForm, order: Callable[[], Any], **names: str) -> Any:
    """What an order answers; None when it refuses, said in the form. A missing right is no mistake of the form."""
    try:
        return order()
    except Forbidden:
        raise
    except Refused as refusal:
        say_refusal(form, refusal, **names)
        return None
