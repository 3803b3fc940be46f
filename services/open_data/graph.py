"""A few statements of RDF and three ways to write them: Turtle, RDF/XML and JSON-LD."""

import re
from typing import NamedTuple
from xml.etree import ElementTree

from puntocomunita.api import to_json

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
NOT_IN_AN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Iri(str):
    """The address of a thing; characters that no address may have are percent-encoded."""

    def __new__(cls, text):
        return super().__new__(cls, NOT_IN_AN_IRI.sub(lambda found: f"%{ord(found[0]):02X}", text))


class Text(NamedTuple):
    """A text in a language, or a value of a type given as `xsd:date`."""

    text: str
    language: str = ""
    datatype: str = ""


class Thing(NamedTuple):
    """`types` and the keys of `said` are prefixed names; its values are lists of Iri and Text."""

    iri: Iri
    types: list[str]
    said: dict[str, list]


def turtle(things, prefixes):
    head = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes.items()]
    return "\n".join([*head, *map(turtle_thing, things), ""]).encode()


def turtle_thing(thing):
    said = [f"    {name} {', '.join(map(turtle_value, values))}" for name, values in thing.said.items() if values]
    return f"\n<{thing.iri}>\n" + " ;\n".join([f"    a {', '.join(thing.types)}", *said]) + " ."


def turtle_value(value):
    if isinstance(value, Iri):
        return f"<{value}>"
    text = '"' + "".join(ESCAPES.get(letter, letter) for letter in cleaned(value.text)) + '"'
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^{value.datatype}" if value.datatype else text


def cleaned(text):
    """Without the characters that XML cannot say, so that all three say the same."""
    return NOT_IN_XML.sub("", str(text))


def json_ld(things, prefixes):
    return to_json({"@context": prefixes, "@graph": [json_thing(thing) for thing in things]})


def json_thing(thing):
    said = {name: [json_value(value) for value in values] for name, values in thing.said.items() if values}
    return {"@id": thing.iri, "@type": thing.types, **said}


def json_value(value):
    if isinstance(value, Iri):
        return {"@id": value}
    more = {"@language": value.language, "@type": value.datatype}
    return {"@value": cleaned(value.text), **{key: name for key, name in more.items() if name}}


def rdf_xml(things, prefixes):
    for prefix, iri in (prefixes | {"rdf": RDF}).items():
        ElementTree.register_namespace(prefix, iri)
    root = ElementTree.Element(f"{{{RDF}}}RDF")
    for thing in things:
        described = ElementTree.SubElement(root, f"{{{RDF}}}Description", {f"{{{RDF}}}about": thing.iri})
        types = {"rdf:type": [Iri(whole(name, prefixes, "")) for name in thing.types]}
        for name, values in (types | thing.said).items():
            for value in values:
                xml_value(described, whole(name, prefixes | {"rdf": RDF}, "{%s}"), value, prefixes)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def xml_value(described, name, value, prefixes):
    said = ElementTree.SubElement(described, name)
    if isinstance(value, Iri):
        said.set(f"{{{RDF}}}resource", value)
        return
    said.text = cleaned(value.text)
    if value.language:
        said.set(f"{{{XML}}}lang", value.language)
    if value.datatype:
        said.set(f"{{{RDF}}}datatype", whole(value.datatype, prefixes, ""))


def whole(name, prefixes, shape):
    """A prefixed name written out, or as `{namespace}name` for ElementTree."""
    prefix, _, local = name.partition(":")
    return (shape % prefixes[prefix] if shape else prefixes[prefix]) + local
