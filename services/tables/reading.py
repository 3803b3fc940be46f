"""Rows of a CSV, an XLSX or a GeoJSON file, all as `(Place, {column: text})`."""

import datetime

import openpyxl

from services.hsds.importer.cleaning import text_of
from services.hsds.importer.files import NotReadable, json_records, open_text, table_rows
from services.hsds.importer.report import Place

GEOMETRY = "geometry"  # the column that a GeoJSON point becomes: "lat, lng"
_WORLD = ("CRS84", "4326")


def rows_of(path, report):
    """Yields the rows of a file. Raises NotReadable."""
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return _sheet_rows(path)
    if suffix in (".geojson", ".json"):
        return _features(path, report)
    if suffix in (".csv", ".tsv", ".txt"):
        return table_rows(path, report)
    raise NotReadable(f"{path.name}: si leggono CSV, XLSX e GeoJSON")


def _sheet_rows(path):
    """The first sheet; the first row that is not empty holds the names of the columns."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        raise NotReadable(f"{path.name} non è un foglio XLSX: {error}") from error
    columns = []
    for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
        texts = [_cell(cell) for cell in cells]
        if not any(texts):
            continue
        if columns:
            yield Place(path.name, number), {c: text for c, text in zip(columns, texts, strict=False) if c}
        else:
            columns = [text.lower() for text in texts]
    book.close()


def _cell(value):
    """A cell as it reads on the screen: whole numbers without decimals, dates as ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return text_of(value)


def _features(path, report):
    collection = _collection(path)
    for number, feature in enumerate(collection, start=1):
        place = Place(path.name, number)
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            report.refuse("", place, "", "non è un elemento GeoJSON")
            continue
        row = {key.lower(): text_of(value) for key, value in properties.items() if not isinstance(value, dict | list)}
        yield place, row | _point(feature.get("geometry"), place, report)


def _collection(path):
    with open_text(path) as text:
        if text.read(1) == "":
            raise NotReadable(f"{path.name} è vuoto")
    (_, _, found), *_ = json_records(path)
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise NotReadable(f"{path.name} non è una FeatureCollection GeoJSON")
    system = str(((found.get("crs") or {}).get("properties") or {}).get("name", "CRS84"))
    if not system.endswith(_WORLD):
        raise NotReadable(f"{path.name} ha coordinate in {system}: servono longitudine e latitudine (WGS84)")
    return found.get("features") or []


def _point(geometry, place, report):
    if not geometry:
        return {}
    coordinates = geometry.get("coordinates")
    if geometry.get("type") != "Point" or not isinstance(coordinates, list) or len(coordinates) < 2:
        report.problem(place, GEOMETRY, f"è {geometry.get('type')}, serve un punto: preso senza")
        return {}
    return {GEOMETRY: f"{coordinates[1]}, {coordinates[0]}"}
