"""The description of the interface, readable by people: the same facts as `openapi.json`, in our own pages."""

import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import access_of
from marelle.kernel.access.words import words_of

from .v1 import api

HOLE: Final = re.compile(r"<(?:\w+:)?(\w+)>")


def show(request: HttpRequest) -> HttpResponse:
    """Price: no query."""
    schema, rights = api.get_openapi_schema(), _rights()
    operations = [
        {**_operation(path, verb, told), "right": rights.get(path, "")}
        for path, verbs in schema["paths"].items()
        for verb, told in verbs.items()
    ]
    operations.sort(key=lambda one: str(one["group"]))  # within a subject, in the order of the interface
    shapes = [_shape(name, told) for name, told in schema["components"]["schemas"].items() if name != "SitesAsked"]
    return render(request, "api/docs.html", {"operations": operations, "shapes": shapes})


def _rights() -> dict[str, str | Promise]:
    """By address, the words of the right that a token needs; empty for what everybody may ask."""
    found: dict[str, str | Promise] = {}
    for route in api.urls[0]:
        assert isinstance(route, URLPattern)
        address = "/api/v1/" + HOLE.sub(r"{\1}", str(route.pattern))
        access = access_of(lambda: None, f"api-1:{route.name}")
        if access is not None and access.kind != "public":
            found[address] = words_of(access.permission) if access.permission else _("un jeton, quel qu’il soit")
    return found


def _operation(path: str, verb: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": path,
        "group": path.split("/")[3],
        "verb": verb.upper(),
        "summary": told.get("summary", ""),
        "description": " ".join(told.get("description", "").split()),
        "sent": _named(told.get("requestBody", {})),
        "told": [name for status, one in told["responses"].items() if int(status) < 300 and (name := _named(one))],
        "parameters": [
            {
                "name": parameter["name"],
                "place": parameter["in"],
                "type": _type(parameter["schema"]),
                "description": parameter["schema"].get("description", ""),
                "required": parameter.get("required", False),
            }
            for parameter in told.get("parameters", [])
        ],
        "answers": sorted(str(status) for status in told["responses"]),
    }


def _named(told: dict[str, Any]) -> str:
    """The shape of what is sent or answered: « CommuneOut », « list of TaskOut »; of a file, its kind."""
    for kind, content in told.get("content", {}).items():
        return _type(content["schema"]) if kind == "application/json" else str(kind)
    return ""


def _shape(name: str, told: dict[str, Any]) -> dict[str, Any]:
    fields = told.get("properties", {}).items()
    return {
        "name": name,
        "description": told.get("description", ""),
        "fields": [
            {"name": key, "type": _type(field), "description": field.get("description", "")} for key, field in fields
        ],
    }


def _type(schema: dict[str, Any]) -> str:
    """« string or null », « list of CommuneOut », « number, number », …"""
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "prefixItems" in schema:
        return ", ".join(_type(part) for part in schema["prefixItems"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map of {_type(schema['additionalProperties'])}"
    return str(schema.get("format") or schema.get("type", ""))
