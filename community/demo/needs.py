"""What people of Brescia said in a year: alone and in groups, put together in themes, some of it answered."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.models import Endorsement, Need, NeedTheme
from network.models import Network
from organizations.models import CommunityPoint
from services.demo.people import DOMAIN, person
from services.demo.values import lot
from territory.models import Quarter

from .need_words import ANSWERS, GROUPS, SAID, THEMES

YEAR = 365
Source, State = Need.Source, Need.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    if network is None or network.needs.exists():
        return False
    tell("Bisogni e desideri di un anno")
    themes = {slug: NeedTheme.objects.create(network=network, title=title) for slug, title in THEMES.items()}
    needs = Need.objects.bulk_create(Voices(network).all())
    put_together(needs, themes)
    answer(themes)
    supported(needs)
    return True


class Voices:
    """In quarters that have a Punto Comunità, where somebody could write them down."""

    def __init__(self, network):
        self.network, self.now = network, timezone.now()
        points = CommunityPoint.objects.filter(location__municipality=network, quarters__isnull=False)
        self.points = list(points.distinct().order_by("slug"))
        self.quarters = list(Quarter.objects.filter(municipality=network, community_points__isnull=False).distinct())
        self.quarters.sort(key=lambda each: each.slug)

    def all(self):
        return [self.need(number, *said) for number, said in enumerate(SAID)]

    def need(self, number, _theme, kind, title, words):
        told = {"kind": kind, "title": title, "words": words, "network": self.network}
        told["said_at"] = self.now - datetime.timedelta(days=lot(f"{title} day", YEAR))
        told["quarter"] = self.quarters[lot(f"{title} quarter", len(self.quarters))] if self.quarters else None
        return Need(**told, **(self.group(number) if number % 2 and self.points else self.resident(number)))

    def group(self, number):
        name, size = GROUPS[number % len(GROUPS)]
        point = self.points[number % len(self.points)]
        return {"source": Source.GROUP, "group_name": name, "group_size": size, "community_point": point}

    def resident(self, number):
        return {"said_by": person("cittadina") if number % 6 == 0 else None}


def put_together(needs, themes):
    for theme in themes:
        ids = [need.pk for need, said in zip(needs, SAID, strict=True) if said[0] == theme]
        Need.objects.filter(pk__in=ids).update(theme=themes[theme], state=State.CLUSTERED)


def answer(themes):
    for theme, (state, words) in ANSWERS.items():
        told = {"state": state, "answer": words, "answered_by": person("coordinatrice")}
        Need.objects.filter(theme=themes[theme]).update(**told, answered_at=timezone.now())


def supported(needs):
    people = list(User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("email"))
    voices = [(need, each) for need in needs for each in people if lot(f"{need.title} {each.email}", 10) < 4]
    Endorsement.objects.bulk_create(Endorsement(need=need, person=each) for need, each in voices)
