"""What is said of initiatives to whom they concern; each is said once."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import User
from community.models import Commitment, InitiativeTask, Need, Topic
from community.notices.taking_back import take_back_from_all
from community.notices.telling import tell
from organizations.models import Mandate


def said(people, initiative, what, subject, words, must=False, url=""):
    key = f"initiative-{initiative.pk}-{what}"
    told = {"key": key, "subject": subject, "words": words, "url": url or initiative.get_absolute_url(), "must": must}
    tell(people, Topic.INITIATIVES, **told)


def coordinators_of(network):
    mandates = Mandate.objects.current().filter(role=Role.COORDINATOR, community_point__location__municipality=network)
    return User.objects.filter(pk__in=mandates.values("user"), is_active=True)


def people_of(organization):
    return [each.user for each in organization.members.select_related("user")]


def tell_who_publishes(initiative):
    words = _("Qualcuno vuole cominciare «%(title)s»: leggila, e se va bene pubblicala.") % {"title": initiative}
    said(coordinators_of(initiative.network), initiative, "waiting", _("Un’iniziativa da leggere"), words)


def tell_it_is_public(initiative):
    words = _("«%(title)s» adesso la leggono tutti. Chi vuole può partecipare.") % {"title": initiative}
    said([initiative.lead_person], initiative, "public", _("La tua iniziativa è pubblica"), words, must=True)


def tell_who_asked_for_it(initiative):
    """Who said what its theme holds reads what comes of that; who leads it knows."""
    if initiative.need_theme is None:
        return
    asked = User.objects.filter(needs__theme=initiative.need_theme, needs__source=Need.Source.RESIDENT)
    words = _("Da quello che hai detto nasce qualcosa: «%(title)s». Guarda che cos’è; se vuoi, partecipa.")
    tell(
        asked.exclude(pk=initiative.lead_person_id).distinct().order_by("pk"),
        Topic.NEEDS,
        key=f"initiative-{initiative.pk}-asked",
        subject=_("Che cosa ne nasce: «%s»") % initiative.need_theme,
        words=words % {"title": initiative},
        url=initiative.get_absolute_url(),
    )


def tell_it_moved(initiative):
    """To who takes part and who leads: it begins, is done, or stops; before anybody reads it, that is the answer."""
    words = {
        "active": _("«%(title)s» comincia: guarda che cosa c’è da fare."),
        "completed": _("«%(title)s» è riuscita: leggi che cosa resta."),
        "stopped": _("«%(title)s» si ferma: leggi perché."),
    }[initiative.state] % {"title": initiative}
    people = {*User.objects.filter(participations__initiative=initiative), initiative.lead_person}
    unread = initiative.published_at is None
    said(people, initiative, initiative.state, _("Un’iniziativa a cui partecipi"), words, must=unread)


def tell_it_is_hidden(initiative):
    """To who takes part, took a task or promised something; why is for who leads it."""
    take_back_from_all(pages=[initiative.get_absolute_url()])
    words = _(
        "«%(title)s», a cui partecipi, adesso non si vede. Se torna te lo scriviamo: fino ad allora non devi fare "
        "niente."
    )
    own = reverse("community:initiative_own", args=[initiative.network.slug])
    tell_who_is_in_it(initiative, "hidden", _("Un’iniziativa a cui partecipi non si vede"), words, own)


def tell_it_is_back(initiative):
    words = _("«%(title)s», a cui partecipi, si vede di nuovo: guarda che cosa c’è da fare.")
    tell_who_is_in_it(initiative, "back", _("Un’iniziativa a cui partecipi si vede di nuovo"), words)


def tell_who_is_in_it(initiative, what, subject, words, url=""):
    if initiative.is_over:
        return
    people = User.objects.filter(
        Q(participations__initiative=initiative)
        | Q(initiative_tasks__initiative=initiative, initiative_tasks__state=InitiativeTask.State.TAKEN)
        | Q(commitments__initiative=initiative, commitments__state=Commitment.State.OPEN)
    )
    people = people.exclude(pk=initiative.lead_person_id).distinct()
    at = int(timezone.now().timestamp())
    said(people, initiative, f"{what}-{at}", subject, words % {"title": initiative}, must=True, url=url)


def ask_organization(partner):
    told = {"title": partner.initiative, "organization": partner.organization}
    words = _("«%(title)s» vorrebbe %(organization)s tra chi la fa. Di’ di sì o di no: senza il sì non si vede.") % told
    url = f"{partner.initiative.get_absolute_url()}partner/{partner.pk}/"
    people = people_of(partner.organization)
    said(people, partner.initiative, f"partner-{partner.pk}", _("Partecipate a un’iniziativa?"), words, True, url)


def tell_story_waits(story):
    words = _("C’è una storia da leggere di «%(title)s».") % {"title": story.initiative}
    people = who_leads(story.initiative) or coordinators_of(story.initiative.network)
    url = f"{story.initiative.get_absolute_url()}cura/"
    said(people, story.initiative, f"story-{story.pk}", _("Una storia da leggere"), words, url=url)


def who_leads(initiative) -> list:
    """The person, and the people of the organisation."""
    organization = initiative.lead_organization
    people = {initiative.lead_person, *(people_of(organization) if organization else [])} - {None}
    return sorted(people, key=lambda each: each.pk)


def tell_story_is_public(story):
    words = _("«%(title)s» adesso la leggono tutti. Grazie di averla raccontata.") % {"title": story}
    subject, url = _("La tua storia è pubblica"), story.get_absolute_url()
    said([story.told_by], story.initiative, f"story-{story.pk}-public", subject, words, True, url)
