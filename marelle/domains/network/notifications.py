"""The letters of the network. They name an organisation and a cité, never a child."""

from datetime import datetime

from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import holders_of
from marelle.kernel import mail

from .access import WRITE
from .models import Partner


def tell_unconfirmed(partner: Partner, at: datetime) -> int:
    """Asks those who keep a sheet whether it is still true. How many were asked. Price: one query, and two for each."""
    place = partner.organisation.perimeter
    people = {one.person_id: one.email for one in holders_of([WRITE], at) if one.perimeter == place}
    subject = _("Votre fiche dans l’annuaire de {site} : toujours vraie ?").format(site=partner.site.name)
    text = _(
        "Personne n’a confirmé depuis trois mois la fiche de {organisation} dans l’annuaire de {site}.\n\n"
        "Ouvrez « Mes fiches » dans Marelle : relisez-la, corrigez ce qui a changé, puis choisissez « Toujours vrai ». "
        "Une fiche non confirmée reste dans l’annuaire, avec le nombre de mois."
    ).format(organisation=partner.organisation.name, site=partner.site.name)
    for person, email in sorted(people.items()):
        mail.post(to=email, subject=subject, text=text, key=f"network.unconfirmed:{partner.pk}:{at.date()}:{person}")
    return len(people)
