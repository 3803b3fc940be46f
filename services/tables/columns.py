"""Which column of somebody's table is which field of ours: found by its name, or told with `--map`."""

import re
import unicodedata

# Field → names of columns, the first that the table has wins; further ones fill what it leaves empty.
NAMES = {
    "code": "codice farmacia; cod meccanografico sede; codice struttura di ricovero; codice struttura; codice fiscale;"
    " codice; code; cod; uuid; identifier; id",
    "name": "denominazione; denom sede; descrizione farmacia; descrizione struttura di ricovero; ragione sociale; nome;"
    " name; markername; titolo; title; organizzazione; denom autonomia; insegna",
    "alternate_name": "altro nome; nome breve; acronimo; sigla; alternate name; alias",
    "description": "descrizione; description; attivita svolta; note; cosa fa; presentazione; abstract",
    "organization": "organizzazione; ente; gestore; ente gestore; organization; organisation; associazione; provider",
    "address": "indirizzo; indirizzo sede; via; address; street; address 1; street address; sede",
    "house_number": "civico; civico sede; numero civico; n civico; house number",
    "address_detail": "interno; scala; piano; address 2; presso",
    "postal_code": "cap; cap sede; postal code; postcode; zip; codice postale; zip code",
    "city": "comune; comune sede; citta; localita; nome comune; city; town; municipality",
    "province": "provincia; pr; prov; sigla provincia; province; state",
    "country": "paese; stato; nazione; country",
    "istat_code": "codice istat; cod istat sede; codice comune; istat; codice istat comune; pro com",
    "latitude": "latitudine; lat; latitude; coory; coordinata geografica y; y",
    "longitude": "longitudine; lon; lng; long; longitude; coorx; coordinata geografica x; x",
    "point": "geometry; location; geom; wkt; nuova colonna georeferenziata; coordinate; the geom; georeferenziazione",
    "phone": "telefono; telefono sede; tel; phone; telephone; telefono autonomia; recapito; numero di telefono",
    "mobile": "cellulare; mobile; cell; whatsapp",
    "fax": "fax; fax sede",
    "email": "email; e mail; mail; mail sede; posta elettronica; mail autonomia; indirizzo email",
    "website": "sito; sito web; website; url; web; homepage; pagina web",
    "tax_code": "codice fiscale; partita iva; cf; p iva; piva; tax id; vat",
    "contact_name": "referente; contatto; responsabile; persona di riferimento; contact; contact name; presidente",
    "contact_role": "ruolo; incarico; qualifica; title of contact; role",
    "hours": "orari; orario; orari di apertura; orario di apertura; opening hours; apertura",
    "terms": "temi; tema; bisogni; bisogno; categoria; categorie; tags; themes",
    "kind": "tipo di risorsa; tipo risorsa; asset kind",
}
NAMES = {field: [name.strip() for name in names.split(";")] for field, names in NAMES.items()}
_NOT_OF = {  # fields that a kind of thing has no place for
    "organizations": {"organization", "terms", "kind", "hours"},
    "services": {"kind", "tax_code"},
    "assets": {"organization", "tax_code", "alternate_name"},
}
_USED_TWICE = {("codice fiscale", "tax_code")}


class BadMapping(Exception):
    """A `--map` that cannot be; the message says why, in Italian."""


def plain(header):
    """A header without accents, punctuation and capitals."""
    text = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", text))


def mapping_of(columns, told, kind):
    """{field: [columns]} for the columns of a table; `told` is {column: field}. Raises BadMapping."""
    by_name = {}
    for column in columns:
        by_name.setdefault(plain(column), column)
    mapping, taken = _told(told, by_name, kind), set()
    taken.update(column for found in mapping.values() for column in found)
    for field, names in NAMES.items():
        if field in mapping or field in _NOT_OF[kind]:
            continue
        found = [by_name[name] for name in names if name in by_name]
        found = [column for column in found if column not in taken or (plain(column), field) in _USED_TWICE]
        if found:
            mapping[field] = found
            taken.update(found)
    return _organization_apart(mapping, kind)


def _told(told, by_name, kind):
    mapping = {}
    for column, field in told.items():
        if plain(column) not in by_name:
            raise BadMapping(f"la colonna «{column}» non c’è; ci sono: {', '.join(by_name.values())}")
        if field not in NAMES or field in _NOT_OF[kind]:
            known = ", ".join(name for name in NAMES if name not in _NOT_OF[kind])
            raise BadMapping(f"il campo «{field}» non c’è; ci sono: {known}")
        mapping.setdefault(field, []).append(by_name[plain(column)])
    return mapping


def _organization_apart(mapping, kind):
    """In a table of services "organizzazione" is who offers them, unless nothing else is a name."""
    if kind == "services" and mapping.get("name") and "organization" not in mapping:
        apart = [column for column in mapping["name"] if plain(column) in NAMES["organization"]]
        if apart and len(apart) < len(mapping["name"]):
            mapping["organization"] = apart
            mapping["name"] = [column for column in mapping["name"] if column not in apart]
    return mapping


def unused(columns, mapping):
    used = {column for found in mapping.values() for column in found}
    return [column for column in columns if column not in used]
