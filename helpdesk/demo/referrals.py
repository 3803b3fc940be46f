"""Whom people were sent to and what became of it: born as the database lets them, then moved on by sets."""

import datetime
from collections import defaultdict

from django.db.models import DateTimeField, F
from django.db.models.functions import Cast
from django.utils import timezone

from helpdesk.models import Client, Notice, Permission, Referral, Step
from helpdesk.people import current_notice
from helpdesk.requests.following import NOTHING
from organizations.models import Organization
from puntocomunita.encryption import encrypt
from services.city.tables import Table
from services.models import Service
from services.models.report import ALPHABET

from . import proportions as shares
from .contacts import A_DAY, uuid4

KEPT = 183 * A_DAY
NAMES = ["Amina", "Bruno", "Carla", "Dario", "Elisa", "Farid", "Gina", "Hasan", "Irina", "Luigi"]
ASKED_AFTER = 14 * A_DAY  # how it went
ANSWERED = ["accepted", "declined", "completed", "not_completed"]


class Doors:
    """Where somebody may be sent, by kind of target."""

    def __init__(self, points):
        zones = {point.location.quarter.zone for point in points if point.location.quarter}
        self.of = {
            "service": doors("service_id", Service.objects.order_by("pk")[:400]),
            "organization": doors("organization_id", Organization.objects.order_by("pk")[:200]),
            "social_service": [
                {"zone_id": zone.pk, "target_name": f"Servizio sociale territoriale, zona {zone.name}"}
                for zone in sorted(zones, key=lambda zone: zone.pk)
            ],
            "community_point": doors("to_point_id", points),
            "external": [{"target_name": name} for name in shares.EXTERNAL],
        }
        self.kinds = {kind: share for kind, share in shares.TARGETS.items() if self.of[kind]}

    def draw(self, draw):
        kind = draw.one(self.kinds)
        return draw.choice(self.of[kind]) | {"target_kind": kind}


def doors(column, things):
    return [{column: thing.pk, "target_name": str(thing)} for thing in things]


class Referrals:
    """One for each contact that was referred, and second doors for some that were refused."""

    def __init__(self, points, draw, today):
        self.draw, self.today, self.doors = draw, today, Doors(points)
        self.clients, self.referrals, self.steps = Table(Client), Table(Referral), Table(Step)
        self.ends = defaultdict(list)  # keys of referrals by (state, outcome, source), to be moved there
        self.refused, self.past = [], []  # past: whose time to be kept is over

    def write(self, contacts, more):
        """For these (enquiry, whether sensitive), and so many second doors at most."""
        permissions = self.permissions([row for row, _is_sensitive in contacts if row.client_id])
        for row, is_sensitive in contacts:
            self.referral(row.id, row.created_at, self.kind(row, is_sensitive), row.client_id, permissions.get(row.id))
        redirected = self.refused[:more]
        second = [self.referral(row.enquiry_id, row.answered_at or row.expires_at, "signpost") for row in redirected]
        for table in (self.clients, self.referrals, self.steps):
            table.send()
            table.analyze()
        self.move()
        forget(self.past)
        send_on(list(zip(redirected, second, strict=True)))
        given_up = self.refused[more:]  # the second doors that were refused too
        long_ago = [row.id for row in given_up if row.created_at < timezone.now() - 3 * ASKED_AFTER]
        settled = {*long_ago, *(row.id for row in given_up[::2])}
        Referral.objects.filter(pk__in=settled).update(went_on_at=F("sent_at") + ASKED_AFTER)

    def kind(self, row, is_sensitive):
        if row.client_id:
            return "warm_handoff"
        return "live" if is_sensitive or self.draw.random() < 0.25 else "signpost"

    def permissions(self, enquiries):
        """{enquiry: permission} of a client each."""
        notice = current_notice(Notice.Purpose.HAND_OFF)
        rows = []
        for row in enquiries:
            self.client(row)
            rows.append(
                Permission(
                    client_id=row.client_id, purpose="hand_off", notice=notice, given_at=row.created_at, how="spoken"
                )
            )
        made = Permission.objects.bulk_create(rows)
        return {row.id: permission.pk for row, permission in zip(enquiries, made, strict=True)}

    def client(self, row):
        self.clients.add(
            id=row.client_id,
            community_point_id=row.community_point_id,
            created_on=row.day,
            last_contact_on=row.day,
            erase_on=row.day + KEPT,
            name=encrypt(self.draw.choice(NAMES)),
            contact_kind="phone",
            contact=encrypt(f"333 {self.draw.randrange(10**6, 10**7)}"),
        )
        if row.day + KEPT <= self.today:
            self.past.append(row.client_id)

    def referral(self, enquiry_id, at, kind, client_id=None, permission_id=None):
        draw = self.draw
        end = self.end(at)
        answered_at = at + self.wait(kind) if end in ANSWERED and kind != "signpost" else None
        answered_at = answered_at or (at + 2 * A_DAY if end in ("accepted", "declined") else None)
        row = self.referrals.add(
            id=uuid4(draw),
            reference=reference(draw),
            enquiry_id=enquiry_id,
            client_id=client_id,
            permission_id=permission_id,
            kind=kind,
            state="sent",
            created_at=at,
            sent_at=at,
            expires_at=at + 10 * A_DAY if kind == "warm_handoff" or end == "expired" else None,
            answered_at=answered_at,
            follow_up_due=timezone.localdate(at + ASKED_AFTER),
            **self.doors.draw(draw),
        )
        outcome = draw.one(shares.OUTCOMES[end]) if end in shares.OUTCOMES else ""
        source = "unreachable" if outcome == "unknown" else draw.one(shares.SOURCES) if outcome else ""
        reason = draw.one(shares.DECLINE_REASONS) if end == "declined" else ""
        self.ends[end, outcome, source, reason].append(row)
        self.tell(row, end)
        if end in ("declined", "expired"):
            self.refused.append(row)
        return row

    def end(self, at):
        """How it stands today; of the last weeks more are under way."""
        fresh = timezone.localdate(at) + ASKED_AFTER > self.today
        usual = {state: share for state, share in shares.ENDINGS.items() if state not in ("sent", "accepted")}
        return self.draw.one({"sent": 60, "accepted": 40} if fresh else shares.ENDINGS if self.recent(at) else usual)

    def recent(self, at):
        return timezone.localdate(at) + 45 * A_DAY > self.today

    def wait(self, kind):
        return datetime.timedelta(minutes=10) if kind == "live" else A_DAY * self.draw.expovariate(1 / 3)

    def tell(self, row, end):
        self.steps.add(referral_id=row.id, what="sent", at=row.sent_at)
        if row.answered_at:
            self.steps.add(referral_id=row.id, what="declined" if end == "declined" else "accepted", at=row.answered_at)
        if end in shares.OUTCOMES:
            self.steps.add(referral_id=row.id, what="ended", at=row.sent_at + ASKED_AFTER)

    def move(self):
        """All to where they ended, by the moves that a referral may make."""
        for (state, outcome, source, reason), rows in self.ends.items():
            if state == "sent":
                continue
            found = Referral.objects.filter(pk__in=[row.id for row in rows])
            if outcome:
                found.filter(answered_at__isnull=False).update(state="accepted")
            verified = {"verified_at": F("sent_at") + ASKED_AFTER} if outcome else {}
            found.update(state=state, outcome=outcome, outcome_source=source, decline_reason=reason, **verified)


def forget(clients):
    """On their day, once nothing is under way for them."""
    Client.objects.filter(pk__in=clients).update(**NOTHING, erased_at=Cast("erase_on", DateTimeField()))


def send_on(pairs):
    """From each refused one to its second door."""
    Referral.objects.bulk_update(
        [Referral(pk=row.id, state="redirected", redirected_to_id=to.id, went_on_at=to.sent_at) for row, to in pairs],
        ["state", "redirected_to", "went_on_at"],
        batch_size=500,
    )


def reference(draw):
    letters = "".join(draw.choices(ALPHABET, k=10))
    return f"{letters[:5]}-{letters[5:]}"
