"""The kinds of mistakes of `docs/mistakes.md`: how each is made, by the name of its line there."""

from __future__ import annotations

from datetime import datetime

from . import spoiling as do
from .spoiling import Book, Make

LONG, VIOLIN = "x" * 400, "Délib. 12 🎻\nséance du soir"
COMMAND = "'=cmd|' /C calc'!A0"  # as it goes out
HEADS, MACRO = "Partenaire [partner];Nom [name]", "xl/vbaProject.bin"
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096  # what a password makes of a workbook
AGAIN = "Chorale du large"


def line(what: str, /, **said: object) -> Make:
    """A new line of the entry workbook in which one thing is wrong."""

    def make(book: Book) -> bytes:
        getattr(book, what)(**said)
        return book.bytes()

    return make


def after(*steps: Make) -> Make:
    def make(book: Book) -> bytes:
        for step in steps:
            made = step(book)
        return made

    return make


def both(what: str, /, **said: object) -> Make:
    """A payment beside the grant that it pays."""

    def make(book: Book) -> bytes:
        book.grant()
        getattr(book, what)(**said)
        return book.bytes()

    return make


def granted(make: Make, **said: object) -> Make:
    """A grant that is right, then what somebody does to the workbook."""

    def made(book: Book) -> bytes:
        book.grant(**said)
        return make(book)

    return made


def windows(book: Book) -> bytes:
    return book.csv("Subventions")


def under(title: str) -> Make:
    return lambda book: book.csv("Subventions", above=f"{title}\r\n")


def heading(sheet: str, code: str, title: str) -> Make:
    def make(book: Book) -> bytes:
        book.partner()
        book.grant()
        return do.renamed(book, sheet, code, title)

    return make


def too_many_actions(book: Book) -> bytes:
    for number in range(501):
        book.action(title=f"Action {number}")
    return book.bytes()


def blank_lines(book: Book) -> bytes:
    book.put("Subventions", book.sheet("Subventions").max_row + 4, reference=None)
    book.grant()
    return book.bytes()


def endless(_book: Book) -> bytes:
    return do.repeated_ods(HEADS.split(";"), ("", "Centre"), 1_048_000)


def two_grants(book: Book) -> bytes:
    book.grant()
    book.grant(reference="Délibération 13")
    book.payment()
    return book.bytes()


def known_changed(**said: object) -> Make:
    def make(book: Book) -> bytes:
        return book.put("Actions", 2, **said).bytes()

    return make


def refused_above(book: Book) -> bytes:
    book.action(year="deux mille vingt")
    book.grant(for_action=AGAIN)
    return book.bytes()


def rows_of_nobody(book: Book) -> bytes:
    book.add("Moments", action="A-777", bands__row="Mercredi", bands__sessions=10, bands__minutes=60)
    return book.bytes()


def csv_partners(content: str, encoding: str = "cp1252") -> Make:
    return lambda _book: content.encode(encoding)


def far_day(ahead: int) -> Make:
    return lambda book: after(line("grant", voted_on=book.day(-ahead)))(book)


def before_the_vote(book: Book) -> bytes:
    book.grant()
    book.payment(paid_on=book.day(40))
    return book.bytes()


def notified_before(book: Book) -> bytes:
    book.grant(notified_on=book.day(60))
    return book.bytes()


def partner_twice(book: Book) -> bytes:
    book.partner()
    book.partner(name="Le même, autrement")
    return book.bytes()


def backwards(book: Book) -> bytes:
    book.action(action="N1")
    book.add("Horaires", action="N1", timetable__day="Mardi", timetable__from="18:00", timetable__to="17:00")
    return book.bytes()


def half_of_what(book: Book) -> bytes:
    """An expense that the spreadsheet shows as « 50 % »."""
    book.action(action="N1")
    row = book.add("Dépenses", action="N1", costs__row="Achats (60)", costs__amount=0.5)
    sheet = book.sheet("Dépenses")
    sheet.cell(row, book.place(sheet, "costs.amount")).number_format = "0%"
    return book.bytes()


def percent(book: Book) -> bytes:
    """A grant that the spreadsheet shows as « 50 % »."""
    row, sheet = book.grant(amount=0.5), book.sheet("Subventions")
    sheet.cell(row, book.place(sheet, "amount")).number_format = "0%"
    return book.bytes()


def key_twice(book: Book) -> bytes:
    book.put("Partenaires", book.partner(), partner="P-1")
    book.put("Partenaires", book.partner(name="Autre"), partner="P-1")
    return book.bytes()


def no_key(book: Book) -> bytes:
    for name, code in (("Partenaires", "partner"), ("Actions", "action"), ("Subventions", "grant")):
        sheet = book.sheet(name)
        sheet.cell(1, book.place(sheet, code)).value = "Machin"
    sheet = book.sheet("Versements")
    sheet.cell(1, book.place(sheet, "payment")).value = "Machin"
    return book.bytes()


def doubled_heading(book: Book) -> bytes:
    sheet = book.sheet("Partenaires")
    sheet.cell(1, sheet.max_column + 1).value = sheet.cell(1, 2).value
    book.partner()
    return book.bytes()


def only_grants(book: Book) -> bytes:
    do.only(book, "Subventions").sheet("Subventions").title = "Feuil1"
    return book.bytes()


def extra(book: Book) -> bytes:
    sheet = book.sheet("Subventions")
    sheet.cell(1, sheet.max_column + 1).value = "Mes remarques"
    sheet.cell(2, sheet.max_column).value = "à voir"
    return book.bytes()


ENTRY: dict[str, tuple[str, Make]] = {
    # The file
    "un fichier coupé en route": ("entree.xlsx", lambda book: do.without(book.bytes())),
    "un fichier vide": ("entree.csv", lambda _book: b""),
    "des lignes vides seulement": ("entree.csv", lambda _book: b"\r\n \r\n\r\n"),
    "une image": ("entree.xlsx", lambda _book: b"\x89PNG\r\n\x1a\n" + b"0" * 200),
    "un PDF renommé en .xlsx": ("entree.xlsx", lambda _book: b"%PDF-1.7\n" + b"0" * 200),
    "un classeur protégé par un mot de passe": ("entree.xlsx", lambda _book: LOCKED),
    "un classeur avec des macros": ("entree.xlsm", granted(lambda book: do.with_part(book.bytes(), MACRO, b"\0" * 64))),
    "une page web enregistrée": ("entree.csv", lambda _book: b"<html><body><table></table></body></html>"),
    "un classeur qui se déplie sans fin": ("entree.xlsx", lambda _book: do.bomb()),
    "une cellule perdue très loin": ("entree.xlsx", do.far),
    "des cellules répétées sans fin (.ods)": ("entree.ods", endless),
    "un guillemet ouvert dans un CSV": ("entree.csv", csv_partners(f'{HEADS}\n"P-1;Centre\n')),
    "un CSV coupé en pleine ligne": ("entree.csv", csv_partners(f"{HEADS};Nature [kind]\n;Centre")),
    "des accents perdus": ("entree.csv", csv_partners(f"{HEADS}\n;Centre \ufffd\ufffd\ufffd\n", "utf-8")),
    "un autre classeur": ("entree.xlsx", lambda _book: do.other_workbook()),
    "les titres des repères ont disparu": ("entree.xlsx", no_key),
    "un titre en double": ("entree.xlsx", doubled_heading),
    "un titre récrit": ("entree.xlsx", heading("Partenaires", "kind", "Type de structure")),
    "une feuille masquée": ("entree.xlsx", do.hidden_sheet),
    "plus de cinq cents actions": ("entree.xlsx", too_many_actions),
    # Partners
    "un organisme sans nature": ("entree.xlsx", line("partner", kind=None)),
    "un organisme sans aucun numéro": ("entree.xlsx", line("partner", rna=None)),
    "un organisme dit deux fois": ("entree.xlsx", partner_twice),
    "une nature inconnue": ("entree.xlsx", line("partner", kind="Collectif")),
    "un SIRET arrondi par le tableur": ("entree.xlsx", line("partner", siret="7,84672E+13")),
    "un SIRET trop court": ("entree.xlsx", line("partner", siret="12345")),
    "un SIRET dont la clé est fausse": ("entree.xlsx", line("partner", siret="78467169500088")),
    "un RNA mal écrit": ("entree.xlsx", line("partner", rna="123")),
    "un nom bien trop long": ("entree.xlsx", line("partner", name=LONG)),
    "un texte sans fin": ("entree.xlsx", line("partner", name="x" * 32_000)),
    "un numéro donné deux fois": ("entree.xlsx", key_twice),
    "une ligne masquée": ("entree.xlsx", do.hidden_line),
    "une formule": ("entree.xlsx", line("partner", name="=A2")),
    "une erreur de calcul": ("entree.xlsx", line("partner", name="#REF!")),
    # Actions
    "une action sans nom": ("entree.xlsx", line("action", title=None)),
    "un objectif qui n’existe pas": ("entree.xlsx", line("action", objective="Tout faire")),
    "un thème avec une faute": ("entree.xlsx", line("action", themes="Spotr")),
    "une année en lettres": ("entree.xlsx", line("action", year="deux mille vingt")),
    "une année hors du label": ("entree.xlsx", line("action", year=2031)),
    "un jour qui n’existe pas": ("entree.xlsx", line("action", starts_on="31/02/2020")),
    "un jour devenu un nombre": ("entree.xlsx", line("action", starts_on=44083)),
    "un opérateur inconnu du registre": ("entree.xlsx", line("action", operator="Association fantôme")),
    "un dernier jour avant le premier": ("entree.xlsx", line("action", starts_on="01/05/2020", ends_on="01/04/2020")),
    "un horaire qui finit avant de commencer": ("entree.xlsx", backwards),
    "un montant de dépense en pourcentage": ("entree.xlsx", half_of_what),
    "un numéro d’action d’ailleurs": ("entree.xlsx", line("action", action="A-777")),
    "une ligne d’une autre cité": ("entree.xlsx", line("action", project="fontarel 2020")),
    "des horaires d’une action absente": ("entree.xlsx", rows_of_nobody),
    "un état inconnu": ("entree.xlsx", line("action", state="Validée")),
    "un état au plan, fiche incomplète": ("entree.xlsx", line("action", state="Au plan")),
    "un état abandonné sans raison": ("entree.xlsx", known_changed(state="Abandonnée")),
    "une année d’une action déjà là": ("entree.xlsx", known_changed(year="20 20 20")),
    # Grants
    "une subvention sans montant": ("entree.xlsx", line("grant", amount=None)),
    "un montant en lettres": ("entree.xlsx", line("grant", amount="huit cents")),
    "un montant nul": ("entree.xlsx", line("grant", amount=0)),
    "un montant à trois décimales": ("entree.xlsx", line("grant", amount="800,125")),
    "un montant qui se lit de deux façons": ("entree.xlsx", line("grant", amount="1,234")),
    "un financeur inconnu": ("entree.xlsx", line("grant", financer="Mairie de Paris")),
    "un financeur avec une faute": ("entree.xlsx", line("grant", financer="Comune")),
    "une action qui n’est pas d’ici": ("entree.xlsx", line("grant", for_action="Le club des poètes")),
    "une action refusée plus haut": ("entree.xlsx", refused_above),
    "deux actions dans une case": ("entree.xlsx", line("grant", for_action="A-001; A-002")),
    "une subvention dite deux fois": ("entree.xlsx", granted(line("grant"))),
    "un montant en pourcentage": ("entree.xlsx", percent),
    "un vote de 1900": ("entree.xlsx", line("grant", voted_on="01/01/1900")),
    "un vote sans jour": ("entree.xlsx", line("grant", voted_on=None)),
    "un vote de demain": ("entree.xlsx", far_day(3)),
    "une notification avant le vote": ("entree.xlsx", notified_before),
    "un mois avant le jour": ("entree.xlsx", line("grant", voted_on="05/25/2019")),
    "plus que le budget de la cité": ("entree.xlsx", line("grant", amount=10_001)),
    "une raison sans correction": ("entree.xlsx", line("grant", why="Pour voir")),
    "des cellules fusionnées": ("entree.xlsx", do.merged),
    "une formule dans un montant": ("entree.xlsx", line("grant", amount="=400*2")),
    "une colonne trop étroite (####)": ("entree.xlsx", line("grant", voted_on="########")),
    # Payments
    "un versement sans subvention": ("entree.xlsx", line("payment", financer="Caf")),
    "un versement de trop": ("entree.xlsx", both("payment", amount=801)),
    "un versement sans jour": ("entree.xlsx", both("payment", paid_on=None)),
    "un versement avant le vote": ("entree.xlsx", before_the_vote),
    "un versement entre deux subventions": ("entree.xlsx", two_grants),
    "un versement d’une autre subvention": ("entree.xlsx", both("payment", of_grant="S-999999")),
    "un versement dit deux fois": ("entree.xlsx", after(both("payment"), line("payment"))),
    "un versement en dollars": ("entree.xlsx", both("payment", amount="100 $")),
}  # fmt: skip

# What people write without being wrong: it enters, and nothing is said against it.
SOUND: dict[str, tuple[str, Make]] = {
    "LibreOffice (.ods)": ("entree.ods", granted(lambda book: book.ods())),
    "un classeur nommé .csv": ("entree.csv", line("grant")),
    "un CSV nommé .xlsx": ("entree.xlsx", granted(windows)),
    "un CSV de Windows, points-virgules": ("entree.csv", granted(windows, amount="1 234,50")),
    "un CSV avec BOM, virgules": ("entree.csv", granted(lambda book: book.csv("Subventions", ",", "utf-8-sig"))),
    "un CSV en UTF-16, tabulations": ("entree.csv", granted(lambda book: book.csv("Subventions", "\t", "utf-16"))),
    "un CSV avec sep=;": ("entree.csv", granted(under("sep=;"))),
    "un CSV sous un titre à virgules": ("entree.csv", granted(under("État, au 30 juin, de la cité"))),
    "des titres au-dessus des colonnes": ("entree.xlsx", granted(lambda book: do.titled(book, "Subventions"))),
    "une seule feuille, renommée": ("entree.xlsx", granted(only_grants)),
    "des titres sans accents ni codes": ("entree.xlsx", heading("Subventions", "voted_on", "VOTEE LE")),
    "cinquante mille lignes colorées et vides": ("entree.xlsx", granted(do.formatted)),
    "des jours du calendrier de 1904": ("entree.xlsx", do.in_1904),
    "un jour en nombre": ("entree.xlsx", line("grant", voted_on=43588)),
    "un jour en toutes lettres": ("entree.xlsx", line("grant", voted_on="samedi 4 mai 2019")),
    "un jour avec son heure": ("entree.xlsx", line("grant", voted_on=datetime(2019, 5, 4, 12, 30))),
    "un montant avec espaces et €": ("entree.xlsx", line("grant", amount="1\u202f234,50\u00a0€")),
    "un montant entre parenthèses de texte": ("entree.xlsx", line("grant", amount=" 800 ")),
    "une colonne masquée": ("entree.xlsx", granted(do.hidden_column)),
    "une colonne de plus": ("entree.xlsx", granted(extra)),
    "des lignes vides au milieu": ("entree.xlsx", blank_lines),
    "un texte avec emoji et retours à la ligne": ("entree.xlsx", line("grant", reference=VIOLIN)),
    "des thèmes séparés par des virgules": ("entree.xlsx", line("action", themes="Sport, Culture et arts")),
    "une commande (=cmd) dans un texte": ("entree.csv", granted(windows, reference=COMMAND)),
}  # fmt: skip
