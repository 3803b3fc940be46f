"""No form takes more than it shows: not a flag, not a role, not somebody else's number, not a file."""

import inspect
from importlib import import_module

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from rest_framework import parsers
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView

from accounts.models import User
from tests.permissions.endpoints import endpoints
from tests.security.conftest import PASSWORD

# What no form of a person about themself may set.
PLANTED = {
    "is_technician": "1",
    "is_active": "",
    "is_staff": "1",
    "is_superuser": "1",
    "role": "direction",
    "roles": "direction",
    "verified": "1",
    "email_verified": "1",
    "primary": "1",
    "pk": "1",
    "id": "1",
    "user": "1",
    "user_id": "1",
    "date_joined": "2001-01-01",
    "mandates-0-role": "direction",
}
# The one whose whole sense is to confirm an address, by a link that came there, is tried in tests/accounts.
FORMS = [
    endpoint
    for endpoint in endpoints()
    if endpoint.method == "POST" and endpoint.route.startswith("account/") and endpoint.name != "account_confirm_email"
]


def modules():
    """Every module of ours, so that every form is known."""
    for config in apps.get_app_configs():
        folder = settings.BASE_DIR / config.name.partition(".")[0]
        for path in sorted(folder.rglob("*.py")) if str(config.path).startswith(str(settings.BASE_DIR)) else []:
            parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
            if not {"migrations", "tests", "commands", "demo", ".venv"} & set(parts):
                yield import_module(".".join(parts).removesuffix(".__init__"))


def classes(kind):
    found = {one for module in modules() for _, one in inspect.getmembers(module, inspect.isclass)}
    return sorted({one for one in found if issubclass(one, kind) and one.__module__.split(".")[0] in OURS}, key=str)


OURS = {config.name for config in apps.get_app_configs() if str(config.path).startswith(str(settings.BASE_DIR))}


def test_forms_name_their_fields():
    """`__all__` and `exclude` take a column that a later migration adds."""
    loose = {
        form
        for form in classes((forms.ModelForm, ModelSerializer))
        if getattr(getattr(form, "Meta", None), "fields", None) == "__all__"
        or getattr(getattr(form, "Meta", None), "exclude", None)
    }

    assert loose == set()


def test_no_form_takes_a_file():
    takers = {
        form
        for form in classes(forms.BaseForm)
        if any(isinstance(it, forms.FileField) for it in form.base_fields.values())
    }

    assert takers == set()


def test_no_api_view_reads_more_than_json():
    allowed = {parsers.JSONParser}

    assert {view for view in classes(APIView) if not set(view.parser_classes) <= allowed} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", FORMS, ids=str)
def test_no_account_page_lets_anybody_become_more(endpoint, world):
    from tests.security.asking import ask

    before = everybody()
    truth = {
        "email": "altra@example.org",
        "name": "Altra",
        "password": PASSWORD,
        "password1": PASSWORD,
        "oldpassword": PASSWORD,
    }

    ask(
        endpoint,
        world,
        "citizen",
        data=PLANTED | truth,
        method="post",
        look=lambda: world.__setattr__("after", everybody()),
    )

    assert {pk: row for pk, row in world.after.items() if pk in before and row != before[pk]} == {}
    assert [row for pk, row in world.after.items() if pk not in before and any(row[1:])] == []


def everybody():
    """What each person is, by number: in or out, technician, roles, confirmed addresses."""
    people = User.objects.prefetch_related("mandates", "memberships", "emailaddress_set")
    return {
        person.pk: (
            person.is_active,
            person.is_technician,
            sorted(str(each.role) for each in (*person.mandates.all(), *person.memberships.all())),
            sorted(each.email for each in person.emailaddress_set.all() if each.verified),
        )
        for person in people
    }


@pytest.mark.django_db
def test_signing_up_makes_a_person_without_any_role(client):
    asked = {
        "email": "mai-vista@example.org",
        "name": "Nuova",
        "password1": "tre parole qualunque qui",
        "password2": "tre parole qualunque qui",
    }

    client.post("/account/registrati/", PLANTED | asked)

    person = User.objects.get(email="mai-vista@example.org")
    assert (person.is_active, person.is_technician, person.roles) == (True, False, frozenset())
    assert list(person.emailaddress_set.values_list("verified", flat=True)) == [False]
