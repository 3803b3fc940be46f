from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import OPENS_PERSONAL_DATA, Role


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in, known by e-mail; citizens never need one.

    What they may do comes from their mandates and memberships (`organizations`) and is asked by the rules of
    `accounts.access`; nothing here opens everything.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("nome"), max_length=120)
    is_active = models.BooleanField(_("può entrare"), default=True)
    is_technician = models.BooleanField(_("tiene in piedi il portale"), default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("persone")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_for_each_email"),
        ]

    def __str__(self):
        return self.name

    @cached_property
    def current_mandates(self):
        """Those whose term holds today; one query a request."""
        return list(self.mandates.current())

    @cached_property
    def current_memberships(self):
        """The organisations they keep, and as what; one query a request."""
        return list(self.memberships.all())

    @cached_property
    def roles(self) -> frozenset:
        """What the person is anywhere."""
        held = {Role(each.role) for each in (*self.current_mandates, *self.current_memberships)}
        return frozenset(held | {Role.TECHNICIAN} if self.is_technician else held)

    @property
    def points_coordinated(self) -> set:
        """Ids of the Punti Comunità."""
        return {each.community_point_id for each in self.current_mandates if each.role == Role.COORDINATOR}

    @property
    def cities_directed(self) -> set:
        """Ids of the municipalities."""
        return {each.municipality_id for each in self.current_mandates if each.role == Role.DIRECTION}

    @cached_property
    def opens_personal_data(self) -> bool:
        """By a role that one has anywhere, as a coach, which one stays when the programme is over, by a concierge."""
        return bool(self.roles & OPENS_PERSONAL_DATA) or self.coached_programmes.exists() or self.keeps_a_concierge

    @property
    def keeps_a_concierge(self) -> bool:
        """In a house of an organisation of theirs: there they read how to reach people, as at a desk."""
        kept = [each.organization_id for each in self.current_memberships]
        houses = {"organization__in": kept, "organization__locations__house__concierge__isnull": False}
        return bool(kept) and self.memberships.filter(**houses).exists()

    @cached_property
    def current_qualifications(self) -> frozenset:
        """Kinds of what they have learned and still holds; one query a request."""
        return frozenset(self.qualifications.current().values_list("kind", flat=True))

    @cached_property
    def has_second_factor(self) -> bool:
        """An app with codes or a passkey; recovery codes alone are none."""
        return self.authenticator_set.exclude(type="recovery_codes").exists()
