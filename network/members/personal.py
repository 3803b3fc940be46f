"""What the room of members holds of a person, and for how long; with the person it is nobody's."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import TWO_YEARS, Kept
from network.models import DismissedSuggestion, NetworkMembership
from organizations.models import Collaboration

SIX_MONTHS = timedelta(days=183)


def held(user):
    memberships = NetworkMembership.objects
    return {
        _("Le tue organizzazioni nella rete"): [
            asked_for(each) for each in memberships.filter(applied_by=user).select_related("organization", "network")
        ],
        _("Quanto hai fatto per le organizzazioni della rete"): [
            {
                _("risposte a chi chiede di entrare o esce"): memberships.filter(decided_by=user).count(),
                _("collaborazioni scritte"): Collaboration.objects.filter(recorded_by=user).count(),
                _("suggerimenti scartati"): DismissedSuggestion.objects.filter(dismissed_by=user).count(),
            }
        ],
    }


def asked_for(membership):
    return {
        _("organizzazione"): membership.organization.name,
        _("rete"): str(membership.network),
        _("parole"): membership.words,
        _("chiesto il"): membership.applied_at,
    }


def old_memberships(now):
    return NetworkMembership.objects.filter(left_at__lt=now - TWO_YEARS)


def who_moved_members(now):
    """Of those that are still in it."""
    named = Q(applied_by__isnull=False) | Q(decided_by__isnull=False) | ~Q(words="")
    return NetworkMembership.objects.admitted().filter(named, admitted_at__lt=now - TWO_YEARS)


def forget_who_moved_members(rows):
    return rows.update(applied_by=None, decided_by=None, words="")


KEPT = [
    Kept(
        gettext_lazy("Chi ha chiesto che un’organizzazione entrasse nella rete, chi ha risposto, e le loro parole"),
        gettext_lazy("2 anni dopo che è entrata; se esce, 2 anni dopo che è uscita"),
        gettext_lazy("Serve a sapere con chi si è parlato"),
        gettext_lazy("Nomi in adesioni di oltre due anni fa"),
        who_moved_members,
        forget_who_moved_members,
    ),
    Kept(
        gettext_lazy("L’adesione di un’organizzazione che è uscita dalla rete, e perché"),
        gettext_lazy("2 anni"),
        gettext_lazy("Serve se torna"),
        gettext_lazy("Adesioni finite da oltre due anni"),
        old_memberships,
    ),
    Kept(
        gettext_lazy("Chi ha scritto che due organizzazioni lavorano insieme"),
        gettext_lazy("2 anni; poi resta solo la collaborazione"),
        gettext_lazy("Serve a sapere con chi si è parlato"),
        gettext_lazy("Nomi in collaborazioni scritte oltre due anni fa"),
        lambda now: Collaboration.objects.filter(recorded_by__isnull=False, recorded_at__lt=now - TWO_YEARS),
        lambda rows: rows.update(recorded_by=None),
    ),
    Kept(
        gettext_lazy("Che un’organizzazione ha risposto «non lavoriamo insieme»"),
        gettext_lazy("6 mesi"),
        gettext_lazy("Serve a non chiederglielo di nuovo subito"),
        gettext_lazy("Collaborazioni negate da oltre sei mesi"),
        lambda now: Collaboration.objects.filter(denied_at__lt=now - SIX_MONTHS),
    ),
    Kept(
        gettext_lazy("Chi ha scartato un suggerimento per la sua organizzazione"),
        gettext_lazy("2 anni; poi resta solo che è scartato"),
        gettext_lazy("Serve a chi la tiene con altri"),
        gettext_lazy("Nomi in suggerimenti scartati oltre due anni fa"),
        lambda now: DismissedSuggestion.objects.filter(dismissed_by__isnull=False, dismissed_at__lt=now - TWO_YEARS),
        lambda rows: rows.update(dismissed_by=None),
    ),
]
