"""What is thrown at the two addresses of the desk that write: answered, or refused with the field and a reason."""

import datetime
import json

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import ApiToken
from helpdesk.models import CallBackRequest, Enquiry, Notice
from services.api.schema import openapi
from tests.factories import CommunityPointFactory, LocationFactory, QuarterFactory
from tests.helpdesk.factories import NoticeFactory, make_volunteer

pytestmark = pytest.mark.django_db

BOUNDED = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
FINE = {
    "enquiries": {"community_point": "fiumicello", "state": "open"},
    "requests": {"name": "Amina", "contact": "333 1234567", "quarter": "fiumicello", "agreed": True, "notice": 1},
}
SURROGATES = st.text(st.characters(), max_size=8)
PLAIN = st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | SURROGATES
ANYTHING = st.recursive(PLAIN, lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=2))
PYTHON = {"string": str, "integer": int, "boolean": bool, "array": list}


def fields_of(path):
    described = openapi()["paths"][f"/api/{path}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return described["properties"]


@pytest.fixture
def send(client, settings):
    """Posts to a path of the desk, with a token and without limits."""
    settings.ACCOUNT_RATE_LIMITS = {}
    NoticeFactory(purpose=Notice.Purpose.CALL_BACK)
    quarter = QuarterFactory(name="Fiumicello", slug="fiumicello")
    desk = CommunityPointFactory(slug="fiumicello", location=LocationFactory(quarter=quarter))
    desk.quarters.add(quarter)
    expiry = timezone.now() + datetime.timedelta(days=90)
    _token, secret = ApiToken.objects.issue(user=make_volunteer(desk), scopes=["desk"], name="x", expires_at=expiry)

    def sent(path, said):
        headers = {"Authorization": f"Bearer {secret}"} if path == "enquiries" else {}
        return client.post(f"/api/{path}", json.dumps(said), content_type="application/json", headers=headers)

    return sent


def is_wrong(value, schema):
    kinds = [PYTHON[each["type"]] for each in schema.get("anyOf", [schema])]
    return type(value) not in kinds or isinstance(value, str) or value in ([1], [["x"]])


@pytest.mark.parametrize("path", FINE)
def test_every_wrong_kind_of_every_field_is_refused_with_its_field_and_a_reason(send, path):
    fields = fields_of(path)
    answers, wrong = [], []

    for value in ["testo\ud800", "a\0b", 7, 7.5, True, ["x"], [1], [["x"]], {"a": 1}]:
        odd = sorted(name for name, schema in fields.items() if is_wrong(value, schema))
        response = send(path, FINE[path] | dict.fromkeys(odd, value))
        answers.append((response.status_code, sorted(response.json().get("errors", []))))
        wrong.append((400, odd))

    assert answers == wrong
    assert (Enquiry.objects.count(), CallBackRequest.objects.count()) == (0, 0)


@pytest.mark.parametrize("path", FINE)
def test_whatever_is_sent_is_taken_or_refused_with_reasons(send, path):
    @given(said=st.dictionaries(st.sampled_from(sorted(fields_of(path))), ANYTHING | st.none(), min_size=1, max_size=4))
    @BOUNDED
    def check(said):
        response = send(path, FINE[path] | said)

        reasons = response.json().get("errors", {})
        assert response.status_code in (200, 201, 400, 404)
        assert (response.status_code == 400) == bool(reasons)
        assert all(reasons.values())

    check()


@pytest.mark.parametrize("said", [[], "testo", 7, None, True])
def test_what_is_no_object_is_refused(send, said):
    answers = [send(path, said) for path in FINE]

    assert [(each.status_code, list(each.json()["errors"])) for each in answers] == [(400, ["__all__"])] * 2


@pytest.mark.parametrize("body", [b'{"name": "Zo\xeb"}', b'{"name": '])
def test_what_is_no_json_is_refused(send, client, body):
    answers = [client.post(f"/api/{path}", body, content_type="application/json") for path in ("requests", "reports")]

    assert [(each.status_code, list(each.json()["errors"])) for each in answers] == [(400, ["__all__"])] * 2
