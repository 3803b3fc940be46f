"""The one form of a contact: on its page, on Today, and behind the API."""

import datetime
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.models import Enquiry
from services.words.vocabulary import current_vocabulary
from territory.models import Quarter

from .actions import fingerprint
from .identifying import refuse_identifying
from .topics import TopicsField, is_sensitive

DAYS_BACK = 14
DONE = [choice for choice in Enquiry.Answer.choices if choice[0] != Enquiry.Answer.REFERRAL]
NOT_SAID = [("", gettext_lazy("non indicato"))]
YES_NO = [("yes", gettext_lazy("sì")), ("no", gettext_lazy("no")), *NOT_SAID]
SAID = {"yes": True, "no": False}


class End(models.TextChoices):
    """What the button pressed asks for."""

    CLOSE = "close", gettext_lazy("Salva")
    REFERRAL = "referral", gettext_lazy("Salva e aggiungi un passaggio")
    LATER = "later", gettext_lazy("Salva e finisci dopo")
    CHAT = "chat", gettext_lazy("Due chiacchiere")


class Pills(forms.RadioSelect):
    """Nothing is chosen, not even "non indicato", until somebody does."""

    def format_value(self, value):
        return super().format_value(value) if value else []


def pills(choices, label):
    return forms.ChoiceField(choices=[*choices, *NOT_SAID], label=label, required=False, widget=Pills)


def yes_or_no(label):
    return forms.TypedChoiceField(
        choices=YES_NO, label=label, required=False, widget=Pills, coerce=SAID.get, empty_value=None
    )


class EnquiryForm(forms.ModelForm):
    """`end` is the button. After `is_valid()`: `topics` are Terms, `untold` what a sensitive topic left out."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    topics = TopicsField(label=gettext_lazy("Di cosa ha bisogno?"), required=False)
    channel = pills(Enquiry.Channel.choices, gettext_lazy("Com’è arrivata la persona?"))
    answers = forms.MultipleChoiceField(
        choices=DONE, label=gettext_lazy("Che cosa avete fatto?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    result = pills(Enquiry.Result.choices, gettext_lazy("Com’è finita?"))
    unmet_reason = pills(Enquiry.UnmetReason.choices, gettext_lazy("Perché è rimasta senza risposta?"))
    people = forms.IntegerField(label=gettext_lazy("Quante persone"), required=False, min_value=1, max_value=50)
    age_band = pills(Enquiry.AgeBand.choices, gettext_lazy("Età"))
    gender = pills(Enquiry.Gender.choices, gettext_lazy("Donna o uomo"))
    quarter = forms.ModelChoiceField(
        Quarter.objects.none(),
        label=gettext_lazy("In che quartiere vive"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("non indicato"),
    )
    is_first_visit = yes_or_no(gettext_lazy("È la prima volta che viene?"))
    needs_language_help = yes_or_no(gettext_lazy("Serve aiuto con la lingua?"))
    minutes = pills(Enquiry.Minutes.choices, gettext_lazy("Quanto tempo"))
    day = forms.DateField(
        label=gettext_lazy("Che giorno"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Nota"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Al massimo 300 lettere; dopo 90 giorni si cancella. Niente nomi, telefoni, indirizzi: "
            "solo ciò che serve a chi è qui la prossima volta."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[refuse_identifying],
    )

    class Meta:
        model = Enquiry
        fields = [
            "channel", "answers", "result", "unmet_reason", "people", "age_band", "gender", "quarter",
            "is_first_visit", "needs_language_help", "minutes", "day", "note",
        ]  # fmt: skip

    IN_SIGHT = ["id", "seen", "channel", "topics", "age_band", "answers", "result", "unmet_reason"]
    untold = ""
    days_back = DAYS_BACK

    def __init__(self, data=None, *, desk, end=End.CLOSE, initial=None, instance=None):
        instance = instance or Enquiry(community_point=desk)
        fresh = {"id": uuid.uuid4(), "people": 1, "day": timezone.localdate()} if instance._state.adding else {}
        super().__init__(data, instance=instance, initial=fresh | told(instance) | (initial or {}), label_suffix="")
        self.desk, self.end = desk, end
        self.fields["quarter"].queryset = quarters_around(desk)

    @property
    def more(self):
        """The fields that stand folded, for who has the time."""
        return [self[name] for name in self.fields if name not in self.IN_SIGHT]

    @property
    def unfolded(self):
        """Whether something of them was said or is to be mended."""
        plain = {"people": 1, "day": timezone.localdate()}
        said = [field for field in self.more if field.value() not in ("", None, plain.get(field.name))]
        return bool(said) or any(field.name in self.errors for field in self.more if self.is_bound)

    @property
    def is_closed(self):
        return not self.instance._state.adding and self.instance.state == Enquiry.State.CLOSED

    def clean_id(self):
        """Of this desk or of nobody: a page that was left open at one desk does not write at another."""
        key = self.cleaned_data["id"] or uuid.uuid4()
        if Enquiry.objects.filter(pk=key).exclude(community_point=self.desk).exists():
            raise ValidationError(_("Questa pagina era di un altro contatto: ricaricala e scrivi di nuovo."))
        return key

    def clean_people(self):
        return self.cleaned_data["people"] or 1

    def clean_day(self):
        today, before = timezone.localdate(), self.instance.day if not self.instance._state.adding else None
        day = self.cleaned_data["day"] or before or today
        if day != before and not today - datetime.timedelta(days=self.days_back) <= day <= today:
            raise ValidationError(_("Scegli un giorno da %d giorni fa a oggi.") % self.days_back)
        return day

    def clean(self):
        said = super().clean()
        self.instance.pk = said.get("id") if self.instance._state.adding else self.instance.pk
        self.keep_referral(said)
        if said.get("result") != Enquiry.Result.UNMET:
            said["unmet_reason"] = ""
        elif not said.get("unmet_reason") and "unmet_reason" not in self.errors:
            self.add_error("unmet_reason", _("Scegli perché: serve a chi cerca di aprire quello che manca."))
        if self.closes(said):
            self.refuse_unanswered(said)
        self.leave_out(said)
        return said

    def keep_referral(self, said):
        """A chat is listened to; a referral stays among the answers, or comes among them when there is to be one."""
        answers = said.get("answers", [])
        if self.end == End.CHAT:
            answers = [*answers, Enquiry.Answer.LISTENING]
            said["result"], said["unmet_reason"] = Enquiry.Result.SOLVED, ""
        had = Enquiry.Answer.REFERRAL in (self.instance.answers or []) and self.was_referred
        if had or self.end == End.REFERRAL or said.get("result") == Enquiry.Result.REFERRED:
            answers = [*answers, Enquiry.Answer.REFERRAL]
        said["answers"] = list(dict.fromkeys(answers))

    @cached_property
    def was_referred(self):
        return not self.instance._state.adding and self.instance.referrals.exists()

    def closes(self, said):
        """Not while it waits to be finished, or for the referral that was promised."""
        promised = self.end == End.REFERRAL or said.get("result") == Enquiry.Result.REFERRED
        return self.end in (End.CLOSE, End.CHAT) and (not promised or self.was_referred)

    def refuse_unanswered(self, said):
        if not said.get("result") and "result" not in self.errors:
            self.add_error("result", _("Scegli com’è finita; se non lo sai ancora, «Salva e finisci dopo»."))
        if not said["answers"] and said.get("result") != Enquiry.Result.UNMET and "answers" not in self.errors:
            self.add_error("answers", _("Scegli che cosa avete fatto: anche solo due chiacchiere."))

    def leave_out(self, said):
        """Of a sensitive topic no note is kept, and of age and quarter the age alone: the desk says already where."""
        vocabulary = current_vocabulary()
        if not any(is_sensitive(term, vocabulary) for term in said.get("topics", [])):
            return
        left_out = [_("la nota")] if said.get("note") else []
        left_out += self.let_go_of_client()
        said["note"] = ""
        if said.get("age_band") and said.get("quarter"):
            said["quarter"] = None
            left_out.append(_("il quartiere"))
        self.untold = _(" e ").join(left_out)

    def let_go_of_client(self):
        """The contact stays, of nobody; unless it has sent on the person, who would be known by that."""
        if not self.instance.client_id:
            return []
        if self.was_referred:
            self.add_error("topics", _("È di una persona che avete accompagnato: per questo tema un contatto nuovo."))
            return []
        self.instance.client = None
        return [_("di chi è")]


def told(enquiry):
    """What the form cannot read from the row by itself."""
    if enquiry._state.adding:
        return {}
    flags = {True: "yes", False: "no", None: ""}
    return {
        "id": enquiry.pk,
        "seen": fingerprint(enquiry),
        "topics": [topic.term.slug for topic in enquiry.enquiry_topics.select_related("term").order_by("position")],
        "quarter": enquiry.quarter.slug if enquiry.quarter else "",
        "is_first_visit": flags[enquiry.is_first_visit],
        "needs_language_help": flags[enquiry.needs_language_help],
    }


def quarters_around(desk):
    """Those of the city, the desk's own first."""
    own = models.Case(models.When(community_points=desk, then=0), default=1)
    city = Quarter.objects.filter(municipality=desk.location.municipality_id)
    return city.annotate(own=models.Min(own)).order_by("own", "name")
