"""The table of units. Read it through `fairway.kernel.units`.

Codes are those of UN/ECE Recommendation 20 and of TARIC (a three-letter unit and, where the
quantity is a special one, a qualifier: `DTNE` is 100 kg of drained weight). Where a tariff measures
what neither list names, such as the lead content of an ore, the code is a unit, a hyphen and two
letters (`KGM-PB`). Aliases are the spellings of the United States tariff and its statistics, and
plain words in English, French and Spanish.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from fairway.kernel.text import Text


class Dimension(StrEnum):
    MASS = "mass"
    VOLUME = "volume"
    COUNT = "count"
    PAIRS = "pairs"
    LENGTH = "length"
    AREA = "area"
    ENERGY = "energy"
    POWER = "power"
    RADIOACTIVITY = "radioactivity"
    ALCOHOL = "alcohol"
    SHARE = "share"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` is how many of the basis's own unit make one; `name` completes “for each …”.

    The `question` asks for the quantity in the unit `asked_in`. A product unit is `scale` times the
    product of its parts; it may also be answered directly.
    """

    code: str
    symbol: str
    name: Text
    dimension: Dimension
    basis: str
    factor: Decimal
    asked_in: str
    question: Text
    product: tuple[str, ...] = ()
    scale: Decimal = Decimal(1)


UNITS: dict[str, Unit] = {}
ALIASES: dict[str, str] = {}  # folded spelling to code


@cache
def fold_unit(text: str) -> str:
    """How unit texts are compared: without case, accents, spaces and thousands commas."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\s.,'’-]", "", plain.casefold())


def _add(unit: Unit, aliases: str) -> None:
    UNITS[unit.code] = unit
    for alias in (unit.code, unit.symbol, *filter(None, aliases.split("|"))):
        ALIASES.setdefault(fold_unit(alias), unit.code)


def _simple(
    dimension: Dimension,
    asked_in: str,
    question: Text,
    *rows: tuple[str, str, Text, str, str],
    basis: str = "",
) -> None:
    """Units of one basis, which are all asked in one of them: code, symbol, name, factor, aliases."""
    for code, symbol, name, factor, aliases in rows:
        unit = Unit(code, symbol, name, dimension, basis, Decimal(factor), asked_in, question)
        _add(unit, aliases)


def _product(code: str, symbol: str, name: Text, parts: tuple[str, ...], aliases: str) -> None:
    """A unit that has no quantity of its own: only its parts are asked."""
    dimension, question = UNITS[parts[0]].dimension, UNITS[parts[0]].question
    _add(Unit(code, symbol, name, dimension, code, Decimal(1), code, question, parts), aliases)


def _weight(basis: str, name: Text, *rows: tuple[str, str, str, str], grams: bool = False) -> None:
    """A weight that is not plain net weight: code, symbol, factor in kilograms, aliases."""
    if grams:
        question = Text("How many grams ({basis})?", {"basis": name})
    else:
        question = Text("How many kilograms ({basis})?", {"basis": name})
    for code, symbol, factor, aliases in rows:
        unit = Unit(
            code, symbol, Text("{unit} ({basis})", {"unit": _WEIGHT_NAMES[factor], "basis": name}),
            Dimension.MASS, basis, Decimal(factor), rows[0][0], question,
        )  # fmt: skip
        _add(unit, aliases)


_KILOGRAM, _TONNE, _GRAM = Text("kilogram"), Text("tonne"), Text("gram")
_HUNDRED_KILOGRAMS = Text("100 kilograms")
_WEIGHT_NAMES = {"1": _KILOGRAM, "100": _HUNDRED_KILOGRAMS, "1000": _TONNE, "0.001": _GRAM}

_simple(
    Dimension.MASS, "KGM", Text("How many kilograms net?"),
    ("KGM", "kg", _KILOGRAM, "1",
     "kgs|kilo|kilos|kilogram|kilograms|kilogramme|kilogrammes|kilogramo|kilogramos|kg net|kgn"),
    ("DTN", "100 kg", _HUNDRED_KILOGRAMS, "100", "quintal|quintals|quintaux|quintales"),
    ("TNE", "t", _TONNE, "1000",
     "1000 kg|tonne|tonnes|metric ton|metric tons|mt|tonelada|toneladas|tonne métrique|tonnes métriques"),
    ("LBR", "lb", Text("pound"), "0.45359237", "lbs|pound|pounds|livre avoirdupois|libra|libras"),
)  # fmt: skip
_simple(
    Dimension.MASS, "GRM", Text("How many grams net?"),
    ("GRM", "g", _GRAM, "0.001", "gram|grams|gramme|grammes|gramo|gramos|gm"),
)  # fmt: skip
_simple(
    Dimension.MASS, "CTM", Text("How many metric carats?"),
    ("CTM", "ct", Text("metric carat"), "0.0002", "c/k|car|carat|carats|quilate|quilates"),
)  # fmt: skip

_weight(
    "drained", Text("drained weight, without the liquid"),
    ("KGME", "kg drained", "1", "kg on drained weight|kg on drained weght|kg/net eda|kg/net drained wt"),
    ("DTNE", "100 kg drained", "100", "100 kg/net eda|100 kg/net drained wt"),
    ("TNEE", "t drained", "1000", "1000 kg/net eda|1000 kg/net drained wt"),
)  # fmt: skip
_weight(
    "gross", Text("gross weight, with all packing"),
    ("KGMG", "kg gross", "1", "gkg|kg/gross|kg brut|kg bruto|gross kg|kilograms gross"),
    ("DTNG", "100 kg gross", "100", "100 kg/br|100 kg/gross"),
)  # fmt: skip
_weight(
    "contents and container", Text("contents with their container"),
    ("KGM-CC", "kg with container", "1", "kg on contents and container|kg, including weight of container"),
    ("TNE-CC", "t with container", "1000", "t, including weight of container"),
)  # fmt: skip
_weight(
    "entire contents", Text("entire contents of the container"),
    ("KGM-EC", "kg entire contents", "1", "kg on entire contents of container"),
)  # fmt: skip
_weight(
    "clean yield", Text("clean weight of the wool or hair"),
    ("KGM-CY", "kg clean", "1", "clean kg|cy kg|cyk"),
)  # fmt: skip
_weight(
    "total sugars", Text("total sugars in the goods"),
    ("KGM-TS", "kg total sugars", "1", "kg of total sugars|kg ttl sug|kts"),
)  # fmt: skip
_weight(
    "component", Text("the component that the tariff counts"),
    ("KGM-CP", "kg component", "1", "ckg|kg cmsc|kg msc|kg amc"),
    ("TNE-CP", "t component", "1000", "ctn"),
)  # fmt: skip
_weight(
    "component", Text("the component that the tariff counts"),
    ("GRM-CP", "g component", "0.001", "cgm"), grams=True,
)  # fmt: skip
_weight("air-dry", Text("air-dry weight"), ("TNE-AD", "t air-dry", "1000", "t adw"))
_weight("ozone", Text("ozone depletion equivalent"), ("KGM-OZ", "kg ozone equivalent", "1", "ode"))
_weight(
    "morphine", Text("anhydrous morphine content"),
    ("KGM-MO", "kg morphine", "1", "kg of anhydrous morphine content"),
)  # fmt: skip
_weight("copper", Text("copper content"), ("KGM-CU", "kg copper", "1", "kg on copper content|cu kg"))
_weight("lead", Text("lead content"), ("KGM-PB", "kg lead", "1", "kg on lead content|pb kg"))
_weight("zinc", Text("zinc content"), ("KGM-ZN", "kg zinc", "1", "kg on zinc content|zn kg"))
_weight(
    "molybdenum", Text("molybdenum content"),
    ("KGM-MB", "kg molybdenum", "1", "kg on molybdenum content|mo kg"),
)  # fmt: skip
_weight("tungsten", Text("tungsten content"), ("KGM-W", "kg tungsten", "1", "kg on tungsten content|w kg"))
_weight(
    "magnesium", Text("magnesium content"), ("KGM-MG", "kg magnesium", "1", "kg on magnesium content|mg kg")
)
_weight(
    "manganese", Text("manganese content"), ("KGM-MN", "kg manganese", "1", "kg on manganese content|mn kg")
)
_weight("silicon", Text("silicon content"), ("KGM-SI", "kg silicon", "1", "kg on silicon content|si kg"))
_weight(
    "lactic", Text("lactic matter"),
    ("KGMP", "kg lactic matter", "1", "kg of lactic matter|kg/lactic matter"),
)  # fmt: skip
_weight(
    "dry lactic", Text("dry lactic matter"), ("KGMT", "kg dry lactic matter", "1", "kg/dry lactic matter")
)
_weight("total alcohol", Text("total alcohol"), ("KGMA", "kg total alcohol", "1", "kg/tot/alc"))
_weight(
    "raw sugar", Text("raw sugar"),
    ("KGMS", "kg raw sugar", "1", "kg/raw sugar"), ("DTNS", "100 kg raw sugar", "100", "100 kg/raw sugar"),
)  # fmt: skip
_weight(
    "standard quality", Text("of the standard quality"),
    ("KGMR", "kg std qual", "1", "kg/std qual"), ("DTNR", "100 kg std qual", "100", "100 kg/std qual"),
    ("TNER", "t std qual", "1000", "1000 kg/std qual|1000 kg std qual"),
)  # fmt: skip
_weight(
    "dry matter", Text("dry matter"),
    ("KGMM", "kg dry matter", "1", "kg/net mas"), ("DTNM", "100 kg dry matter", "100", "100 kg/net mas"),
    ("TNEM", "t dry matter", "1000", "1000 kg/net mas|t dwb"),
)  # fmt: skip
_weight(
    "live", Text("live weight"),
    ("KGML", "kg live weight", "1", "kg/live weight"),
    ("DTNL", "100 kg live weight", "100", "100 kg/live weight"),
)  # fmt: skip
_weight(
    "common wheat", Text("common wheat"),
    ("KGMF", "kg common wheat", "1", ""), ("DTNF", "100 kg common wheat", "100", "100 kg of common wheat"),
)  # fmt: skip
_weight(
    "biodiesel", Text("biodiesel content"),
    ("KGMI", "kg biodiesel", "1", ""),
    ("TNEI", "t biodiesel", "1000", "1000 kg/biodiesel|1000 kg/of biodiesel content"),
)  # fmt: skip
_weight(
    "fuel", Text("fuel content"),
    ("KGMJ", "kg fuel content", "1", ""), ("TNEJ", "t fuel content", "1000", "1000 kg/fuel content"),
)  # fmt: skip
_weight(
    "bioethanol", Text("bioethanol content"),
    ("KGMK", "kg bioethanol", "1", ""), ("TNEK", "t bioethanol", "1000", "1000 kg/bioethanol"),
)  # fmt: skip

_simple(
    Dimension.VOLUME, "LTR", Text("How many litres?"),
    ("LTR", "l", Text("litre"), "1", "litre|litres|liter|liters|litro|litros"),
    ("HLT", "hl", Text("hectolitre"), "100", "100 l|hectolitre|hectolitres|hectolitro|hectolitros"),
    ("KLT", "1,000 l", Text("1,000 litres"), "1000", "1000 litres"),
)  # fmt: skip
_simple(
    Dimension.VOLUME, "BLL", Text("How many barrels?"),
    ("BLL", "bbl", Text("barrel"), "158.987294928", "barrel|barrels|baril|barils|barril|barriles"),
)  # fmt: skip
_simple(
    Dimension.VOLUME, "MTQ", Text("How many cubic metres?"),
    ("MTQ", "m3", Text("cubic metre"), "1000",
     "cubic metre|cubic metres|cubic meter|cubic meters|mètre cube|mètres cubes|metro cúbico|metros cúbicos"),
    ("MTQC", "1,000 m3", Text("1,000 cubic metres"), "1000000", "thousand m3|km3"),
)  # fmt: skip

_simple(
    Dimension.COUNT, "NAR", Text("How many pieces?"),
    ("NAR", "p/st", Text("piece"), "1",
     "no|piece|pieces|pc|pcs|item|items|unit|units|each|article|articles|head|pce|number|nombre|pièce|pièces|"
     "unité|unités|pieza|piezas|unidad|unidades|cabeza|cabezas|tête|têtes"),
    ("CEN", "100 p/st", Text("100 pieces"), "100", "hundred|hundreds|hun"),
    ("MIL", "1,000 p/st", Text("1,000 pieces"), "1000",
     "1000|thousand|thousands|thou sand|ths|1000 pins|mille|milliers|millares"),
    ("DZN", "doz.", Text("dozen"), "12", "dz|dozen|dozens|douzaine|douzaines|docena|docenas"),
    ("DPC", "dz pcs", Text("dozen pieces"), "12", "dozen pieces|doz pcs"),
    ("GRO", "gross", Text("gross (144 pieces)"), "144", "grs|grosse|grosses|gruesa|gruesas"),
)  # fmt: skip
_simple(
    Dimension.PAIRS, "NPR", Text("How many pairs?"),
    ("NPR", "pa", Text("pair"), "1", "pr|prs|pair|pairs|paire|paires|par|pares"),
    ("DPR", "dz pr", Text("dozen pairs"), "12",
     "doz pr|doz prs|dozen pairs|douzaines de paires|docenas de pares"),
    ("MPR", "1,000 pa", Text("1,000 pairs"), "1000", "1000 pairs"),
)  # fmt: skip
_simple(
    Dimension.COUNT, "JWL", Text("How many jewels are in the movements, all together?"),
    ("JWL", "jewel", Text("jewel"), "1", "jewels|jwls"), basis="jewels",
)  # fmt: skip
_simple(
    Dimension.COUNT, "JWL-7", Text("How many jewels over 7 are in each movement, all movements together?"),
    ("JWL-7", "jewel over 7", Text("jewel over 7"), "1", "jewels over 7"), basis="jewels over 7",
)  # fmt: skip
_simple(
    Dimension.COUNT, "GRL", Text("How many gross lines (144 times the lines of the button)?"),
    ("GRL", "line/gross", Text("gross line"), "1", "gross line|gross lines|gr lines"), basis="gross lines",
)  # fmt: skip
_simple(
    Dimension.COUNT, "GRO-CO", Text("How many gross (144) of immediate containers?"),
    ("GRO-CO", "gross of containers", Text("gross of immediate containers"), "1",
     "gross of immediate containers"), basis="containers",
)  # fmt: skip
_simple(
    Dimension.COUNT, "PK", Text("How many packs?"),
    ("PK", "pack", Text("pack"), "1", "packs|paquet|paquets|paquete|paquetes"), basis="packs",
)  # fmt: skip
_simple(
    Dimension.COUNT, "DS", Text("How many doses?"),
    ("DS", "dose", Text("dose"), "1", "doses|dosis"), basis="doses",
)  # fmt: skip
_simple(
    Dimension.COUNT, "NCL", Text("How many cells?"),
    ("NCL", "ce/el", Text("cell"), "1", "cell|cells|élément|éléments|celda|celdas"), basis="cells",
)  # fmt: skip

_simple(
    Dimension.LENGTH, "MTR", Text("How many metres?"),
    ("MTR", "m", Text("metre"), "1", "lin m|lnm|metre|metres|meter|meters|mètre|mètres|metro|metros"),
    ("KMT", "km", Text("kilometre"), "1000", "thousand m|kilometre|kilometres|kilomètre|kilómetro"),
)  # fmt: skip
_simple(
    Dimension.LENGTH, "FBM", Text("How many metres of fibre?"),
    ("FBM", "fiber m", Text("metre of fibre"), "1", "fibre m"), basis="fibre",
)  # fmt: skip
_simple(
    Dimension.AREA, "MTK", Text("How many square metres?"),
    ("MTK", "m2", Text("square metre"), "1",
     "sqm|square metre|square metres|square meter|square meters|mètre carré|mètres carrés|metro cuadrado|"
     "metros cuadrados"),
    ("CMK", "cm2", Text("square centimetre"), "0.0001", "square centimetre|square centimetres"),
    ("SQ", "square", Text("square (100 square feet)"), "9.290304", "squares"),
)  # fmt: skip
_simple(
    Dimension.AREA, "MTK-RS", Text("How many square metres of recording surface?"),
    ("MTK-RS", "m2 recording surface", Text("square metre of recording surface"), "1",
     "m2 of recording surface"), basis="recording surface",
)  # fmt: skip

_simple(
    Dimension.ENERGY, "KWH", Text("How many kilowatt hours?"),
    ("KWH", "kWh", Text("kilowatt hour"), "1", "kilowatt hour|kilowatt hours"),
    ("MWH", "MWh", Text("megawatt hour"), "1000", "1000 kWh"),
)  # fmt: skip
_simple(
    Dimension.ENERGY, "TJO", Text("How many terajoules of gross calorific value?"),
    ("TJO", "TJ", Text("terajoule (gross calorific value)"), "1", ""), basis="calorific value",
)  # fmt: skip
_simple(
    Dimension.POWER, "WTT", Text("How many watts?"),
    ("WTT", "W", Text("watt"), "1", "wat|watt|watts|vatio|vatios"),
)  # fmt: skip
_simple(
    Dimension.RADIOACTIVITY, "GBQ", Text("How many gigabecquerels?"),
    ("GBQ", "GBq", Text("gigabecquerel"), "1", "gigabecquerel|gigabecquerels"),
    ("CUR", "Ci", Text("curie"), "37", "curie|curies"),
)  # fmt: skip

_simple(
    Dimension.SHARE, "ASV", Text("At what alcohol strength, in percent of the volume?"),
    ("ASV", "% vol", Text("percent of alcohol by volume"), "1", "abv|%vol|% alc"), basis="alcohol strength",
)  # fmt: skip
_simple(
    Dimension.SHARE, "BRX", Text("What percentage of sucrose (Brix) do the goods have?"),
    ("BRX", "% sacchar.", Text("percent of sucrose"), "1", "% sucrose|brix"), basis="sucrose",
)  # fmt: skip
_simple(
    Dimension.SHARE, "POL", Text("What is the polarisation of the sugar, in degrees?"),
    ("POL", "degree", Text("degree of polarisation"), "1", "degrees|pol"), basis="polarisation",
)  # fmt: skip
_simple(
    Dimension.MONEY, "RET", Text("What is the retail price of the goods, all together?"),
    ("RET", "retail price", Text("retail price"), "1", ""), basis="retail price",
)  # fmt: skip
_simple(
    Dimension.MONEY, "SPR", Text("What small producer discount are you entitled to, per litre of alcohol?"),
    ("SPR", "SPR discount", Text("small producer discount"), "1", ""), basis="small producer discount",
)  # fmt: skip

_add(
    Unit("LPA", "l alc. 100%", Text("litre of pure alcohol"), Dimension.ALCOHOL, "", Decimal(1), "LPA",
         Text("How many litres of pure alcohol?"), ("LTR", "ASV"), Decimal("0.01")),
    "litre of pure alcohol|litres of pure alcohol",
)  # fmt: skip
_add(
    Unit("PFL", "pf. liter", Text("proof litre"), Dimension.ALCOHOL, "proof", Decimal(1), "PFL",
         Text("How many proof litres?"), ("LTR", "ASV"), Decimal("0.02")),
    "pf.liters|proof litre|proof litres|proof liter|proof liters|pf. liter on ethyl alcohol content",
)  # fmt: skip
_product("ASVX", "% vol/hl", Text("percent of alcohol in each hectolitre"), ("HLT", "ASV"), "% vol / hl")
_product("DTNZ", "100 kg/% sacchar.", Text("100 kilograms and percent of sucrose"), ("DTN", "BRX"),
         "100 kg/net/%sacchar.")  # fmt: skip
_product("TNEZ", "1,000 kg/% sacchar.", Text("tonne and percent of sucrose"), ("TNE", "BRX"),
         "1,000 kg/net/%saccha.")  # fmt: skip
_product("SPQLPA", "SPQ (LPA-based)", Text("litre of pure alcohol, times the small producer discount"),
         ("LPA", "SPR"), "")  # fmt: skip
_product("SPQLTR", "SPQ (% vol x hl based)",
         Text("percent of alcohol in each hectolitre, times the small producer discount"),
         ("HLT", "ASV", "SPR"), "")  # fmt: skip
