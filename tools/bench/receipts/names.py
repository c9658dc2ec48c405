"""Names of payers, many of them alike, and what banks make of a name."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

SURNAMES = (
    *("Smith", "Miller", "Johnson", "Brown", "Garcia", "Nguyen", "Patel", "Kim"),
    *("Müller", "Schmidt", "Schneider", "Weber", "Krämer", "Jansen", "De Vries"),
    *("Kowalski", "Nowak", "Novák", "Horváth", "Popescu", "Ivanov", "Petrenko"),
    *("Rossi", "Bianchi", "Dubois", "Lefèvre", "Martín", "Núñez", "Silva", "Sousa"),
    *("Andersson", "Hansen", "Nielsen", "Virtanen", "Tamm", "Bērziņš", "Kazlauskas"),
    *("Yılmaz", "Papadopoulos", "Cohen", "Haddad", "Khan", "Sato", "Chen", "O'Neill"),
    *("Okafor", "Mensah", "Dlamini", "Costa", "Moreau", "Fischer", "Steiner", "Frei"),
)
FIRST_NAMES = (
    *("John", "Jane", "Mary", "James", "Anna", "Peter", "José", "María", "Lukas"),
    *("Sofia", "Jürgen", "Zoë", "Piotr", "Ewa", "Elif", "Ali", "Mei", "Hiro", "Amara"),
    *("David", "Ruth", "Olga", "Ivan", "Lars", "Åsa", "Pekka", "Chloé", "Luca"),
)
TRADES = (
    *("Clinic", "Dental Clinic", "Family Clinic", "Logistics", "Bakery", "Consulting"),
    *("Engineering", "Textiles", "Print", "Foods", "Software", "Garden Centre"),
    *("Machine Works", "Pharmacy", "Media", "Hotels", "Metalworks", "Travel"),
    *("Electric", "Furniture", "Laboratory", "Transport", "Timber", "Optics"),
)
FORMS = (
    *("GmbH", "AG", "Ltd", "Inc.", "LLC", "S.A.", "S.r.l.", "B.V.", "Sp. z o.o."),
    *("Holding AG", "Holdings Ltd", "GmbH & Co. KG", "AB", "Oy", "plc", "Kft."),
)
TOWNS = (
    *("Port Alder", "Springfield", "Linden", "Neustadt", "Ashford", "Valmont"),
    *("Santa Rosa", "Kirkby", "Eastlake", "Oakdale", "Riverside", "Bergen"),
    *("Montclair", "Lakewood", "Burgdorf", "Rosenheim", "Halden", "Ostrava"),
)


def a_person(rng: Random) -> str:
    """A name of which a large office has several."""
    middle = f" {rng.choice('ABCDEFGHJKLMNPRSTW')}." if rng.random() < 0.6 else ""
    return f"{rng.choice(FIRST_NAMES)}{middle} {rng.choice(SURNAMES)}"


def a_firm(rng: Random) -> str:
    """A firm that differs from others by its trade, its form or its town."""
    town = f" {rng.choice(TOWNS)}" if rng.random() < 0.6 else ""
    partner = f" & {rng.choice(SURNAMES)}" if rng.random() < 0.3 else ""
    return (
        f"{rng.choice(SURNAMES)}{partner} {rng.choice(TRADES)}{town}"
        f" {rng.choice(FORMS)}"
    )


def another_like(rng: Random, name: str) -> str:
    """Somebody else whose name begins in the same way."""
    head = " ".join(name.split()[:2])
    return (
        f"{head} {rng.choice(('Rentals', 'Estates', 'Trust', 'Heirs'))} {a_form(rng)}"
    )


def a_form(rng: Random) -> str:
    """How a firm is set up in law."""
    return rng.choice(FORMS)


def as_banks_write(rng: Random, name: str) -> str:
    """The name as it stands on a statement: in capitals, cut, in plain letters."""
    way = rng.random()
    if way < 0.35:
        return name
    plain = _plain(name).upper()
    if way < 0.7:
        return plain[:35]
    if way < 0.8:
        return plain.replace(".", "").replace("&", "UND")[:27].strip()
    if way < 0.9:
        return f"{plain[:35]} {rng.randrange(1, 99)} MAIN ST"
    *first, last = plain.split()
    return " ".join((last, *first)) if len(first) <= 2 else plain


def _plain(name: str) -> str:
    """Without accents, ``ü`` as ``u``: the letters that a transfer may hold."""
    stretched = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    return "".join(letter for letter in stretched if letter.isascii())
