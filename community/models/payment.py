"""What was paid of a benefit: a day and a sum, under the reference of its application; no account number is kept."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .application import Application
from .fundraising import EUROS


class BenefitPayment(models.Model):
    """To whom the call says: who asked, who lets them the house, an organisation."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="payments", verbose_name=_("domanda"))
    paid_on = models.DateField(_("pagato il"))
    amount = models.DecimalField(_("quanto, in euro"), **EUROS)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["paid_on", "id"]
        verbose_name = _("pagamento di un contributo")
        verbose_name_plural = _("pagamenti dei contributi")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_some_money")]

    def __str__(self):
        return f"{self.paid_on:%d/%m/%Y}: {self.amount}"
