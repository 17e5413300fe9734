"""The description of the interface, readable by people: the same facts as `openapi.json`, in our own pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .v1 import api


def show(request: HttpRequest) -> HttpResponse:
    """Price: no query."""
    schema = api.get_openapi_schema()
    operations = [
        _operation(path, verb, told) for path, verbs in schema["paths"].items() for verb, told in verbs.items()
    ]
    operations.sort(key=lambda one: str(one["group"]))  # within a subject, in the order of the interface
    shapes = [_shape(name, told) for name, told in schema["components"]["schemas"].items() if name != "SitesAsked"]
    return render(request, "api/docs.html", {"operations": operations, "shapes": shapes})


def _operation(path: str, verb: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": path,
        "group": path.split("/")[3],
        "verb": verb.upper(),
        "summary": told.get("summary", ""),
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
