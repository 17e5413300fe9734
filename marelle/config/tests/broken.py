"""The skeleton with a web server that cannot load."""

from .skeleton import *  # noqa: F403

MIDDLEWARE = ["marelle.absent.Middleware"]
