"""What is held of who is in a group, and for how long; part of `community.retention` and `community.own_data`."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import TWO_YEARS, YEAR, Kept
from community.models import GroupInvitation, GroupMembership, Post, Reply

from .actions import hand_over
from .board import let_go_of

OVER = [Post.State.FULFILLED, Post.State.EXPIRED, Post.State.WITHDRAWN, Post.State.HIDDEN]


def forget_who_wrote(posts):
    return posts.update(author=None, matched_with=None, hidden_by=None, decided_by=None)


KEPT = [
    Kept(
        gettext_lazy("Chi fa parte di un gruppo di strada, con il nome che ha lì, e il ricorso di chi ne è fuori"),
        gettext_lazy("finché ne fa parte, e 12 mesi dopo"),
        gettext_lazy("Serve ai vicini per sapere con chi parlano, e a chi tiene vivo il gruppo"),
        gettext_lazy("Persone uscite da un gruppo da oltre un anno"),
        lambda now: GroupMembership.objects.filter(ended_at__lt=now - YEAR),
    ),
    Kept(
        gettext_lazy("Chi ha scritto in un gruppo, e chi ci ha pensato"),
        gettext_lazy("2 anni; poi resta solo quello che ha scritto"),
        gettext_lazy("Serve ai vicini per rispondersi"),
        gettext_lazy("Messaggi dei gruppi di oltre due anni fa, di chi sono"),
        lambda now: Post.objects.filter(posted_at__lt=now - TWO_YEARS, state__in=OVER).filter(
            Q(author__isnull=False) | Q(matched_with__isnull=False)
        ),
        forget_who_wrote,
    ),
    Kept(
        gettext_lazy("Quello che due persone di un gruppo si scrivono in privato (cifrato)"),
        gettext_lazy("12 mesi"),
        gettext_lazy("Per mettersi d’accordo"),
        gettext_lazy("Risposte private nei gruppi di oltre un anno fa"),
        lambda now: Reply.objects.filter(is_private=True, written_at__lt=now - YEAR),
    ),
    Kept(
        gettext_lazy("Chi ha scritto una risposta in un gruppo"),
        gettext_lazy("2 anni; poi resta solo la risposta"),
        gettext_lazy("Serve ai vicini per rispondersi"),
        gettext_lazy("Risposte nei gruppi di oltre due anni fa, di chi sono"),
        lambda now: Reply.objects.filter(written_at__lt=now - TWO_YEARS).exclude(author=None),
        lambda replies: replies.update(author=None, hidden_by=None, decided_by=None),
    ),
    Kept(
        gettext_lazy("Gli inviti in un gruppo, e chi li ha fatti"),
        gettext_lazy("14 giorni"),
        gettext_lazy("Per far entrare chi non trova il gruppo da sé"),
        gettext_lazy("Inviti nei gruppi scaduti"),
        lambda now: GroupInvitation.objects.filter(expires_at__lt=now),
    ),
]


def held(user):
    inside = user.group_memberships.select_related("group")
    return {
        _("Gruppi di strada di cui fai o hai fatto parte"): [
            {
                _("gruppo"): each.group.name,
                _("nome"): each.nickname,
                _("come"): each.get_state_display(),
                _("il motivo"): each.reason,
                _("il tuo ricorso"): each.appeal,
                _("la risposta"): each.decision,
            }
            for each in inside
        ],
        _("Quello che hai scritto nei gruppi"): [
            {_("che cosa"): each.title, _("parole"): each.words, _("quando"): each.posted_at}
            for each in user.group_posts.all()
        ],
        _("Risposte che hai scritto nei gruppi"): [
            {_("parole"): each.text, _("quando"): each.written_at} for each in user.group_replies.all()
        ],
        _("Risposte private che hai ricevuto nei gruppi"): [
            {_("parole"): each.text, _("quando"): each.written_at} for each in user.group_replies_received.all()
        ],
        _("Quanto hai fatto nei gruppi"): [
            {
                _("messaggi a cui hai pensato tu"): user.group_posts_taken.count(),
                _("messaggi nascosti"): Post.objects.filter(hidden_by=user).count(),
                _("risposte nascoste"): Reply.objects.filter(hidden_by=user).count(),
                _("ricorsi a cui hai risposto"): sum(
                    each.objects.filter(decided_by=user).count() for each in (Post, Reply, GroupMembership)
                ),
                _("persone non fatte entrare, o tolte"): GroupMembership.objects.filter(removed_by=user).count(),
                _("inviti che hai fatto"): GroupInvitation.objects.filter(made_by=user).count(),
            }
        ],
    }


def forget(user):
    """What they wrote to all stays, by nobody; nothing of theirs waits, and no group is left without a caretaker."""
    Reply.objects.filter(Q(author=user) | Q(to=user), is_private=True).delete()
    for person in user.group_memberships.select_related("group").order_by("group"):
        let_go_of(person)
        hand_over(person=person)
