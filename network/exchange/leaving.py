"""An organisation leaves the network: what it had going ends, and whoever was with it hears it."""

from django.utils.translation import gettext as _

from network.models import AssistanceRequest, ExchangeMatch, ExchangeNotice
from network.support import actions as support

from . import actions


def end_all_of(membership, by):
    organization, here = membership.organization, {"network": membership.network_id}
    matches = ExchangeMatch.objects.filter(**here).for_reading()
    for match in matches.agreed().of(organization):
        side = match.side_of(organization)
        actions.call_off(by=by, match=match, side=side, reason=_("L’organizzazione è uscita dalla rete."))
    for notice in ExchangeNotice.objects.filter(**here, organization=organization, state__in=ExchangeNotice.LIVE):
        actions.withdraw(by=by, notice=notice)
    for match in matches.proposed().of(organization):
        actions.take_back(by=by, match=match)
    requests = AssistanceRequest.objects.filter(**here).for_reading()
    for request in requests.filter(organization=organization, state__in=AssistanceRequest.GOING_ON):
        support.withdraw(by=by, request=request)
    for request in requests.filter(helper_organization=organization, state=AssistanceRequest.State.ASSIGNED):
        support.give_back(by=by, request=request)
