"""What people read of who looks at a report, and once they let somebody write to them again."""

import pytest
from django.contrib.messages import get_messages

from community.safety import actions
from tests.factories import UserFactory

from .factories import NeedFactory
from .safety_factories import ReportFactory
from .test_safety import a_while_ago, coordinates, network  # noqa: F401

pytestmark = pytest.mark.django_db


def test_who_looks_at_a_report_is_named_to_others_and_spoken_to_themselves(client, network):  # noqa: F811
    report, (hers, his) = ReportFactory(need__network=network), (coordinates(network) for _ in range(2))
    actions.look(by=hers, report=report)

    shown = []
    for person in (hers, his):
        client.force_login(person)
        page = client.get(report.get_absolute_url()).content.decode()
        shown.append([words in page for words in ("La guardi tu.", "Lasciala ad altri", f"La guarda {hers.name}.")])

    assert shown == [[True, True, False], [False, False, True]]


def test_who_lets_somebody_write_again_reads_that_they_may(client):
    report = ReportFactory()
    actions.block(by=report.reporter, other=report.about, thing="Un messaggio")
    client.force_login(report.reporter)
    told = {"pk": report.reporter.blocks.get().pk}

    heard = [str(each) for each in get_messages(client.post("/comunita/blocchi/", told).wsgi_request)]

    assert heard == ["Sbloccata: quello che scrive può arrivarti di nuovo."]
    assert not report.reporter.blocks.exists()


@pytest.mark.parametrize(
    ("known", "email", "hears"), [(True, "", True), (False, "ada@example.org", True), (False, "", False)]
)
def test_who_reports_reads_whether_an_answer_comes(client, network, known, email, hears):  # noqa: F811
    need = NeedFactory(network=network, said_by=UserFactory())
    if known:
        client.force_login(UserFactory())
    sent = {"reason": "spam", "email": email, "shown": a_while_ago()}

    response = client.post(f"/comunita/{network.slug}/segnala/need/{need.pk}/", sent)

    thanks = "Grazie: la guarda una persona."
    said = [str(each) for each in get_messages(response.wsgi_request)]
    assert said == [f"{thanks} Poi ti rispondiamo." if hears else thanks]
