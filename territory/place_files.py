"""Rows of place files, whatever their columns are called: ANNCSU, OpenStreetMap, OpenAddresses, our own.

A row is a dict with our keys; a GeoJSON feature is one with its properties and `geometry`.
"""

import codecs
import csv
import itertools
import json
import unicodedata

COLUMNS = {
    "street": ["street", "addr:street", "odonimo", "via", "indirizzo", "nome_via", "denominazione_via", "toponimo"],
    "number": ["number", "house_number", "housenumber", "addr:housenumber", "civico", "numero", "numero_civico"],
    "letter": ["esponente", "barrato", "letter"],
    "code": ["code", "cap", "postcode", "postal_code", "addr:postcode", "codice_postale"],
    "latitude": ["latitude", "lat", "latitudine", "y", "coord_y_comune"],
    "longitude": ["longitude", "lng", "lon", "long", "longitudine", "x", "coord_x_comune"],
    "istat_code": ["codice_istat", "istat", "cod_istat", "codice_istat_comune"],
    "municipality": ["municipality", "comune", "city", "addr:city", "nome_comune"],
    "province": ["province", "provincia", "sigla", "sigla_provincia"],
    "quarter": ["quarter", "quartiere", "district", "suburb", "addr:suburb"],
    "zone": ["zone", "zona"],
    "name": ["name", "nome", "denominazione"],
    "slug": ["slug"],
    "quarter_code": ["istat_asc1", "istat_code", "com_asc1"],
}
OUR_KEY = {column: key for key, columns in COLUMNS.items() for column in columns}


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why, in Italian."""


def rows_of(path):
    """(number as a spreadsheet counts, row) for each row of the file, one at a time."""
    if path.suffix.lower() in (".geojson", ".json"):
        yield from _features(path)
    else:
        yield from _table(path)


def kind_of(row):
    """What a row is about, from the keys it has; None when it could be anything."""
    if "street" in row:
        return "places"
    if "geometry" in row or ("name" in row and ("zone" in row or "quarter_code" in row)):
        return "quarters"
    if "code" in row:
        return "postal_codes"
    return "zones" if "name" in row else None


def _features(path):
    try:
        with path.open(encoding="utf-8-sig") as file:
            features = json.load(file)["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableFile("non è un GeoJSON con «features»") from error
    for number, feature in enumerate(features, start=1):
        yield number, _ours(feature.get("properties") or {}) | {"geometry": feature.get("geometry") or {}}


def _table(path):
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        header = file.readline()
        delimiter = max(";,\t|", key=header.count)
        columns = [_plain(column) for column in next(csv.reader([header], delimiter=delimiter), [])]
        if not set(columns) & set(OUR_KEY):
            raise UnreadableFile("nessuna colonna conosciuta: " + ", ".join(columns[:8]))
        for number, values in enumerate(csv.reader(file, delimiter=delimiter), start=2):
            if values:
                yield number, _ours(dict(itertools.zip_longest(columns, values[: len(columns)], fillvalue="")))


def _encoding(path):
    """UTF-8, else what Windows writes; the whole file is looked at, for an accent may come late."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        try:
            while piece := file.read(1 << 20):
                decoder.decode(piece)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _ours(values):
    """The same values under our keys; the first column that has something wins."""
    row = {}
    for column, value in values.items():
        key = OUR_KEY.get(_plain(column))
        if key and not row.get(key):
            row[key] = "" if value is None else str(value).replace("\x00", "").strip()
    return row


def _plain(column):
    decomposed = unicodedata.normalize("NFKD", column.strip().strip('"').lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace(" ", "_")
