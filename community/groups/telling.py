"""What people of a group are told; each thing once, as they wish to hear of groups. No name is in a subject."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.access import Role as CityRole
from accounts.models import User
from community.initiatives.letters import coordinators_of
from community.models import Block, GroupMembership, Reply, Topic
from community.notices.running import who_runs
from community.notices.taking_back import take_back
from community.notices.telling import tell

Role = GroupMembership.Role


def said(people, group, what, subject, words, *, url="", must=False, why=""):
    told = {"key": f"group-{group.pk}-{what}", "url": url or group.get_absolute_url(), "must": must}
    tell(people, Topic.GROUPS, subject=subject, words=f"{words % {'group': group}} {why}".strip(), **told)


def inside(group, but=None, **which):
    people = User.objects.filter(pk__in=group.memberships.inside().filter(**which).values("user"))
    return people.exclude(pk=but.pk) if but else people


def moment(at):
    """Of a key: what happens again is told again."""
    return int(at.timestamp())


def page(name, group):
    return reverse(f"community:{name}", args=group.address)


def to_who_publishes(group):
    words = _("Qualcuno vuole cominciare «%(group)s»: leggi che cosa si promettono e, se va bene, pubblicalo.")
    url = page("group_publish", group)
    said(coordinators_of(group.network), group, "proposed", _("Un gruppo di strada da leggere"), words, url=url)


def that_it_is_open(group):
    words = _("«%(group)s» è attivo. Appendi il foglio nell’androne, e fai entrare i vicini.")
    said(inside(group), group, "open", _("Il tuo gruppo è attivo"), words, must=True)


def that_it_is_closed(group):
    words = _("«%(group)s» è chiuso: nella sua pagina leggi perché. Quello che avete scritto resta leggibile.")
    said(inside(group), group, "closed", _("Un gruppo di cui fai parte è chiuso"), words, must=True)
    asking = User.objects.filter(pk__in=group.memberships.asking().values("user"))
    words = _("Avevi chiesto di entrare in «%(group)s», che adesso è chiuso: nella sua pagina leggi perché.")
    said(asking, group, "closed", _("Il gruppo in cui volevi entrare è chiuso"), words, must=True)


def that_the_agreement_changes(group, by):
    words = _("In «%(group)s» è cambiato quello che vi promettete: leggilo e di’ di sì, per continuare a scrivere.")
    what = f"agreement-{group.agreement_version}"
    said(inside(group, but=by), group, what, _("È cambiato l’accordo di un tuo gruppo"), words)


def that_somebody_asks(person):
    words = _("Qualcuno chiede di entrare in «%(group)s»: guarda chi è e rispondi.")
    what, url = f"asks-{person.pk}-{moment(person.asked_at)}", page("group_people", person.group)
    keepers = inside(person.group, role=Role.CARETAKER)
    said(keepers, person.group, what, _("Qualcuno vuole entrare nel tuo gruppo"), words, url=url)


def to_one(person, what, subject, words, **more):
    """A decision about them."""
    at = moment(person.joined_at if person.is_inside else person.ended_at)
    said([person.user], person.group, f"{what}-{person.pk}-{at}", subject, words, must=True, **more)


def that_they_are_in(person):
    to_one(person, "in", _("Sei nel gruppo"), _("Adesso fai parte di «%(group)s»: guarda che cosa c’è in bacheca."))


def that_they_are_out(person):
    words = _("Non fai parte di «%(group)s». Se non sei d’accordo puoi dirlo, una volta. Il motivo:")
    to_one(person, "out", _("Una risposta da un gruppo di strada"), words, url=appeal_of(person), why=person.reason)


def appeal_of(person):
    return reverse("community:removal_appeal", args=[person.group.network.slug, person.pk])


def of_an_appeal_of_who_is_out(person):
    words = _("In «%(group)s» qualcuno non è d’accordo di esserne fuori: leggi e rispondi.")
    url = reverse("community:removal_appeal_decide", args=[person.group.network.slug, person.pk])
    what = f"out-{person.pk}-{moment(person.ended_at)}-appeal"
    said(who_answers(person), person.group, what, _("Un ricorso da leggere"), words, url=url)


def of_the_decision_on_who_is_out(person, answer):
    """To them, and to who keeps the group alive."""
    url = person.group.get_absolute_url() if person.is_inside else appeal_of(person)
    words = _("Chi coordina la città ha letto quello che dici di «%(group)s». La risposta:")
    to_one(person, "decided", _("C’è la risposta al tuo ricorso"), words, url=url, why=answer)
    words = _("In «%(group)s» chi coordina la città ha letto il ricorso di chi ne era fuori: resta fuori.")
    if person.is_inside:
        words = _("In «%(group)s» chi coordina la città ha dato ragione a chi ne era fuori: adesso ne fa parte.")
    keepers = inside(person.group, but=person.user, role=Role.CARETAKER)
    what = f"out-{person.pk}-{moment(timezone.now())}-decided"
    said(keepers, person.group, what, _("Un ricorso nel tuo gruppo"), words, url=page("group_people", person.group))


def who_answers(appealed):
    """Who coordinates the city, or who directs it where nobody else does: not who decided first, nor of whom it is."""
    of = appealed.post.group if isinstance(appealed, Reply) else appealed.group
    for role in (CityRole.COORDINATOR, CityRole.DIRECTION):
        if found := [each for each in who_runs(of.network, role) if appealed.may_be_answered_by(each)]:
            return found
    return []


def that_they_keep_it_alive(person):
    words = _("Adesso anche tu tieni vivo «%(group)s»: fai entrare i vicini e curi la bacheca.")
    to_one(person, "keeper", _("Adesso tieni vivo un gruppo"), words)


def that_they_are_asked_to_keep_it_alive(person):
    words = _(
        "In «%(group)s» adesso non c’è chi fa entrare i vicini e cura la bacheca. Chi coordina la città l’ha affidato "
        "a te, che ci sei da più tempo. Se non puoi, affidalo a qualcun altro, o chiudilo."
    )
    url = page("group_people", person.group)
    to_one(person, f"asked-to-keep-{moment(timezone.now())}", _("Ti abbiamo affidato un gruppo"), words, url=url)


def nothing_more(person):
    """Who goes out is told nothing more of what was said in the group while they were in."""
    events = [each.get_absolute_url() for each in person.group.events.select_related("network")]
    take_back([person.user_id], pages=[person.group.get_absolute_url(), *events])


def nobody_is_left():
    return _("Non c’è più nessuno che lo tenga vivo.")


def about(people, post, what, subject, words, must=False, why=""):
    words = f"{words % {'title': Truncator(post.title).chars(100), 'group': post.group}} {why}".strip()
    told = {"key": f"post-{post.pk}-{what}", "url": post.get_absolute_url(), "must": must}
    tell(people, Topic.GROUPS, subject=subject, words=words, **told)


def of_a_new_post(post):
    people = inside(post.group, but=post.author).exclude(pk__in=Block.objects.people_apart_from(post.author))
    about(people, post, "new", _("C’è qualcosa di nuovo nel tuo gruppo"), _("In «%(group)s»: «%(title)s»."))


def of_an_answer(reply):
    to = reply.to if reply.is_private else reply.post.author
    if to is None or to.pk == reply.author_id or Block.objects.apart(to, reply.author):
        return
    words = _("In «%(group)s» c’è una risposta a «%(title)s».")
    about([to], reply.post, f"answer-{reply.pk}", _("Qualcuno ti ha risposto"), words)


def that_it_is_taken(post, by):
    other = post.matched_with if by.pk == post.author_id else post.author
    words = _("«%(title)s», in «%(group)s»: adesso siete in due. Scrivetevi in privato per mettervi d’accordo.")
    about([other], post, f"taken-{moment(post.matched_at)}", _("Vi siete trovati"), words)


def that_it_is_free_again(post, other):
    words = _("«%(title)s», in «%(group)s»: non se n’è fatto niente, è di nuovo in bacheca.")
    about([other], post, f"free-{moment(timezone.now())}", _("È di nuovo in bacheca"), words)


def that_it_is_done(post):
    about([post.matched_with], post, "done", _("Fatto, grazie"), _("«%(title)s», in «%(group)s»: è fatto. Grazie."))


def that_it_leaves(post):
    words = _("«%(title)s», in «%(group)s», sta in bacheca ancora pochi giorni. Serve ancora? Tienilo più a lungo.")
    about([post.author], post, f"leaves-{post.expires_on}", _("Un tuo messaggio sta per scadere"), words)


def that_it_expired(post):
    words = _("«%(title)s» non è più in bacheca in «%(group)s». Se serve ancora, rimettilo.")
    about([post.author], post, f"expired-{post.expires_on}", _("Un tuo messaggio è scaduto"), words)


def nothing_more_of(post):
    """To who has not read it yet."""
    take_back(inside(post.group), pages=[post.get_absolute_url()])


def that_it_is_hidden(post):
    words = _(
        "«%(title)s», in «%(group)s», adesso non si vede: leggi perché. Se non sei d’accordo puoi dirlo, una volta."
    )
    subject = _("Un tuo messaggio non si vede più")
    about([post.author], post, f"hidden-{moment(post.hidden_at)}", subject, words, must=True)


def seen_again():
    return _("Chi tiene vivo il gruppo l’ha fatto vedere di nuovo.")


def of_an_appeal(post, reply=None):
    words = _("In «%(group)s» qualcuno non è d’accordo che un suo messaggio non si veda: leggi e rispondi.")
    page, key, thing = "appeal_decide", f"post-{post.pk}-appeal", post
    if reply:
        page, key, thing = "reply_appeal_decide", f"answer-{reply.pk}-appeal", reply
    url = reverse(f"community:{page}", args=[post.group.network.slug, thing.pk])
    told = {"key": key, "words": words % {"group": post.group}, "url": url}
    tell(who_answers(thing), Topic.GROUPS, subject=_("Un ricorso da leggere"), **told)


def of_the_decision(post):
    words = _("Chi coordina ha letto quello che dici di «%(title)s», in «%(group)s»: leggi la risposta.")
    about([post.author], post, "decided", _("C’è la risposta al tuo ricorso"), words, must=True)


def of_the_decision_on_an_answer(reply):
    words = _("Chi coordina ha letto quello che dici della tua risposta a «%(title)s», in «%(group)s»: leggi che dice.")
    what = f"answer-{reply.pk}-decided"
    about([reply.author], reply.post, what, _("C’è la risposta al tuo ricorso"), words, must=True)


def that_the_answer_is_hidden(reply, reason):
    words = _(
        "Una tua risposta a «%(title)s», in «%(group)s», adesso non si vede. "
        "Se non sei d’accordo puoi dirlo, una volta. Il motivo:"
    )
    subject, what = _("Una tua risposta non si vede più"), f"answer-{reply.pk}-hidden-{moment(timezone.now())}"
    about([reply.author], reply.post, what, subject, words, must=True, why=reason)
