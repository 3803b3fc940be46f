"""Who keeps an organisation, who works at a Punto Comunità, who answers for a city: the only source of roles."""

import datetime
import secrets

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from accounts.models.api_token import digest_of
from territory.models import Municipality

from .organization import CommunityPoint, Organization

AT_A_POINT = [Role.VOLUNTEER, Role.COORDINATOR, Role.QUARTER_COUNCIL]
FOR_A_CITY = [Role.DIRECTION, Role.SOCIAL_WORKER]
IN_AN_ORGANIZATION = [Role.OWNER, Role.EDITOR]
SOON = 60  # days before its end in which a mandate says how many are left
GOOD_FOR = datetime.timedelta(days=7)  # an invitation


def choices(roles):
    return [(role.value, role.label) for role in roles]


def of_place(place) -> dict:
    """The place under the name that mandates, memberships and invitations have for its kind."""
    return {{Organization: "organization", CommunityPoint: "community_point"}.get(type(place), "municipality"): place}


class OrganizationMember(models.Model):
    """A person who keeps the entry of an organisation; an owner also says who else does."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("persona"))
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="members", verbose_name=_("organizzazione")
    )
    role = models.CharField(_("ruolo"), max_length=6, choices=choices(IN_AN_ORGANIZATION), default=Role.EDITOR)
    since = models.DateField(_("dal"), default=timezone.localdate)
    trusted = models.BooleanField(_("le sue modifiche escono subito"), default=False)

    class Meta:
        ordering = ["user__name", "id"]
        verbose_name = _("persona di un’organizzazione")
        verbose_name_plural = _("persone delle organizzazioni")
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="one_membership_for_person_and_organization"),
            models.CheckConstraint(condition=Q(role__in=IN_AN_ORGANIZATION), name="member_is_owner_or_editor"),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}: {self.organization}"


class MandateQuerySet(models.QuerySet):
    def current(self, day=None):
        """Those whose term holds on that day, today without one."""
        return self.filter(term__contains=day or timezone.localdate(), user__is_active=True)

    def not_ended(self):
        return self.filter(Q(term__upper_inf=True) | Q(term__endswith__gt=timezone.localdate()), user__is_active=True)

    def ended(self):
        return self.filter(term__fully_lt=(timezone.localdate(), None))

    def holding(self, role, email):
        """Those by which whoever reads this address has the role."""
        return self.filter(role=role, user__email__iexact=email)


class Mandate(models.Model):
    """What a person is at a Punto Comunità or for a city, for a term; the day after its end it opens nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mandates", verbose_name=_("persona"))
    role = models.CharField(_("ruolo"), max_length=15, choices=choices(AT_A_POINT + FOR_A_CITY))
    community_point = models.ForeignKey(
        CommunityPoint, models.CASCADE, null=True, blank=True, related_name="mandates", verbose_name=_("Punto Comunità")
    )
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="mandates", verbose_name=_("comune")
    )
    term = DateRangeField(_("periodo"))  # [first day, the day after the last), no end if open

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "id"]
        verbose_name = _("incarico")
        verbose_name_plural = _("incarichi")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=AT_A_POINT, community_point__isnull=False, municipality__isnull=True)
                | Q(role__in=FOR_A_CITY, community_point__isnull=True, municipality__isnull=False),
                name="mandate_is_at_a_point_or_for_a_city",
            ),
            models.CheckConstraint(
                condition=Q(term__isempty=False, term__startswith__isnull=False), name="mandate_has_a_first_day"
            ),
            ExclusionConstraint(
                name="mandate_does_not_overlap_the_same_at_a_point",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("community_point", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=Q(community_point__isnull=False),
            ),
            ExclusionConstraint(
                name="mandate_does_not_overlap_the_same_for_a_city",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("municipality", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=Q(municipality__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}: {self.place}"

    @property
    def place(self):
        return self.community_point or self.municipality

    @property
    def last_day(self):
        """None for a term without end."""
        return self.term.upper and self.term.upper - datetime.timedelta(days=1)

    @property
    def days_left(self):
        """After today, when the end is near; else None."""
        left = self.last_day and (self.last_day - timezone.localdate()).days
        return left if left is not None and 0 <= left <= SOON else None


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(accepted_at__isnull=True)

    def pending(self):
        """Those that can still be accepted."""
        in_time = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
        return self.unanswered().filter(in_time, expires_at__gt=timezone.now())

    def holding(self, secret):
        return self.filter(digest=digest_of(secret))


class Invitation(models.Model):
    """An offer by e-mail to take a role; whoever opens its link and accepts has it.

    The link holds a secret of which only the digest is kept; it is good until `expires_at`, and once.
    """

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("ruolo"), max_length=15, choices=choices(IN_AN_ORGANIZATION + AT_A_POINT + FOR_A_CITY))
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="invitations")
    community_point = models.ForeignKey(
        CommunityPoint, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    municipality = models.ForeignKey(Municipality, models.CASCADE, null=True, blank=True, related_name="invitations")
    until = models.DateField(_("incarico fino al"), null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="sent_invitations")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="accepted_invitations")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invito")
        verbose_name_plural = _("inviti")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    role__in=IN_AN_ORGANIZATION,
                    organization__isnull=False,
                    community_point__isnull=True,
                    municipality__isnull=True,
                )
                | Q(
                    role__in=AT_A_POINT,
                    organization__isnull=True,
                    community_point__isnull=False,
                    municipality__isnull=True,
                )
                | Q(
                    role__in=FOR_A_CITY,
                    organization__isnull=True,
                    community_point__isnull=True,
                    municipality__isnull=False,
                ),
                name="invitation_is_to_one_place_for_a_role_there",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_expires_later"),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.place}"

    @property
    def place(self):
        return self.organization or self.community_point or self.municipality

    @property
    def is_pending(self):
        return self.expires_at > timezone.now() and (self.until is None or self.until >= timezone.localdate())

    def is_for(self, user):
        """Whether the user is known to read the address it went to."""
        return user.emailaddress_set.filter(email__iexact=self.email, verified=True).exists()

    @property
    def masked_email(self):
        """ "m…@example.org": enough for its reader, too little for anyone else."""
        name, _at, domain = self.email.rpartition("@")
        return f"{name[0]}…@{domain}"

    def renew(self):
        """Makes the link anew and gives its secret, which is known to nobody after; any earlier link is dead."""
        secret = secrets.token_urlsafe(32)
        self.digest, self.expires_at = digest_of(secret), timezone.now() + GOOD_FOR
        return secret
