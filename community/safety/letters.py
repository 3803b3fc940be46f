"""Who is told what of a report: who decides that it waits, who reported and who wrote the thing what became of it."""

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import User
from community.models import ModerationDecision, ModerationReport, Topic
from community.notices.telling import tell
from organizations.models import Mandate
from puntocomunita.mail import send_once_saved, written
from puntocomunita.templatetags.portal import after

SAFETY = Topic.SAFETY


def who_decides(network):
    """Who coordinates there and who directs the city."""
    here = Q(role=Role.COORDINATOR, community_point__location__municipality=network)
    here |= Q(role=Role.DIRECTION, municipality=network)
    return User.objects.filter(pk__in=Mandate.objects.current().filter(here).values("user")).order_by("pk")


def tell_who_decides(report):
    """Where children may be in danger, whatever they wish."""
    until = date_format(timezone.localtime(report.due_at), "l j F, H:i").lower()
    tell(
        who_decides(report.network),
        SAFETY,
        key=f"moderation-report-{report.pk}",
        subject=_("Una segnalazione da guardare: %s") % report.get_reason_display(),
        words=_("Va decisa entro %s.") % until,
        url=report.get_absolute_url(),
        must=report.reason == ModerationReport.Reason.MINORS,
    )


def tell_who_reported(decision, reports):
    """At the address that they left, where they have no account."""
    tell(
        [each.reporter for each in reports],
        SAFETY,
        key=f"moderation-decision-{decision.pk}-answer",
        subject=_("Abbiamo guardato quello che ci hai segnalato"),
        words=decision.answer,
        url=reverse("community:safety"),
        must=True,
    )
    context = {"decision": decision, "address": settings.SITE_URL + reverse("community:safety")}
    text = render_to_string("community/safety/email/answer.txt", context)
    for contact in {each.contact for each in reports} - {""}:
        send_once_saved(written(text, [contact]))


def tell_author(decision):
    words = decision.reason
    if decision.measure == ModerationDecision.Measure.WARNING:
        words += "\n" + _("Questo è un avvertimento: se succede ancora, per un po’ non potrai scrivere.")
    if decision.measure == ModerationDecision.Measure.SUSPENSION and hasattr(decision, "suspension"):
        until = date_format(timezone.localtime(decision.suspension.until), "j F Y").lower()
        words += "\n" + _("Fino %s puoi leggere, ma non scrivere.") % after(until, "al")
    words += "\n" + _("Se pensi che abbiamo sbagliato, hai 14 giorni per dircelo: lo legge un’altra persona.")
    tell_about(decision, f"moderation-decision-{decision.pk}", _("Abbiamo nascosto una cosa che hai scritto"), words)


def tell_who_reads_appeals(appeal):
    decision = appeal.decision
    others = who_decides(decision.network).exclude(
        pk__in=[each for each in (decision.decided_by_id, decision.about_id) if each]
    )
    tell(
        others,
        SAFETY,
        key=f"moderation-appeal-{appeal.pk}",
        subject=_("Un ricorso da leggere"),
        words=_("Chi ha scritto una cosa che abbiamo nascosto non è d’accordo: serve un’altra persona che decida."),
        url=reverse("community:moderation_appeal", args=[decision.network.slug, appeal.pk]),
    )


def tell_who_appealed(appeal):
    key = f"moderation-appeal-{appeal.pk}-answer"
    tell_about(appeal.decision, key, _("Abbiamo letto il tuo ricorso"), appeal.answer)


def tell_about(decision, key, subject, words):
    url = decision.get_absolute_url()
    tell([decision.about], SAFETY, key=key, subject=subject, words=words, url=url, must=True)
