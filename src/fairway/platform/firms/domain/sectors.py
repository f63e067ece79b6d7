"""The sections of the International Standard Industrial Classification, revision 4 (ISIC Rev. 4)."""

from __future__ import annotations

from fairway.kernel.citation import Citation
from fairway.kernel.text import Localised

ISIC = Citation(
    publisher="United Nations Statistics Division",
    title="International Standard Industrial Classification of All Economic Activities, Rev. 4",
    url="https://unstats.un.org/unsd/classifications/Econ/isic",
)


def _section(en: str, fr: str, es: str) -> Localised:
    return Localised({"en": en, "fr": fr, "es": es})


SECTIONS: dict[str, Localised] = {
    "A": _section(
        "Agriculture, forestry and fishing",
        "Agriculture, sylviculture et pêche",
        "Agricultura, silvicultura y pesca",
    ),
    "B": _section("Mining and quarrying", "Activités extractives", "Explotación de minas y canteras"),
    "C": _section("Manufacturing", "Activités de fabrication", "Industrias manufactureras"),
    "D": _section(
        "Electricity, gas, steam and air conditioning",
        "Électricité, gaz, vapeur et climatisation",
        "Electricidad, gas, vapor y aire acondicionado",
    ),
    "E": _section(
        "Water, sewerage and waste",
        "Eau, assainissement et déchets",
        "Agua, alcantarillado y desechos",
    ),
    "F": _section("Construction", "Construction", "Construcción"),
    "G": _section(
        "Wholesale and retail trade, repair of vehicles",
        "Commerce de gros et de détail, réparation de véhicules",
        "Comercio al por mayor y al por menor, reparación de vehículos",
    ),
    "H": _section("Transport and storage", "Transport et entreposage", "Transporte y almacenamiento"),
    "I": _section(
        "Hotels and restaurants", "Hébergement et restauration", "Alojamiento y servicio de comidas"
    ),
    "J": _section(
        "Information and communication", "Information et communication", "Información y comunicaciones"
    ),
    "K": _section(
        "Finance and insurance",
        "Activités financières et d’assurances",
        "Actividades financieras y de seguros",
    ),
    "L": _section("Real estate", "Activités immobilières", "Actividades inmobiliarias"),
    "M": _section(
        "Professional, scientific and technical work",
        "Activités professionnelles, scientifiques et techniques",
        "Actividades profesionales, científicas y técnicas",
    ),
    "N": _section(
        "Administrative and support services",
        "Services administratifs et d’appui",
        "Servicios administrativos y de apoyo",
    ),
    "O": _section(
        "Public administration and defence",
        "Administration publique et défense",
        "Administración pública y defensa",
    ),
    "P": _section("Education", "Éducation", "Enseñanza"),
    "Q": _section("Health and social work", "Santé et action sociale", "Salud y asistencia social"),
    "R": _section(
        "Arts, entertainment and recreation",
        "Arts, spectacles et loisirs",
        "Artes, entretenimiento y recreación",
    ),
    "S": _section("Other services", "Autres activités de services", "Otras actividades de servicios"),
    "T": _section("Households as employers", "Ménages employeurs", "Hogares como empleadores"),
    "U": _section(
        "International organisations", "Organisations internationales", "Organizaciones internacionales"
    ),
}
