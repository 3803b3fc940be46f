"""`servizi.csv`: a row for each service at each place, for who works with a spreadsheet (docs/open-data.md)."""

import io

from defusedcsv import csv
from django.utils import timezone

from puntocomunita.spreadsheets import BOM, harmless
from services.models import Listing, Service, Taxonomy, TaxonomyTerm

from . import BATCH, batches, page_of

# Column of the file → lookup from a listing.
COLUMNS = {
    "id_servizio": "service_id",
    "nome": "name",
    "organizzazione": "organization_name",
    "id_organizzazione": "organization_id",
    "in_breve": "service__description",
    "stato": "service__status",
    "avviso": "service__alert",
    "temi": "terms",
    "per_chi": "service__eligibility_description",
    "eta_minima": "minimum_age",
    "eta_massima": "maximum_age",
    "come_si_fa": "service__application_process",
    "quanto_costa": "service__fees_description",
    "gratis": "service__free",
    "senza_appuntamento": "no_appointment",
    "senza_dire_il_nome": "anonymous",
    "sedia_a_rotelle": "service_at_location__location__wheelchair",
    "viene_a_casa": "comes_home",
    "al_telefono": "by_phone",
    "in_internet": "online",
    "lingue": "languages",
    "luogo": "service_at_location__location__name",
    "indirizzo": "address",
    "cap": "postal_code",
    "comune": "municipality__name",
    "zona": "zone__name",
    "quartiere": "quarter__name",
    "latitudine": "latitude",
    "longitudine": "longitude",
    "telefono": "phone",
    "email": "service__email",
    "sito": "service__url",
    "controllato_il": "verified_on",
    "controllato_come": "verified_how",
    "modificato_il": "service__last_modified",
    "pagina": "slug",
}
HEADER = ["id", *COLUMNS]
YES_OR_NO = {True: "sì", False: "no"}


def lines():
    """The file in pieces of text: the header, then a batch each."""
    themes, states = needs(), dict(Service.Status.choices)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    text.write(BOM)
    writer.writerow(HEADER)
    yield emptied(text)
    listings = Listing.objects.filter(kind=Listing.Kind.SERVICE)
    for number, values in enumerate(batches(listings, COLUMNS.values()), 1):
        writer.writerow(cells(dict(zip(HEADER, values, strict=True)), themes, states))
        if number % BATCH == 0:
            yield emptied(text)
    yield emptied(text)


def needs():
    """{id: name}"""
    terms = TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.NEED)
    return dict(terms.values_list("id", "name"))


def cells(row, themes, states):
    row["stato"] = states[row["stato"]]
    row["temi"] = " · ".join(themes[term] for term in row["temi"] if term in themes)
    row["lingue"] = " ".join(row["lingue"])
    row["modificato_il"] = timezone.localdate(row["modificato_il"])
    row["pagina"] = page_of("servizi", row["pagina"])
    return [cell(value) for value in row.values()]


def cell(value):
    if isinstance(value, bool):
        return YES_OR_NO[value]
    return harmless(value) if isinstance(value, str) else value


def emptied(text):
    said = text.getvalue()
    text.seek(0)
    text.truncate()
    return said
