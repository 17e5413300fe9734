"""For developers: the demonstration, with Django's debug pages."""

from .demo import *  # noqa: F403

DEBUG = True
