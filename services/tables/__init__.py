"""Tables and map points of others (CSV, XLSX, GeoJSON) into the directory, by the way of `services.hsds.importer`."""

from .importing import KINDS, BadMapping, import_table

__all__ = ["KINDS", "BadMapping", "import_table"]
