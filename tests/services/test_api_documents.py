"""Our objects as HSDS documents, against the published schemas."""

import orjson
import pytest

from services.hsds import rows
from tests.factories import ServiceAtLocationFactory
from tests.services.api_directory import full_directory
from tests.services.hsds_schemas import needs_schemas, problems

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["full", "bare"])
def service(request):
    return full_directory() if request.param == "full" else ServiceAtLocationFactory().service


def as_sent(document):
    return orjson.loads(orjson.dumps(document))


@needs_schemas
def test_documents_conform_to_the_published_schemas(service):
    at_location = service.service_at_locations.get()
    documents = {
        "compiled/service": rows.service_documents([service.id])[service.id],
        "compiled/service_list": rows.brief_service_documents([service.id])[service.id],
        "compiled/organization": rows.organization_documents([service.organization_id], full_service=True)[
            service.organization_id
        ],
        "compiled/organization_list": rows.brief_organization_documents([service.organization_id])[
            service.organization_id
        ],
        "compiled/service_at_location": rows.service_at_location_documents([at_location.id])[at_location.id],
        "compiled/service_at_location_list": rows.brief_service_at_location_documents([at_location.id])[at_location.id],
    }

    found = {name: problems(name, as_sent(document)) for name, document in documents.items()}

    assert found == dict.fromkeys(documents, [])
