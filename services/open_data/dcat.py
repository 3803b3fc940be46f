"""The catalogue of the open data as DCAT-AP_IT, which dati.gov.it gathers.

https://www.dati.gov.it/sites/default/files/2020-02/linee-guida-cataloghi-dati-profilo-dcat-ap-it-2.pdf
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from territory.models import Municipality

from . import FILES, LICENCE
from .graph import Iri, Text, Thing, json_ld, rdf_xml, turtle

EU = "http://publications.europa.eu/resource/authority/"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatapit": "http://dati.gov.it/onto/dcatapit#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FORMATS = {
    "ttl": (turtle, "text/turtle"),
    "rdf": (rdf_xml, "application/rdf+xml"),
    "jsonld": (json_ld, "application/ld+json"),
}
ATTRIBUTION = Iri("http://purl.org/adms/licencetype/Attribution")
LICENCE_IN_ITALY = Iri("https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40")
ITALY = Iri(EU + "country/ITA")
MANY = 50  # municipalities that a catalogue still names one by one


def catalogue(extension, changed_at):
    """(bytes, media type)"""
    write, media_type = FORMATS[extension]
    return write(things(Text(timezone.localdate(changed_at).isoformat(), datatype="xsd:date")), PREFIXES), media_type


def things(modified):
    places = territory()
    spatial = [place.iri for place in places] or [ITALY]
    described = [thing for file in FILES for thing in (dataset(file, modified, spatial), distribution(file, modified))]
    return [catalog(modified), *described, publisher(), licence(), *places]


def italian(text):
    return Text(str(text), language="it")


def page():
    return Iri(settings.SITE_URL + reverse("services:figures"))


def part(name):
    """A thing that the page of the data describes."""
    return Iri(f"{page()}#{name}")


def agent():
    return part("chi-pubblica")


def catalog(modified):
    return Thing(
        part("catalogo"),
        ["dcatapit:Catalog", "dcat:Catalog"],
        {
            "dct:title": [italian(f"Dati aperti di {settings.PUBLISHER_NAME}")],
            "dct:description": [italian("Servizi, organizzazioni e luoghi vicini a chi abita nei quartieri.")],
            "dct:publisher": [agent()],
            "dct:modified": [modified],
            "dct:language": [Iri(EU + "language/ITA")],
            "dct:license": [LICENCE_IN_ITALY],
            "dcat:themeTaxonomy": [Iri(EU + "data-theme")],
            "foaf:homepage": [page()],
            "dcat:dataset": [part(file.name) for file in FILES],
        },
    )


def dataset(file, modified, spatial):
    return Thing(
        part(file.name),
        ["dcatapit:Dataset", "dcat:Dataset"],
        {
            "dct:identifier": [Text(str(part(file.name)))],
            "dct:title": [italian(file.title)],
            "dct:description": [italian(file.description)],
            "dct:modified": [modified],
            "dcat:theme": [Iri(EU + "data-theme/SOCI")],
            "dct:publisher": [agent()],
            "dct:rightsHolder": [agent()],
            "dct:accrualPeriodicity": [Iri(EU + "frequency/UPDATE_CONT")],
            "dct:language": [Iri(EU + "language/ITA")],
            "dct:spatial": spatial,
            "dcat:landingPage": [page()],
            "dcat:distribution": [part(f"{file.name}-{file.extension}")],
        },
    )


def distribution(file, modified):
    return Thing(
        part(f"{file.name}-{file.extension}"),
        ["dcatapit:Distribution", "dcat:Distribution"],
        {
            "dct:title": [italian(file.title)],
            "dct:description": [italian(file.description)],
            "dct:modified": [modified],
            "dct:format": [Iri(f"{EU}file-type/{file.kind}")],
            "dct:license": [LICENCE_IN_ITALY],
            "dcat:accessURL": [page()],
            "dcat:downloadURL": [Iri(file.url)],
        },
    )


def publisher():
    """Known by its code in the index of public bodies (IPA), where it is one."""
    code = settings.PUBLISHER_IPA or slugify(settings.PUBLISHER_NAME)
    said = {"dct:identifier": [Text(code)], "foaf:name": [italian(settings.PUBLISHER_NAME)]}
    return Thing(agent(), ["dcatapit:Agent", "foaf:Agent"], said)


def licence():
    said = {
        "dct:type": [ATTRIBUTION],
        "foaf:name": [italian("Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)")],
        "dct:identifier": [Text(LICENCE)],
        "owl:versionInfo": [Text("4.0")],
    }
    return Thing(LICENCE_IN_ITALY, ["dcatapit:LicenseDocument", "dct:LicenseDocument"], said)


def territory():
    """The municipalities, none where they are too many."""
    found = list(Municipality.objects.order_by("slug").values_list("slug", "name", "istat_code")[: MANY + 1])
    return [] if len(found) > MANY else [location(*each) for each in found]


def location(slug, name, istat_code):
    said = {"locn:geographicName": [italian(name)], "dct:identifier": [Text(istat_code)] if istat_code else []}
    return Thing(part(f"luogo-{slug}"), ["dct:Location"], said)
