"""The printed table: every role, every permission, for everybody to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marelle.domains.accounts import queries
from marelle.kernel.access import DataClass


def show(request: HttpRequest) -> HttpResponse:
    """Price: three queries."""
    permissions = queries.permissions()
    roles = [
        {"sheet": sheet, "allowed": [p for p in permissions if p.code in sheet.permissions]}
        for sheet in queries.roles_with_permissions()
    ]
    content = {"roles": roles, "permissions": permissions, "classes": list(DataClass)}
    return render(request, "accounts/rights.html", content)
