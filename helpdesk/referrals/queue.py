"""The referrals of a desk as its list shows them: one queue, one verb a row."""

from typing import NamedTuple

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models.api_token import digest_of
from helpdesk.models import Referral

from .return_codes import tidied

State = Referral.State
LEFT = Q(went_on_at=None) & (Q(state__in=Referral.UNHEARD) | Q(return_code__asks_for_another_door=True))
NOT_ASKED = Q(state=State.SENT, kind=Referral.Kind.SIGNPOST)
TABS = {
    "da-continuare": gettext_lazy("Da continuare"),
    "da-verificare": gettext_lazy("Da verificare"),
    "aperti": gettext_lazy("Aperti"),
    "arrivati": gettext_lazy("Arrivati qui"),
    "finiti": gettext_lazy("Finiti"),
}
FIRST = next(iter(TABS))
EMPTY = {
    "da-continuare": gettext_lazy("Nessuno aspetta un’altra porta."),
    "da-verificare": gettext_lazy("Per oggi non c’è nessuno a cui chiedere com’è andata."),
    "aperti": gettext_lazy("Nessun passaggio aspetta una risposta o un esito."),
    "arrivati": gettext_lazy("Nessun altro Punto Comunità ha mandato qui una persona."),
    "finiti": gettext_lazy("Ancora nessun passaggio è finito."),
}


class Tab(NamedTuple):
    key: str
    name: str
    count: int  # that wait for something
    rows: int


class Row(NamedTuple):
    """`url` is where the verb is done."""

    referral: Referral
    url: str
    verb: str
    place: str


def tab_of(asked) -> str:
    return asked if asked in TABS else FIRST


def to_verify():
    return Q(state__in=Referral.UNDER_WAY, follow_up_due__lte=timezone.localdate())


def wanted(tab) -> Q:
    under_way = Q(state__in=Referral.UNDER_WAY)
    return {
        "da-continuare": LEFT,
        "da-verificare": to_verify(),
        "aperti": under_way & ~NOT_ASKED,
        "finiti": ~under_way & ~LEFT,
    }[tab]


def rows_of(tab, desk):
    if tab == "arrivati":
        rows = Referral.objects.arrived_at(desk)
    else:
        rows = Referral.objects.filter(wanted(tab), enquiry__community_point=desk)
    newest = tab in ("finiti", "arrivati")
    order = ["-sent_at", "-pk"] if newest else ["sent_at", "pk"]
    return rows.select_related("enquiry__community_point", "owner", "return_code").order_by(*order)


def tabs_at(desk) -> dict:
    """{key: Tab}, in two queries."""
    own = Referral.objects.filter(enquiry__community_point=desk)
    held = own.aggregate(**{key: Count("pk", filter=wanted(key)) for key in TABS if key != "arrivati"})
    waiting = Count("pk", filter=Q(state=State.SENT))
    arrived = Referral.objects.arrived_at(desk).aggregate(waiting=waiting, rows=Count("pk"))
    tabs = {key: Tab(key, name, held.get(key, 0), held.get(key, 0)) for key, name in TABS.items()}
    return tabs | {"arrivati": Tab("arrivati", TABS["arrivati"], arrived["waiting"], arrived["rows"])}


def numbered(typed, desk):
    """Of the desk or arrived there: by the number said on the telephone, or by the code of a hand-out; else None."""
    number = tidied(typed)
    there = Q(enquiry__community_point=desk) | Q(pk__in=Referral.objects.arrived_at(desk).values("pk"))
    rows = Referral.objects.filter(there, Q(reference=number) | Q(return_code__digest=digest_of(number)))
    return rows.first()


def page_of(tab, desk, number, size):
    """A page whose length is known from the tab."""
    paginator = Paginator(rows_of(tab.key, desk), size)
    paginator.count = tab.rows
    return paginator.get_page(number)


def row_of(referral, tab, desk):
    url = reverse("helpdesk:referral_detail", args=[desk.slug, referral.pk])
    place = str(referral.enquiry.community_point) if tab == "arrivati" else referral.target_name
    return Row(referral, url, verb_of(referral, tab), place)


def verb_of(referral, tab):
    if tab != "arrivati" and referral.is_not_written_to:
        return _("Correggi l’indirizzo") if referral.address_refused else _("Riprova a scrivere")
    if tab == "da-continuare":
        return _("Cerca un’altra porta")
    if tab == "da-verificare":
        return _("Chiedi com’è andata")
    if tab == "arrivati" and referral.state in (State.SENT, State.EXPIRED):
        return _("Rispondi")
    return _("Rispondi alla proposta") if referral.proposed_at else _("Guarda")
