"""What is held of a person for signing in and looking; see `accounts.personal_data`."""

import json

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .sessions import living_sessions

WAYS = {
    Authenticator.Type.TOTP: gettext_lazy("app con i codici"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("passkey"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("codici di riserva"),
}


def held(user):
    return {
        _("Chi sei"): [who(user)],
        _("Indirizzi e-mail"): [address(each) for each in user.emailaddress_set.all()],
        _("Secondo passo per entrare"): [way(each) for each in user.authenticator_set.all()],
        _("Ingressi con SPID o CIE"): [broker(each) for each in user.socialaccount_set.all()],
        _("Sessioni aperte"): [session(each) for each in living_sessions(user)],
        _("Chiavi per i programmi"): [token(each) for each in user.api_tokens.all()],
        _("Formazione fatta"): [learned(each) for each in user.qualifications.all()],
        _("Che cosa hai consultato"): [look(each) for each in user.looks.as_opened()],
        _("Chi ha consultato i tuoi dati"): [look(each) for each in user.looked_at.all()],
    }


def forget(user):
    """What others did to this person in the administration stays, without their name."""
    for words in filter(None, [user.name, user.email]):
        LogEntry.objects.filter(Q(object_repr=words) | Q(object_repr__startswith=f"{words}, ")).update(
            object_repr=_("una persona che non c’è più")
        )
        LogEntry.objects.filter(change_message__contains=json.dumps(words)[:-1]).update(change_message="")


def who(user):
    return {
        _("nome"): user.name,
        _("e-mail"): user.email,
        _("numero"): user.pk,
        _("iscrizione"): user.date_joined,
        _("ultimo ingresso"): user.last_login,
        _("tiene in piedi il portale"): yes(user.is_technician),
    }


def yes(value):
    return _("sì") if value else _("no")


def address(row):
    return {_("indirizzo"): row.email, _("confermato"): yes(row.verified), _("principale"): yes(row.primary)}


def way(row):
    return {_("come"): str(WAYS[row.type]), _("dal"): row.created_at, _("usato l’ultima volta"): row.last_used_at}


def broker(row):
    return {_("chi ti riconosce"): row.provider, _("dal"): row.date_joined, _("che cosa ci ha detto"): row.extra_data}


def session(row):
    return {_("apparecchio"): row.user_agent, _("indirizzo di rete"): row.ip, _("dal"): row.created_at}


def learned(row):
    return {_("che cosa"): row.get_kind_display(), _("dal"): row.valid.lower, _("fino al"): row.valid.upper}


def token(row):
    return {
        _("nome"): row.name,
        _("comincia con"): row.beginning,
        _("può"): row.scopes,
        _("creata"): row.created_at,
        _("scade"): row.expires_at,
        _("usata l’ultima volta"): row.last_used_on,
    }


def look(row):
    return {
        _("quando"): row.at,
        _("che cosa"): row.get_what_display(),
        _("di che cosa"): row.thing,
        _("da dove"): row.get_by_display(),
    }
