"""PDF: a page of typst and its data make a tagged document (PDF/UA-1), here, without a network.

Promises that data is never read as markup, that nothing outside the page is opened, and that the same data makes the
same bytes. Knows no page of its own: whoever asks gives the path of one.
"""

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

MEDIA_TYPE = "application/pdf"


def render(page: Path, data: Mapping[str, Any]) -> bytes:
    """The document that this page makes of this data, which it reads as `json(bytes(sys.inputs.data))`.

    The page sets the title and the language: a document without them is refused by the standard. Price: 30 ms.
    """
    said = json.dumps(data, ensure_ascii=False, allow_nan=False)
    # Its root is an empty folder: whatever a page or a text would ask to read is not there.
    with tempfile.TemporaryDirectory() as nothing:
        made = typst.compile(  # type: ignore[type-var]  # its stubs know paths only, and bytes are sources
            _source(page),
            root=nothing,
            sys_inputs={"data": said},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            package_path=nothing,
            package_cache_path=nothing,
        )
    return bytes(made)


@cache
def _source(page: Path) -> bytes:
    return page.read_bytes()
