"""What waits for who coordinates, each kind with how much and since when; one query for all."""

import datetime
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import Claim
from services.claims import trust
from services.freshness import dead_sites, queue
from services.merging.queue import suspected_in
from services.models import Change, MappingCampaign, Report
from services.reports.reach import MOST, in_reach, of_owner_in_reach

A_PART = "SELECT {position}, count(*), count(*) - count(at), min(at)::timestamptz FROM ({rows}) AS waiting (at)"


class Kind(NamedTuple):
    """`at` is the column that says since when, in the order of `by`; the page is a URL name and what follows it."""

    label: Promise
    verb: Promise
    page: str
    rows: object
    at: str = "created_at"
    by: object = "created_at"
    query: str = ""

    @property
    def url(self):
        return reverse(f"services:{self.page}") + self.query


class Waiting(NamedTuple):
    """`count` is MOST + 1 where there are more; `undated` of them say no day; `since` is the oldest day."""

    kind: Kind
    count: int = 0
    undated: int = 0
    since: datetime.datetime | None = None

    @property
    def more(self):
        return self.count > MOST

    @property
    def days(self):
        return self.since and (timezone.localdate() - timezone.localdate(self.since)).days


def kinds_for(user):
    """First what somebody out there waits for, then what keeps the directory true, then one's own work."""
    stalest = {"at": "verified_on", "by": F("verified_on").asc(nulls_first=True)}
    claims = Claim.objects.submitted().filter(of_owner_in_reach(user, "organization"))
    dead = {"at": "failing_since", "by": "failing_since"}
    return [
        Kind(_("Segnalazioni"), _("Guarda"), "report_queue", in_reach(Report.objects.open(), user)),
        Kind(_("Chi chiede la sua scheda"), _("Rispondi"), "claim_queue", claims),
        Kind(_("Modifiche in attesa"), _("Decidi"), "change_queue", in_reach(Change.objects.waiting(), user)),
        Kind(_("Forse ci sono due volte"), _("Confronta"), "pair_list", suspected_in(user)),
        Kind(_("Siti che non rispondono"), _("Prova"), "dead_site_list", dead_sites.in_reach(user), **dead),
        Kind(_("Servizi e risorse da confermare"), _("Telefona"), "stale_list", queue.listings_for(user), **stalest),
        Kind(
            _("Organizzazioni da confermare"),
            _("Telefona"),
            "stale_list",
            queue.organizations_for(user),
            query="?che=organizzazioni",
            **stalest,
        ),
        Kind(_("Chi può pubblicare senza aspettare"), _("Scegli"), "trust", trust.proposed(user), "since", "since"),
        Kind(_("Giri in corso"), _("Apri"), "campaign_list", MappingCampaign.objects.seen_by(user).running()),
        Kind(
            _("Le tue bozze"), _("Riprendi"), "draft_list", Change.objects.drafts_of(user), "updated_at", "updated_at"
        ),
    ]


def waiting_for(user) -> list:
    """A Waiting for each kind."""
    kinds = kinds_for(user)
    found = counted(kinds)
    return [Waiting(kind, *found.get(position, ())) for position, kind in enumerate(kinds)]


def counted(kinds) -> dict:
    """{position: (count, undated, since)} of those that have any; no more than MOST + 1 rows of each are looked at."""
    parts, values = [], []
    for position, kind in enumerate(kinds):
        rows = kind.rows.order_by(kind.by, "pk").values_list(kind.at)[: MOST + 1]
        try:
            sql, params = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(A_PART.format(position=position, rows=sql))
        values += params
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return {position: told for position, *told in cursor.fetchall()}
