"""The page of somebody who goes too fast."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WINDOW = 60  # seconds: the window of every limit of the log-in library that answers with this page


def too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "account/too_many.html", status=429)
    response["Retry-After"] = str(WINDOW)
    return response
