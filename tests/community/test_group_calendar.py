"""What a group does together, in the calendar of who may read of it."""

import pytest
from icalendar import Calendar

from community.groups import board
from tests.factories import UserFactory

from .factories import in_days
from .groups_factories import PersonFactory, PostFactory, active_group, activity
from .test_groups import network, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db


def entry(answer):
    (found,) = Calendar.from_ical(answer.content).walk("VEVENT")
    names = ["UID", "SUMMARY", "LOCATION", "STATUS", "SEQUENCE", "URL", "DESCRIPTION"]
    return found["DTSTART"].dt, [str(found[name]) for name in names], "DTEND" in found


def test_activity_is_put_in_a_calendar_and_taken_out_again_when_it_is_withdrawn(network, settings):  # noqa: F811
    group = active_group(network=network)
    post = activity(group, happens_at=in_days(3, 18), words="Porta da bere")
    page = post.get_absolute_url()
    inside = signed_in(PersonFactory(group=group).user)

    shown, taken = inside.get(page), inside.get(f"{page}calendario.ics")
    board.withdraw(by=post.author, post=post)
    again, over = inside.get(f"{page}calendario.ics"), inside.get(page)

    link, words = f'href="{page}calendario.ics"', [settings.SITE_URL + page, "Porta da bere"]
    told = [f"attivita-{post.pk}@puntocomunita", "Merenda in cortile", "In cortile"]
    assert [link in each.text for each in (shown, over)] == [True, False]
    assert entry(taken) == (in_days(3, 18), [*told, "CONFIRMED", "0", *words], False)
    assert entry(again) == (in_days(3, 18), [*told, "CANCELLED", "1", *words], False)


def test_calendar_is_there_for_who_may_read_the_activity_and_of_nothing_else(client, network):  # noqa: F811
    public, private = active_group(network=network), active_group(network=network, visibility="private")
    hidden = activity(public)
    board.hide(by=public.memberships.caretakers().get().user, post=hidden, reason="È pubblicità")
    inside = signed_in(PersonFactory(group=private).user)
    posts = activity(public), activity(private), hidden, PostFactory(group=public, kind="announcement")
    pages = [f"{each.get_absolute_url()}calendario.ics" for each in posts]

    client.force_login(UserFactory())

    assert [client.get(page).status_code for page in pages] == [200, 404, 404, 404]
    assert inside.get(pages[1]).status_code == 200
