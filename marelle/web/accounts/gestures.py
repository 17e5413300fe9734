"""The words of the log: what each gesture and each kind of object is called on screens."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marelle.domains.territories.services import kinds as kinds_of_files

GESTURES = {
    "accounts.accept_invitation": _("Invitation acceptée"),
    "accounts.change_name": _("Correction du nom"),
    "accounts.change_password": _("Changement de mot de passe"),
    "accounts.come_back": _("Retour d’une personne qui était partie"),
    "accounts.create_token": _("Jeton fait"),
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
    "accounts.revoke_token": _("Jeton retiré"),
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
    "territories.add_figure": _("Chiffre ajouté"),
    "territories.add_invented_commune": _("Commune inventée ajoutée"),
    "territories.add_invented_quarter": _("Quartier inventé ajouté"),
    "territories.add_invented_school": _("Établissement inventé ajouté"),
    "territories.change_perimeter": _("Périmètre d’une cité changé"),
    "territories.close_site": _("Cité fermée"),
    "territories.describe_site": _("Cité décrite"),
    "territories.draft_rules": _("Règles d’éligibilité en préparation"),
    "territories.drop_draft": _("Règles d’éligibilité abandonnées"),
    "territories.drop_import": _("Fichier abandonné"),
    "territories.fill_calendar": _("Calendrier complété"),
    "territories.forget_column": _("Colonne oubliée"),
    "territories.link_generations": _("Quartiers de deux générations reliés"),
    "territories.import_sites": _("Cités mises à jour"),
    "territories.open_import": _("Fichier envoyé"),
    "territories.open_site": _("Cité ouverte"),
    "territories.order_import": _("Import demandé"),
    "territories.publish_rules": _("Règles d’éligibilité publiées"),
    "territories.remember_column": _("Colonne reconnue"),
}

KINDS = {
    "accounts.apitoken": _("Jeton"),
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
    "territories.columnmapping": _("Correspondance de colonne"),
    "territories.figure": _("Chiffre"),
    "territories.importjob": _("Fichier envoyé"),
    "territories.importrun": _("Import"),
    "territories.quarter": _("Quartier prioritaire"),
    "territories.quarterpassage": _("Passage entre quartiers"),
    "territories.ruleset": _("Règles d’éligibilité"),
    "territories.school": _("Établissement"),
    "territories.site": _("Cité"),
    "territories.source": _("Source"),
}


def gestures() -> dict[str, str]:
    """Every action that the log may hold, with its words; the kinds of files say how their import is called."""
    imports = {f"territories.import_{one.code}": f"{gettext('Import')}, {one.label}" for one in kinds_of_files()}
    return imports | {action: str(words) for action, words in GESTURES.items()}


def kind(code: str) -> str:
    """What a kind of object is called; its own code when it has no words yet."""
    return str(KINDS.get(code, code))
