"""Addresses of the shell: the public front page, the pages of law and help, the home of each person."""

from django.views.i18n import set_language

from marelle.kernel.access import PUBLIC, SIGNED_IN, route

from . import contact, pages, person_home, public_home, search

urlpatterns = [
    route("", public_home.show, name="public_home", access=PUBLIC),
    route("accueil/", person_home.show, name="home", access=SIGNED_IN),
    route("aide/", pages.help_page, name="help", access=PUBLIC),
    route("mentions-legales/", pages.legal, name="legal", access=PUBLIC),
    route("confidentialite/", pages.privacy, name="privacy", access=PUBLIC),
    route("accessibilite/", pages.accessibility, name="accessibility", access=PUBLIC),
    route("plan-du-site/", pages.sitemap, name="sitemap", access=PUBLIC),
    route("recherche/", search.show, name="search", access=PUBLIC),
    route("recherche.json", search.suggest, name="search_suggest", access=PUBLIC),
    route("contact/", contact.show, name="contact", access=PUBLIC),
    route("langue/", set_language, name="set_language", access=PUBLIC),
    route("apparence/", pages.set_theme, name="set_theme", access=PUBLIC),
    route("robots.txt", pages.robots, name="robots", access=PUBLIC),
    route("sante/", pages.health, name="health", access=PUBLIC),
]
