"""Addresses of the accounts. The views of the log-in library keep their names, and each says who may take it."""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as key_views
from django.urls import URLPattern, register_converter
from django.urls.converters import StringConverter

from marelle.kernel.access import PUBLIC, SIGNED_IN, RouteAccess, route

from . import account, arriving, demonstration, log, members, organisations, people, registering, rights, tokens


class Base36(StringConverter):
    """A number of the library's links, which stops at the dash."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")

NEW_PASSWORD = "mot-de-passe/nouveau"  # noqa: S105
STEPS = "compte/deux-etapes"
REGISTER, END = "accounts.register_organisation", "accounts.end_organisation"
CLOSE = "accounts.deactivate_person"

# Address, view, name in the library, who may take it. The steps of a log-in are public: nobody is logged in yet.
_LIBRARY = (
    ("connexion/", account_views.login, "account_login", PUBLIC),
    ("deconnexion/", account_views.logout, "account_logout", PUBLIC),
    ("connexion/compte-ferme/", account_views.account_inactive, "account_inactive", PUBLIC),
    ("mot-de-passe/oublie/", account_views.password_reset, "account_reset_password", PUBLIC),
    ("mot-de-passe/oublie/envoye/", account_views.password_reset_done, "account_reset_password_done", PUBLIC),
    (
        f"{NEW_PASSWORD}/enregistre/",
        account_views.password_reset_from_key_done,
        "account_reset_password_from_key_done",
        PUBLIC,
    ),
    (
        f"{NEW_PASSWORD}/<base36:uidb36>-<str:key>/",
        account_views.password_reset_from_key,
        "account_reset_password_from_key",
        PUBLIC,
    ),
    ("compte/mot-de-passe/", account.change_password, "account_change_password", SIGNED_IN),
    ("compte/confirmer/", account_views.reauthenticate, "account_reauthenticate", SIGNED_IN),
    ("compte/confirmer/code/", mfa_views.reauthenticate, "mfa_reauthenticate", SIGNED_IN),
    ("compte/confirmer/cle/", key_views.reauthenticate_webauthn, "mfa_reauthenticate_webauthn", SIGNED_IN),
    ("connexion/cle/", key_views.login_webauthn, "mfa_login_webauthn", PUBLIC),
    ("connexion/code/", mfa_views.authenticate, "mfa_authenticate", PUBLIC),
    (f"{STEPS}/", mfa_views.index, "mfa_index", SIGNED_IN),
    (f"{STEPS}/application/activer/", totp_views.activate_totp, "mfa_activate_totp", SIGNED_IN),
    (f"{STEPS}/application/retirer/", totp_views.deactivate_totp, "mfa_deactivate_totp", SIGNED_IN),
    (f"{STEPS}/secours/", recovery_views.view_recovery_codes, "mfa_view_recovery_codes", SIGNED_IN),
    (f"{STEPS}/secours/nouveaux/", recovery_views.generate_recovery_codes, "mfa_generate_recovery_codes", SIGNED_IN),
    (f"{STEPS}/secours/fichier/", recovery_views.download_recovery_codes, "mfa_download_recovery_codes", SIGNED_IN),
    (f"{STEPS}/cles/", key_views.list_webauthn, "mfa_list_webauthn", SIGNED_IN),
    (f"{STEPS}/cles/ajouter/", key_views.add_webauthn, "mfa_add_webauthn", SIGNED_IN),
    (f"{STEPS}/cles/<int:pk>/nommer/", key_views.edit_webauthn, "mfa_edit_webauthn", SIGNED_IN),
    (f"{STEPS}/cles/<int:pk>/retirer/", key_views.remove_webauthn, "mfa_remove_webauthn", SIGNED_IN),
)
EXTERNAL_ROUTES: dict[str, RouteAccess] = {name: access for _address, _view, name, access in _LIBRARY}


def _library() -> list[URLPattern]:
    return [route(address, view, name=name, access=access) for address, view, name, access in _LIBRARY]


urlpatterns = [
    *_library(),
    route("inscription/", arriving.no_signup, name="account_signup", access=PUBLIC),
    route("invitation/<str:token>/", arriving.invitation, name="invitation", access=PUBLIC),
    route("compte/", account.show, name="account", access=SIGNED_IN),
    route("compte/nom/", account.change_name, name="change_name", access=SIGNED_IN),
    route("compte/sessions/", account.sessions, name="usersessions_list", access=SIGNED_IN),
    route("compte/sessions/<int:pk>/fermer/", account.end_session, name="end_session", access=SIGNED_IN),
    route("compte/droits/<int:pk>/rendre/", account.leave, name="leave", access=SIGNED_IN),
    route("compte/jetons/", tokens.show, name="tokens", access=SIGNED_IN),
    route("compte/jetons/nouveau/", tokens.create, name="create_token", access=SIGNED_IN),
    route("compte/jetons/<int:pk>/retirer/", tokens.revoke, name="revoke_token", access=SIGNED_IN),
    route("compte/fermer/", account.close, name="close_account", access=SIGNED_IN),
    route("compte/organisations/", organisations.show, name="organisations", access="accounts.see_members"),
    route("compte/organisations/nouvelle/", registering.register, name="register_organisation", access=REGISTER),
    route("compte/organisations/<int:pk>/fin/", organisations.end, name="end_organisation", access=END),
    route("compte/organisations/<int:pk>/rouvrir/", organisations.reopen, name="reopen_organisation", access=END),
    route("personnes/", people.people, name="people", access=CLOSE),
    route("personnes/<int:pk>/", people.show, name="person", access=CLOSE),
    route("personnes/<int:pk>/fermer/", people.close, name="close_person", access=CLOSE),
    route("personnes/<int:pk>/rouvrir/", people.reopen, name="reopen_person", access=CLOSE),
    route("compte/organisations/<int:pk>/", members.members, name="members", access="accounts.see_members"),
    route("compte/organisations/<int:pk>/inviter/", members.invite, name="invite", access="accounts.invite"),
    route("compte/membres/<int:pk>/fin/", members.end, name="end_membership", access="accounts.end_membership"),
    route(
        "compte/invitations/<int:pk>/retirer/",
        members.withdraw,
        name="withdraw_invitation",
        access="accounts.end_membership",
    ),
    route("journal/", log.show, name="log", access="audit.read_technical"),
    route("journal.csv", log.as_csv, name="log_csv", access="audit.read_technical"),
    route("droits/", rights.show, name="rights", access=PUBLIC),
    route("demonstration/", demonstration.enter_as, name="enter_as", access=PUBLIC),
    route("demonstration/horloge/", demonstration.move_clock, name="clock", access=PUBLIC),
]
