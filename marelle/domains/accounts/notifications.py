"""The letters of the accounts. They name no child and give nothing but what their single link says."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.kernel import mail
from marelle.kernel.clock import PARIS

from .models import Invitation, Membership, Person


def send_invitation(invitation: Invitation, link: str) -> None:
    """To the person invited: the link, once. Price: one query."""
    text = _(
        "Bonjour,\n\n"
        "{organisation} vous invite à rejoindre Marelle, la plateforme des Cités éducatives, avec le rôle "
        "« {role} ».\n\n"
        "Pour accepter, ouvrez ce lien. Il sert une seule fois, jusqu’au {day} :\n\n{link}\n\n"
        "Si vous n’attendiez pas cette invitation, ne faites rien : le lien s’éteindra de lui-même.\n"
    ).format(
        organisation=invitation.organisation.name,
        role=invitation.role.name,
        day=_day(invitation.expires_at),
        link=link,
    )
    subject = _("Votre invitation à rejoindre Marelle")
    mail.post(to=invitation.email, subject=subject, text=text, key=f"accounts.invitation:{invitation.pk}")


def tell_right_given(membership: Membership) -> None:
    """To the person who receives a right. Price: one query."""
    text = _(
        "Bonjour,\n\nUn droit vous a été donné dans Marelle : « {role} », pour {organisation}, jusqu’au {day}.\n\n"
        "Vous le retrouvez dans « Mon compte ».\n"
    ).format(role=membership.role.name, organisation=membership.organisation.name, day=_day(membership.valid_to))
    key = f"accounts.right_given:{membership.pk}"
    mail.post(to=membership.person.email, subject=_("Un nouveau droit dans Marelle"), text=text, key=key)


def tell_right_ended(membership: Membership) -> None:
    """To the person whose right has ended. Price: one query."""
    text = _(
        "Bonjour,\n\nVotre droit « {role} », pour {organisation}, a pris fin dans Marelle.\n\n"
        "Si c’est une erreur, parlez-en à la personne qui gère les accès de cette organisation.\n"
    ).format(role=membership.role.name, organisation=membership.organisation.name)
    key = f"accounts.right_ended:{membership.pk}:{membership.valid_to.isoformat()}"
    mail.post(to=membership.person.email, subject=_("Un droit a pris fin dans Marelle"), text=text, key=key)


def tell_account_closed(person: Person, at: datetime) -> None:
    """To the person whose account is closed, by themselves or by somebody else. Price: one query."""
    text = _(
        "Bonjour,\n\nVotre compte Marelle est fermé depuis le {day}. Vos droits ont pris fin et vos appareils sont "
        "déconnectés.\n\nCe que vous avez fait reste dans le journal, sous un numéro. Si c’est une erreur, parlez-en "
        "à la personne qui gère les accès de votre organisation.\n"
    ).format(day=_day(at))
    key = f"accounts.account_closed:{person.pk}:{at.isoformat()}"
    mail.post(to=person.email, subject=_("Votre compte Marelle est fermé"), text=text, key=key)


def tell_account_reopened(person: Person, at: datetime) -> None:
    """To the person whose account is open again. Price: one query."""
    text = _(
        "Bonjour,\n\nVotre compte Marelle est de nouveau ouvert. Choisissez d’abord un nouveau mot de passe, avec "
        "« J’ai oublié mon mot de passe » sur la page de connexion.\n\nAucun droit ne vous y est encore donné : la "
        "personne qui gère les accès de votre organisation peut le faire.\n"
    )
    key = f"accounts.account_reopened:{person.pk}:{at.isoformat()}"
    mail.post(to=person.email, subject=_("Votre compte Marelle est rouvert"), text=text, key=key)


def _day(instant: datetime) -> str:
    return date_format(instant.astimezone(PARIS), "j F Y, H:i")
