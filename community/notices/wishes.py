"""How a person wants to be told: read whole, changed whole, and stopped for one topic or for all."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.models import How, Notice, NoticeWish, Topic, how_unless_wished

EVERYTHING = "tutti"


def wishes_of(person) -> dict:
    """{topic: how}, of every topic."""
    wished = dict(NoticeWish.objects.filter(person=person).values_list("topic", "how"))
    return {topic: How(wished.get(topic, how_unless_wished(topic))) for topic in Topic}


@transaction.atomic
def wish(*, person, hows):
    """Also for what is waiting to leave, save what they have to know."""
    wishes = [NoticeWish(person=person, topic=topic, how=how) for topic, how in hows.items()]
    unique, changed = ["person", "topic"], ["how"]
    NoticeWish.objects.bulk_create(wishes, update_conflicts=True, unique_fields=unique, update_fields=changed)
    waiting = Notice.objects.filter(person=person, must=False, sent_at=None)
    for how in How:
        waiting.filter(topic__in=[topic for topic in hows if hows[topic] == how]).exclude(how=how).update(how=how)


def stop(*, person, what):
    """No more mails of that topic, or of any."""
    wish(person=person, hows=dict.fromkeys(Topic if what == EVERYTHING else [Topic(what)], How.NEVER))


class WishesForm(forms.Form):
    """One choice a topic."""

    use_required_attribute = False

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, label_suffix="", initial=wishes_of(person), **kwargs)
        for topic in Topic:
            self.fields[topic] = forms.ChoiceField(label=topic.label, choices=How.choices)


class OneWayForm(forms.Form):
    """The same for all of them, in one go."""

    all = forms.ChoiceField(label=_("Tutti gli avvisi"), choices=How.choices)
