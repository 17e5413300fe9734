"""Writes docs/privacy.md: the register of what is kept (GDPR, article 30), read from what the models declare.

python scripts/privacy.py          writes the page
python scripts/privacy.py --check  exit code 1 when the page no longer says what the models say
"""

import os
import re
import sys
import tomllib
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE, GLOSSARY = ROOT / "docs" / "privacy.md", ROOT / "docs" / "glossary.md"
ROLES = ROOT / "marelle" / "domains" / "accounts" / "roles.toml"
HEAD = """# Registre de ce que Marelle garde
Écrit par `make docs` d’après ce que chaque modèle déclare (`data_class`, `kept`) : voir
[la décision 6](adr/0006-what-is-kept-is-declared-on-the-model.md). Une table qui ne déclare rien fait échouer les
tests. La page publique `/confidentialite/` lit les mêmes déclarations.

Les organismes qui pilotent une cité sont responsables conjoints (article 26 du RGPD) ; l’hébergeur est sous-traitant
(article 28). Chaque installation ajoute leurs noms et celui de sa personne déléguée à la protection des données.

**Jamais gardé :** nationalité, origine, religion, santé, notes scolaires, score, information préoccupante.

**Les durées sont la règle ; le code n’en applique qu’une partie.** Aujourd’hui une session ne sert plus après douze
heures, un travail fini est effacé, un droit cesse à sa date. Aucun programme n’efface encore un compte, un courriel
envoyé ou un dossier arrivé à son terme.
"""
FOOT = """
## Ce qui protège
* À partir de C3, et pour le journal, la base elle-même refuse les lignes hors du contexte : {guarded}.
* Le rôle du site ne possède aucune table et ne peut ni changer ni effacer le journal, les versions figées, les avis et
  les mouvements d’argent.
* Le journal désigne les personnes par un numéro ; chaque écriture est scellée, et une altération se voit.
* Les secrets des codes à usage unique sont chiffrés avec la clé de l’installation, qui n’est pas dans la base.
* Le serveur ne tient pas de liste des pages vues. L’adresse d’un appareil connecté se lit dans « Mon compte ».
"""


def main(arguments):
    text = page()
    if "--check" in arguments:
        return 0 if PAGE.read_text() == text else 1
    PAGE.write_text(text)
    return 0


def page():
    """The whole page, in French: it is a document of law."""
    start_django()
    from django.utils import translation

    from marelle.kernel.access.register import register

    with translation.override("fr"):
        entries = register()
        kept = [entry for entry in entries if not entry.data_class.is_public]
        by_purpose = groupby(kept, key=lambda entry: entry.kept.purpose)
        sections = "".join(section(purpose, list(lines)) for purpose, lines in by_purpose)
        guarded = ", ".join(f"`{entry.table}`" for entry in entries if entry.data_class.guarded)
        return HEAD + classes() + sections + public(entries) + rights(kept) + FOOT.format(guarded=guarded)


def start_django():
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marelle.config.settings.test")
        sys.path.insert(0, str(ROOT))
        django.setup()


def classes():
    from marelle.kernel.access import DataClass

    return f"\n## Les classes\n{' · '.join(f'{one.name} {one.label}' for one in DataClass)}.\n"


def section(purpose, entries):
    """One purpose: its basis, then a line for each table."""
    lines = [f"\n## {purpose} · {purpose.label}", f"Base\u00a0: {purpose.basis}.", ""]
    lines += ["| table | ce qu’elle dit des personnes | classe | durée | lecteurs |", "|---|---|---|---|---|"]
    for entry in entries:
        data = entry.kept.data or "rien"
        cells = (f"{word(entry)}`{entry.table}`", data, entry.data_class.name, entry.until, readers(entry))
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines) + "\n"


def word(entry):
    """What a row is, in French: the glossary's word for a model, nothing for a table of a library."""
    return f"{french()[entry.model]} " if entry.model else ""


def french():
    """The French word of each term of the glossary."""
    rows = re.findall(r"^\| (\w+) \| ([^|]+?) \|", GLOSSARY.read_text(), re.MULTILINE)
    return dict(rows)


def readers(entry):
    from marelle.kernel.access.register import READERS

    return "\u00a0; ".join(str(READERS.get(code) or f"droit `{code}`") for code in entry.kept.readers)


def public(entries):
    """What anybody may read: no person is in it."""
    named = "".join(f"* {word(entry)}`{entry.table}`\n" for entry in entries if entry.data_class.is_public)
    return f"\n## Ce qui est public\nClasses C0 et C10, qui ne désignent personne\u00a0:\n\n{named}"


def rights(kept):
    """Who holds the permissions that the register names, from the catalogue of roles."""
    from marelle.kernel.access.register import READERS

    catalogue = tomllib.loads(ROLES.read_text())
    lines = ["\n## Qui tient ces droits", "Toujours sur un lieu et pour un temps\u00a0: voir la page `/droits/`.", ""]
    lines += ["| droit | ce qu’il permet | rôles |", "|---|---|---|"]
    for code in sorted({code for entry in kept for code in entry.kept.readers} - set(READERS)):
        holders = [role["label"] for role in catalogue["roles"].values() if code in role["permissions"]]
        lines.append(f"| `{code}` | {catalogue['permissions'][code]['label']} | {' · '.join(holders)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
