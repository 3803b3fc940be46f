"""Reading what publishers send: encodings, delimiters, and JSON too large to hold."""

import codecs
import csv
import io
import json

from .report import Place
from .shapes import PAGE_LISTS

LONGEST_CELL = 10_000_000
DELIMITERS = ",;\t|"
_BLANKS = " \t\r\n"
_CHUNK = 1 << 16


class NotReadable(Exception):
    """A file that cannot be read at all; the message says why, in Italian."""


def encoding_of(path):
    """`utf-8-sig`, `utf-16` or `cp1252`, whichever reads the whole file."""
    with open(path, "rb") as stream:
        head = stream.read(2)
        if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        decoder, chunk = codecs.getincrementaldecoder("utf-8")(), head
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = stream.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def open_text(path, newline=None):
    """The file as text; bytes that cp1252 does not know become Latin-1's."""
    codecs.register_error("as-latin-1", lambda e: ("".join(chr(b) for b in e.object[e.start : e.end]), e.end))
    return open(path, encoding=encoding_of(path), errors="as-latin-1", newline=newline)


def table_rows(path, report):
    """Yields `(Place, {column: cell})`, columns in small letters; a row with cells too many is refused."""
    csv.field_size_limit(LONGEST_CELL)
    with open_text(path, newline="") as stream:
        lines = (line.replace("\0", "") for line in stream)
        header = next(lines, "")
        delimiter = max(DELIMITERS, key=header.count)
        try:
            yield from _rows(path.name, _chain(header, lines), delimiter, report)
        except csv.Error as error:
            raise NotReadable(f"{path.name} non è una tabella CSV: {error}") from error


def _chain(first, rest):
    yield first
    yield from rest


def _rows(file, lines, delimiter, report):
    reader = csv.reader(lines, delimiter=delimiter)
    columns = [column.strip().lower() for column in next(reader, [])]
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        place = Place(file, number)
        if any(cell.strip() for cell in cells[len(columns) :]):
            report.refuse("", place, "", f"ha {len(cells)} celle, le colonne sono {len(columns)}")
            continue
        yield place, {column: cell for column, cell in zip(columns, cells, strict=False) if column}


class JsonStream:
    """A JSON file read an element at a time: `[…]`, `{…, "contents": […]}`, or a single object."""

    def __init__(self, stream):
        self.stream, self.buffer, self.ended = stream, "", False
        self.decoder = json.JSONDecoder(parse_constant=lambda name: None)  # NaN and Infinity are no JSON

    def more(self):
        chunk = self.stream.read(_CHUNK)
        self.ended = not chunk
        self.buffer += chunk
        return bool(chunk)

    def peek(self):
        """The next character that is not a blank, "" at the end."""
        self.buffer = self.buffer.lstrip(_BLANKS)
        while not self.buffer and self.more():
            self.buffer = self.buffer.lstrip(_BLANKS)
        return self.buffer[:1]

    def skip(self, character):
        if self.peek() != character:
            raise NotReadable(f"al posto di «{self.buffer[:20]}» ci vuole «{character}»")
        self.buffer = self.buffer[1:]

    def value(self):
        """The next whole value; reads on, doubling, until it is all there."""
        self.peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.buffer)
                if end < len(self.buffer) or self.ended:
                    self.buffer = self.buffer[end:]
                    return value
            except RecursionError as error:
                raise NotReadable("è annidato troppo a fondo") from error
            except json.JSONDecodeError as error:
                if self.ended:
                    raise NotReadable(f"non è JSON: {error.msg}, carattere {error.pos}") from error
            except ValueError as error:
                raise NotReadable("contiene un numero senza fine") from error
            self._double()

    def _double(self):
        wanted = 2 * len(self.buffer) + _CHUNK
        parts = io.StringIO()
        parts.write(self.buffer)
        while parts.tell() < wanted and not self.ended:
            chunk = self.stream.read(_CHUNK)
            self.ended = not chunk
            parts.write(chunk)
        self.buffer = parts.getvalue()

    def elements(self):
        """Yields the values of the list that comes next."""
        self.skip("[")
        while self.peek() != "]":
            yield self.value()
            if self.peek() == ",":
                self.skip(",")
            elif self.peek() != "]":
                raise NotReadable("l’elenco non è chiuso")
        self.skip("]")

    def members(self):
        """Yields the keys of the object that comes next; the caller reads the value before going on."""
        self.skip("{")
        while self.peek() != "}":
            key = self.value()
            if not isinstance(key, str):
                raise NotReadable("la chiave di un oggetto non è un testo")
            self.skip(":")
            yield key
            if self.peek() == ",":
                self.skip(",")
            elif self.peek() != "}":
                raise NotReadable("l’oggetto non è chiuso")
        self.skip("}")


def json_records(path):
    """Yields `(Place, name of its list, record)` for every record of a JSON file, by its number in the list.

    A record is an element of a list, of `contents` or of another list of the page around it, or the object
    itself (its list is then ""). Raises NotReadable.
    """
    with open_text(path) as text:
        stream = JsonStream(text)
        start = stream.peek()
        if start == "[":
            records = (("", record) for record in stream.elements())
        elif start == "{":
            records = _of_object(stream)
        else:
            raise NotReadable(f"{path.name} non è né un elenco né un oggetto JSON")
        numbers = {}
        for name, record in records:
            numbers[name] = numbers.get(name, 0) + 1
            yield Place(path.name, numbers[name]), name, record


def _of_object(stream):
    """The lists of a page (what comes with `total_items`, or is `contents`), else the object."""
    plain, is_page = {}, False
    for key in stream.members():
        if stream.peek() == "[" and (key == "contents" or ("total_items" in plain and key in PAGE_LISTS)):
            is_page = True
            for record in stream.elements():
                yield key, record
        else:
            plain[key] = stream.value()
    if not is_page:
        yield "", plain


def leading_keys(path):
    """The keys of a JSON object up to its first list or object, that one's too; [] for anything else."""
    with open_text(path) as text:
        stream, keys = JsonStream(text), []
        if stream.peek() == "{":
            for key in stream.members():
                keys.append(key)
                if stream.peek() in ("[", "{"):
                    break
                stream.value()
        return keys
