"""The directory as HSDS 3.0: `/api/services`, `/api/organizations`, `/api/taxonomies` and their like."""

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from organizations.models import Organization
from puntocomunita.api import Public, envelope, identifier, ndjson, not_modified, slice_of, streamed_envelope
from services.hsds import documents, rows
from services.hsds.export import BATCH, batches
from services.hsds.fields import TAXONOMY, TAXONOMY_TERM
from services.listings import last_changed
from services.models import Taxonomy, TaxonomyTerm

from . import parameters
from .found import Found, asks_the_search, search_of
from .schema import Schema, page_of, ref

SAID = ("name__unaccent__icontains", "description__unaccent__icontains")
REVISION = 1  # moves on when the same directory is said in another way
PROFILE = "https://docs.openreferral.org/en/v3.0/"


class Fresh(Public):
    """Answers 304 while the directory has not changed; `answer` gets the values of the parameters."""

    schema = Schema()
    parameters = ()

    def get(self, request, **kwargs):
        asked = parameters.read(request.query_params, self.parameters)
        etag = self.etag(asked)
        response = not_modified(request, etag) or self.answer(asked, **kwargs)
        response.headers["Cache-Control"] = "public, no-cache"
        if etag:
            response.headers["ETag"] = etag
        return response

    def etag(self, asked):
        """Of the directory; of the minute too where the search looks at the clock."""
        minute = timezone.now().strftime("-%Y%m%d%H%M") if self.looks_at_the_clock(asked) else ""
        return f'W/"{REVISION}-{last_changed()[0]}{minute}"'

    def looks_at_the_clock(self, asked):
        return asks_the_search(asked)


class Root(Fresh, APIView):
    name, tag, returns = "root", "HSDS", ref("Root")
    summary = "Che cos’è questa API: versione, profilo, dove è descritta."

    def answer(self, asked):
        openapi_url = f"{settings.SITE_URL}/api/openapi.json"
        return Response({"version": "3.0", "profile": PROFILE, "openapi_url": openapi_url})


class Unknown(Public, APIView):
    """An address of the API that does not exist says so in JSON."""

    schema = None

    def get(self, request, **kwargs):
        raise NotFound


class List(Fresh, APIView):
    """A page of a table in the order of its keys, or all of it as lines."""

    parameters = (*parameters.PAGING, parameters.FORMAT)

    def answer(self, asked):
        queryset = self.queryset(asked)
        if asked.get("format") == "ndjson":
            return ndjson(self.everything(queryset, asked))
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), queryset.count()
        first, last = slice_of(number, size, total)
        ids = queryset.order_by("pk").values("pk")[first:last]
        return Response(envelope(list(self.by_id(ids, asked).values()), number=number, size=size, total=total))

    def searched(self, asked):
        """The same for what the search finds, in its order; `keys` of the view says which they are."""
        if asked.get("format") == "ndjson":
            return ndjson(self.in_order(self.keys(1, None)[1], asked))
        number, size = asked.get("page", 1), asked.get("per_page", 20)
        total, keys = self.keys(number, size)
        slice_of(number, size, total)
        return Response(envelope(list(self.in_order(keys, asked)), number=number, size=size, total=total))

    def in_order(self, keys, asked):
        for start in range(0, len(keys), BATCH):
            ids = keys[start : start + BATCH]
            yield from rows.in_order(ids, self.by_id(ids, asked))

    def everything(self, queryset, asked):
        for ids in batches(queryset):
            yield from self.by_id(ids, asked).values()


class Detail(Fresh, APIView):
    """One thing by its id, or 404."""

    def answer(self, asked, id):
        key = identifier(id)
        found = self.by_id([key], asked)
        if key not in found:
            raise NotFound
        return Response(found[key])


class Services:
    def by_id(self, ids, asked):
        if asked.get("minimal"):
            found = rows.public_services().filter(id__in=ids).order_by("id").values_list("id", "last_modified")
            return {id: {"id": id, "last_modified": at, "modified_date": at} for id, at in found}
        return rows.service_documents(ids) if self.whole(asked) else rows.brief_service_documents(ids)

    def whole(self, asked):
        return asked.get("full")


class ServiceDetail(Services, Detail):
    name, tag, returns = "service", "HSDS", ref("Service")
    summary = "Un servizio intero, con luoghi, orari, contatti, voci di tassonomia."

    def whole(self, asked):
        return True


class ServiceAtLocations:
    def by_id(self, ids, asked):
        if self.whole(asked):
            return rows.service_at_location_documents(ids)
        return rows.brief_service_at_location_documents(ids)

    def whole(self, asked):
        return asked.get("full")


class ServiceAtLocationDetail(ServiceAtLocations, Detail):
    name, tag, returns = "service_at_location", "HSDS", ref("ServiceAtLocation")
    summary = "Un servizio in un luogo, interi entrambi."

    def whole(self, asked):
        return True


class OrganizationList(List):
    name, tag, returns = "organizations", "HSDS", page_of(ref("Organization"))
    summary = "Le organizzazioni."

    parameters = (parameters.WORDS, parameters.FULL, parameters.FULL_SERVICE, *List.parameters)

    def queryset(self, asked):
        return Organization.objects.named(asked.get("search", ""))

    def by_id(self, ids, asked):
        if asked.get("full") or asked.get("full_service"):
            return rows.organization_documents(ids, full_service=asked.get("full_service"))
        return rows.brief_organization_documents(ids)


class OrganizationDetail(Detail):
    name, tag, returns = "organization", "HSDS", ref("Organization")
    summary = "Un’organizzazione intera, con i suoi luoghi e i nomi dei suoi servizi."

    parameters = (parameters.FULL_SERVICE,)

    def by_id(self, ids, asked):
        return rows.organization_documents(ids, full_service=asked.get("full_service"))


class Taxonomies:
    def by_id(self, ids, asked):
        found = rows.read(Taxonomy.objects.filter(pk__in=ids).order_by("pk"), TAXONOMY)
        return {row["id"]: documents.taxonomy_document(row) for row in found}


class TaxonomyList(Taxonomies, List):
    name, tag, returns = "taxonomies", "HSDS", page_of(ref("Taxonomy"))
    summary = "Le tassonomie: bisogni, attività, per chi, tipi di risorsa, e quelle di altri."

    parameters = (parameters.WORDS, *List.parameters)

    def queryset(self, asked):
        return holding(Taxonomy.objects.all(), asked.get("search", ""), *SAID)


class TaxonomyDetail(Taxonomies, Detail):
    name, tag, returns = "taxonomy", "HSDS", ref("Taxonomy")
    summary = "Una tassonomia."


class TaxonomyTerms:
    key = "pk"

    def by_id(self, ids, asked):
        found = rows.read(TaxonomyTerm.objects.filter(**{f"{self.key}__in": ids}).order_by("pk"), TAXONOMY_TERM)
        return {row["id"]: documents.term_document(row) for row in found}


class TaxonomyTermList(TaxonomyTerms, List):
    name, tag, returns = "taxonomy_terms", "HSDS", page_of(ref("TaxonomyTerm"))
    summary = "Le voci delle tassonomie, con sinonimi e nomi in altre lingue."

    parameters = (
        *(parameters.WORDS, parameters.OF_TAXONOMY, parameters.TOP_ONLY, parameters.PARENT_ID),
        *List.parameters,
    )

    def queryset(self, asked):
        terms = holding(TaxonomyTerm.objects.all(), asked.get("search", ""), *SAID, "synonyms__icontains")
        if asked.get("taxonomy_id"):
            terms = terms.filter(taxonomy=asked["taxonomy_id"])
        if asked.get("parent_id"):
            terms = terms.filter(parent__uuid=asked["parent_id"])
        return terms.filter(parent=None) if asked.get("top_only") else terms


class TaxonomyTermDetail(TaxonomyTerms, Detail):
    name, tag, returns = "taxonomy_term", "HSDS", ref("TaxonomyTerm")
    summary = "Una voce di tassonomia."

    key = "uuid"


def holding(queryset, words, *lookups):
    """Rows in which every word is found by one of the lookups."""
    for word in words.split():
        queryset = queryset.filter(Q(*((lookup, word) for lookup in lookups), _connector=Q.OR))
    return queryset


def narrowed(queryset, asked, of_service=""):
    """Narrowed by what the table itself can say."""
    if asked.get("organization_id"):
        queryset = queryset.filter(**{f"{of_service}organization": asked["organization_id"]})
    if asked.get("modified_after"):
        queryset = queryset.filter(**{f"{of_service}last_modified__gte": asked["modified_after"]})
    return queryset


class ServiceList(Services, List):
    parameters = (*parameters.SEARCH, parameters.MINIMAL, parameters.FULL, *List.parameters)
    name, tag, returns = "services", "HSDS", page_of({"anyOf": [ref("Service"), ref("MinimalService")]})
    summary = "I servizi attivi o sospesi, con l’organizzazione; con i parametri della ricerca, quelli che trova."

    def queryset(self, asked):
        return narrowed(rows.public_services(), asked)

    def answer(self, asked):
        if asks_the_search(asked):
            return self.searched(asked)
        if asked.get("minimal") and not asked.keys() & {"page", "per_page", "format"}:
            services = self.queryset(asked)
            return streamed_envelope(self.everything(services, asked), services.count())
        return super().answer(asked)

    def keys(self, number, size):
        return Found(search_of(self.request)).page(number, size)


class ServiceAtLocationList(ServiceAtLocations, List):
    parameters = (*parameters.SEARCH, parameters.FULL, *List.parameters)
    name, tag, returns = "service_at_locations", "HSDS", page_of(ref("ServiceAtLocation"))
    summary = "I servizi nei luoghi dove si danno."

    def queryset(self, asked):
        return narrowed(rows.public_service_at_locations(), asked, "service__")

    def answer(self, asked):
        return self.searched(asked) if asks_the_search(asked) else super().answer(asked)

    def keys(self, number, size):
        return Found(search_of(self.request), at_locations=True).page(number, size)
