"""150 organisations of Brescia in the network, with whom each works; two that ask to come in."""

import datetime

from django.db import transaction
from django.utils import timezone

from network.models import Network, NetworkMembership
from organizations.models import Collaboration, Organization
from services.demo.people import ORGANIZATION

MEMBERS, ASKING = 150, 2
OFFERS = ["una sala la sera", "un furgone il sabato", "aiuto con i bandi", "volontari per le feste", ""]
LOOKS_FOR = ["volontari", "una sala per le prove", "chi conosce il quartiere", "", "giochi per i bambini"]
TOGETHER = ["Il doposcuola", "La festa del quartiere", "La raccolta dei viveri", "Gli orti di via Milano"]
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
    Collaboration.objects.bulk_create(collaborations(chosen[:MEMBERS]))
    return bool(chosen)


def collaborations(members):
    """Groups of six in a chain with a few shortcuts; those of every seventh six are alone."""
    pairs = [
        (members[number], members[number + step])
        for number in range(len(members))
        for step in (1, 2)
        if number // 6 % 7 and number % 6 + step < 6 and number + step < len(members) and (step == 1 or number % 2)
    ]
    return [collaboration(index, *sorted(pair, key=lambda each: each.pk)) for index, pair in enumerate(pairs)]


def collaboration(index, one, other):
    now = timezone.now()
    words, waiting = TOGETHER[index % len(TOGETHER)], index % 9 == 8
    return Collaboration(
        one=one, other=other, words=words, one_confirmed_at=now, other_confirmed_at=None if waiting else now
    )


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
    )
