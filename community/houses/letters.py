"""What is told of a fund-raising to who runs it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import Topic
from community.notices.telling import tell
from community.notices.words import day_said
from community.spaces.letters import keepers
from puntocomunita.templatetags.portal import after


def who_runs_it(fundraising):
    """Who keeps one of its houses, or leads its initiative."""
    places = [each.location for each in fundraising.houses.select_related("location__organization")]
    people = {person for place in places for person in keepers(place)}
    if initiative := fundraising.initiative:
        leading = initiative.partners.leading().values("organization")
        people |= {initiative.lead_person, *User.objects.filter(memberships__organization__in=leading)}
    return people


def ask_for_accounts(fundraising, what, subject, words):
    url = reverse("community:fundraising_manage", args=[fundraising.network.slug, fundraising.pk])
    told = {"subject": subject % fundraising, "words": words % after(day_said(fundraising.ends_on), "il"), "url": url}
    tell(who_runs_it(fundraising), Topic.EVENTS, key=f"fundraising-{fundraising.pk}-{what}", must=True, **told)


def tell_that_it_closed(fundraising):
    words = _(
        "Il suo ultimo giorno era %s, e si è chiusa da sola. Scrivi che cosa è arrivato ancora e come è stato "
        "usato; quando c’è tutto, di’ che i conti sono finiti. Se serve altro tempo, sposta l’ultimo giorno e riaprila."
    )
    ask_for_accounts(fundraising, f"closed-{fundraising.ends_on}", _("La raccolta è chiusa: %s"), words)


def ask_what_was_used(fundraising, today):
    words = _("È finita %s, e chi ha dato non sa ancora tutto di come è stato usato: scrivilo, e chiudi i conti.")
    ask_for_accounts(fundraising, f"accounts-{today:%Y-%m}", _("Una raccolta da rendicontare: %s"), words)
