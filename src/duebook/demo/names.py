"""Names and addresses for an imaginary office, put together from lists of words.

Nobody is meant: given and family names are common ones, thrown together by dice, and
all mail goes to ``.example`` domains, which can never exist.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook.domain.checks.facts import Address, AddressKind, TaxId
from duebook.domain.tax_ids import tax_number

if TYPE_CHECKING:
    from random import Random

_GIVEN: Final = {
    "en": "Amy Ben Clara Daniel Ella Frank Grace Henry Ivy Jack Kate Leo Mia Noah "
    "Olive Peter Rose Sam Tess Victor Wendy Zoe",
    "es": "Ana Bruno Carmen Diego Elena Felipe Gloria Hugo Inés Javier Lucía Mateo "
    "Nuria Óscar Pilar Raúl Sofía Tomás",
}
_FAMILY: Final = {
    "en": "Abbott Barlow Carver Dalton Easton Fielding Garner Hollis Ingram Jarvis "
    "Keller Landry Mercer Norris Osborne Pruitt Quinn Ramsey Sawyer Thorne Upton "
    "Vaughn Wexler Yates",
    "es": "Alarcón Barrios Cordero Duarte Espinosa Fuentes Galván Herrera Ibarra "
    "Lozano Maldonado Navarro Ortega Paredes Quintero Rosales Salinas Tovar",
}
_PLACES: Final = [
    "Alder",
    "Amber",
    "Bay",
    "Beacon",
    "Birch",
    "Bluff",
    "Bridge",
    "Brook",
    "Canyon",
    "Cedar",
    "Cliff",
    "Clover",
    "Copper",
    "Coral",
    "Crest",
    "Delta",
    "Eagle",
    "Ember",
    "Falcon",
    "Fern",
    "Flint",
    "Forest",
    "Fox",
    "Glen",
    "Granary",
    "Grove",
    "Harbor",
    "Hawthorn",
    "Heron",
    "Hickory",
    "Highland",
    "Iron",
    "Juniper",
    "Lake",
    "Lark",
    "Laurel",
    "Maple",
    "Marsh",
    "Meadow",
    "Mill",
    "Moss",
    "North",
    "Oak",
    "Orchard",
    "Osprey",
    "Otter",
    "Park",
    "Pebble",
    "Pine",
    "Prairie",
    "Quarry",
    "Raven",
    "Ridge",
    "River",
    "Rowan",
    "Sage",
    "Sandstone",
    "Sierra",
    "Silver",
    "Spring",
    "Spruce",
    "Stone",
    "Summit",
    "Thistle",
    "Timber",
    "Valley",
    "Walnut",
    "Willow",
    "Wren",
]
_STREETS: Final = ["Street", "Avenue", "Lane", "Road", "Drive", "Court", "Way"]
_TRADES: Final = {
    "US": "Bakery Brewing Builders Cabinetry Catering Coffee Contractors Diner Dairy "
    "Electric Fitness Flooring Foods Furniture Garage Gardens Hardware Hotels Kitchens "
    "Landscaping Logistics Machining Markets Outfitters Painting Plumbing Printing "
    "Restaurants Roofing Schools Stables Studios Tools Woodworks",
    "GB": "Bakery Books Builders Catering Cycles Design Foods Gardens Glazing Joinery "
    "Kitchens Logistics Papers Tiles Tools",
    "DE": "Anlagenbau Bau Druckerei Elektrotechnik Feinkost Gartenbau Gebäudetechnik "
    "Großküchen Handel Kellerei Logistik Maschinenbau Metallbau Möbelwerk Optik "
    "Präzisionsteile Sanitär Solartechnik Spedition Tiefbau Tischlerei Verlag",
    "FR": "Ateliers Boulangeries Chantiers Édition Emballages Ferronnerie Imprimerie "
    "Jardins Menuiserie Meubles Traiteur Transports Verrerie Vignobles",
    "ES": "Aceites Bodegas Cerámicas Construcciones Conservas Editorial Embalajes "
    "Jardines Logística Mármoles Muebles Talleres Transportes Viveros",
}
_HEADS: Final = {
    "DE": "Ahorn Alpen Berg Buchen Eichen Elb Erlen Falken Feld Hafen Hain Insel Isar "
    "Kiesel Kirsch Linden Main Moor Mühl Nord Quell Rhein Saale Seen Silber Stein Tal "
    "Tannen Ufer Wald Weiden Wiesen",
    "FR": "du Bocage|du Canal|du Cèdre|de la Colline|de l'Étang|de la Falaise|du "
    "Fleuve|de la Forêt|de la Lande|du Marais|du Moulin|du Phare|de la Plaine|du "
    "Pont|de la Rivière|du Vallon",
    "ES": "del Almendro|del Arroyo|de la Cumbre|del Encinar|del Faro|de la Fuente|de "
    "la Huerta|del Lago|de la Llanura|del Monte|del Olivar|del Pinar|del Puente|de la "
    "Ribera|de la Sierra|del Valle",
}
_FORMS: Final = {"US": "", "GB": "Ltd", "DE": "GmbH", "FR": "SARL", "ES": "SL"}
_TOWNS: Final = {
    "US-OR": (("Portland", "972{:02d}"), ("Salem", "973{:02d}")),
    "US-WA": (("Vancouver", "986{:02d}"),),
    "US-OH": (("Columbus", "432{:02d}"), ("Dayton", "454{:02d}")),
    "US-PA": (("Pittsburgh", "152{:02d}"),),
    "US-IN": (("Indianapolis", "462{:02d}"),),
    "US-KY": (("Louisville", "402{:02d}"),),
    "US-NY": (("Buffalo", "142{:02d}"),),
    "DE": (
        *(("Hamburg", "204{:02d}"), ("Leipzig", "041{:02d}"), ("Köln", "506{:02d}")),
        *(("Nürnberg", "904{:02d}"), ("Kassel", "341{:02d}"), ("Ulm", "890{:02d}")),
    ),
    "AT": (("Linz", "40{:02d}"), ("Graz", "80{:02d}")),
    "FR": (("Lyon", "690{:02d}"), ("Nantes", "440{:02d}"), ("Lille", "590{:02d}")),
    "ES": (("Valencia", "460{:02d}"), ("Bilbao", "480{:02d}")),
    "GB": (("Leeds", "LS{:d} 4AB"), ("Bristol", "BS{:d} 6QT")),
}
_ROADS: Final = {
    "DE": ("{}straße {}", "{}weg {}", "{}allee {}"),
    "AT": ("{}gasse {}", "{}straße {}"),
    "FR": ("{1} rue {0}",),
    "ES": ("Calle {} {}", "Avenida {} {}"),
    "GB": ("{1} {0} Road", "{1} {0} Lane"),
}


def person_name(chance: Random, language: str) -> str:
    """A given and a family name of a language."""
    given, family = _GIVEN[language].split(), _FAMILY[language].split()
    return f"{chance.choice(given)} {chance.choice(family)}"


def company_name(chance: Random, country: str) -> str:
    """A company as they are called in a country, with its legal form."""
    trade = chance.choice(_TRADES["DE" if country == "AT" else country].split())
    match country:
        case "DE" | "AT":
            name = f"{chance.choice(_HEADS['DE'].split())}{trade.lower()}"
            return f"{name} {_FORMS['DE']}"
        case "FR" | "ES":
            return (
                f"{trade} {chance.choice(_HEADS[country].split('|'))} {_FORMS[country]}"
            )
        case _:
            name = f"{' '.join(chance.sample(_PLACES, 2))} {trade}"
            return f"{name} {_FORMS[country]}".strip()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody is: a country, and in the United States the state."""

    country: str
    region: str = ""

    @property
    def code(self) -> str:
        return f"{self.country}-{self.region}" if self.region else self.country


def address(chance: Random, spot: Spot) -> Address:
    """A billing address of the place, as its post writes it."""
    city, postcode = chance.choice(_TOWNS[spot.code])
    number = chance.randrange(2, 190)
    if spot.country == "US":
        street = f"{number} {chance.choice(_PLACES)} {chance.choice(_STREETS)}"
    else:
        heads = _HEADS.get("DE" if spot.country == "AT" else spot.country)
        words = _PLACES if heads is None else heads.split("|" if "|" in heads else None)
        road = chance.choice(_ROADS[spot.country])
        street = road.format(chance.choice(words), number)
    return Address(
        kind=AddressKind.BILLING,
        street=street,
        city=city,
        postcode=postcode.format(chance.randrange(10, 30)),
        region=spot.region,
        country=spot.country,
    )


def domain(name: str) -> str:
    """``rowan-tools.example``: the mail domain of a company, which cannot exist."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(c if c.isalnum() else " " for c in plain.lower()).split()
    return f"{'-'.join(words)}.example"


def iban(country: str, account: str) -> str:
    """An IBAN of a country with right check digits (ISO 13616: modulo 97)."""
    figures = "".join(str(int(sign, base=36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(figures) % 97:02d}{account}"


_SHAPES: Final = {
    "DE": "DE#########",
    "AT": "ATU########",
    "FR": "FR###########",
    "ES": "ESB########",
    "GB": "GB#########",
}


def vat_id(chance: Random, country: str) -> TaxId:
    """A tax number whose check digits are right."""
    scheme = "GB-VAT" if country == "GB" else "EU-VAT"
    while True:
        number = "".join(
            str(chance.randrange(10)) if sign == "#" else sign
            for sign in _SHAPES[country]
        )
        if tax_number(scheme, number) is not None:
            return TaxId(scheme=scheme, number=number)
