"""150 organisations of Brescia in the network, two that ask to come in."""

import datetime

from django.db import transaction
from django.utils import timezone

from network.models import Network, NetworkMembership
from organizations.models import Organization
from services.demo.people import ORGANIZATION

MEMBERS, ASKING = 150, 2
OFFERS = ["una sala la sera", "un furgone il sabato", "aiuto con i bandi", "volontari per le feste", ""]
LOOKS_FOR = ["volontari", "una sala per le prove", "chi conosce il quartiere", "", "giochi per i bambini"]
State = NetworkMembership.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.get(slug="brescia")
    if network.memberships.exists():
        return False
    tell("Le organizzazioni della rete")
    here = Organization.objects.exclude(slug=ORGANIZATION).order_by("slug")[: MEMBERS + ASKING - 1]
    chosen = [*Organization.objects.filter(slug=ORGANIZATION), *here]
    NetworkMembership.objects.bulk_create(membership(network, *each) for each in enumerate(chosen))
    return bool(chosen)


def membership(network, number, organization):
    since = timezone.now() - datetime.timedelta(days=800 - number)
    if number >= MEMBERS:
        return NetworkMembership(network=network, organization=organization, words="Vorremmo conoscere le altre.")
    return NetworkMembership(
        network=network,
        organization=organization,
        state=State.ADMITTED,
        applied_at=since,
        admitted_at=since,
        offers=OFFERS[number % len(OFFERS)].capitalize(),
        looks_for=LOOKS_FOR[number % 4 + number % 2].capitalize(),
    )
