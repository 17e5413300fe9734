"""The words of the log: what each gesture and each kind of object is called on screens."""

from django.utils.translation import gettext_lazy as _

GESTURES = {
    "accounts.accept_invitation": _("Invitation acceptée"),
    "accounts.change_name": _("Correction du nom"),
    "accounts.change_password": _("Changement de mot de passe"),
    "accounts.come_back": _("Retour d’une personne qui était partie"),
    "accounts.deactivate_person": _("Compte fermé"),
    "accounts.end_membership": _("Droit terminé"),
    "accounts.end_organisation": _("Fin d’une organisation"),
    "accounts.grant_membership": _("Droit donné"),
    "accounts.invite": _("Invitation envoyée"),
    "accounts.leave": _("Compte fermé par son titulaire"),
    "accounts.load_roles": _("Rôle mis à jour"),
    "accounts.log_in": _("Connexion"),
    "accounts.register_organisation": _("Organisation enregistrée"),
    "accounts.register_person": _("Personne enregistrée"),
    "accounts.reopen_organisation": _("Organisation rouverte"),
    "accounts.reopen_person": _("Compte rouvert"),
    "accounts.withdraw_invitation": _("Invitation retirée"),
    "audit.read": _("Lecture du journal"),
    "calls.announce_decisions": _("Labels annoncés"),
    "calls.close_call": _("Appel fermé"),
    "calls.decide_application": _("Examen terminé"),
    "calls.file_application": _("Candidature déposée"),
    "calls.give_opinion": _("Avis donné"),
    "calls.open_call": _("Appel ouvert"),
    "calls.prepare_call": _("Appel préparé"),
    "calls.record_decision": _("Décision enregistrée"),
    "calls.record_past_call": _("Appel passé enregistré"),
    "calls.save_section": _("Rubrique de candidature enregistrée"),
    "calls.start_application": _("Candidature commencée"),
    "calls.withdraw_application": _("Candidature retirée"),
    "clock.move": _("Horloge déplacée"),
    "dossiers.freeze": _("Texte figé"),
    "dossiers.speak": _("Avis porté sur un texte figé"),
    "funding.allocate": _("Montant affecté"),
    "funding.authorise": _("Crédits ouverts"),
    "funding.open_budget": _("Budget ouvert"),
    "funding.open_envelope": _("Enveloppe ouverte"),
    "funding.revert": _("Mouvement annulé"),
    "funding.state_amount": _("Montant énoncé par une source"),
    "projects.end_project": _("Projet terminé"),
    "projects.open_from_label": _("Projet ouvert par le label"),
    "projects.start_project": _("Projet commencé"),
    "projects.withdraw_project": _("Projet retiré"),
    "territories.add_invented_commune": _("Commune inventée ajoutée"),
    "territories.change_perimeter": _("Périmètre d’une cité changé"),
    "territories.close_site": _("Cité fermée"),
    "territories.describe_site": _("Cité décrite"),
    "territories.import_communes": _("Communes mises à jour"),
    "territories.import_sites": _("Cités mises à jour"),
    "territories.open_site": _("Cité ouverte"),
}

KINDS = {
    "accounts.invitation": _("Invitation"),
    "accounts.membership": _("Droit"),
    "accounts.organisation": _("Organisation"),
    "accounts.person": _("Personne"),
    "accounts.role": _("Rôle"),
    "calls.application": _("Candidature"),
    "calls.call": _("Appel"),
    "calls.labeldecision": _("Décision"),
    "funding.budget": _("Budget"),
    "funding.envelope": _("Enveloppe"),
    "funding.movement": _("Mouvement"),
    "funding.statedamount": _("Montant énoncé"),
    "kernel.auditentry": _("Journal"),
    "kernel.dossierversion": _("Texte figé"),
    "kernel.installation": _("Installation"),
    "projects.project": _("Projet"),
    "territories.commune": _("Commune"),
    "territories.importrun": _("Import"),
    "territories.site": _("Cité"),
}


def gesture(action: str) -> str:
    """What an action is called; its own code when it has no words yet."""
    return str(GESTURES.get(action, action))


def kind(code: str) -> str:
    """What a kind of object is called; its own code when it has no words yet."""
    return str(KINDS.get(code, code))
