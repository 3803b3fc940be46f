"""The form of one call: a line a question, and what the entry said when the page was opened."""

from typing import Any, NamedTuple

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import HowVerified
from services.editing import kind_of, read

from .questions import ESSENTIAL, Question

SALT = "services.campaigns.seen"
YES, NO, UNKNOWN = "yes", "no", "unknown"
CONFIRMING = [(YES, gettext_lazy("✓ giusto")), (NO, gettext_lazy("✗ no")), (UNKNOWN, gettext_lazy("? non so"))]
CLAIMING = [(YES, gettext_lazy("sì")), (NO, gettext_lazy("no")), (UNKNOWN, gettext_lazy("? non so"))]
ASKING = [(NO, gettext_lazy("sì, lo scrivo")), (UNKNOWN, gettext_lazy("? non so"))]


class Answer(NamedTuple):
    """`wanted` is what the entry should say: values by field, or a text that is none yet (then `is_words`)."""

    question: Question
    was_right: bool
    wanted: Any = None

    @property
    def is_words(self):
        return self.question.field == "address" and isinstance(self.wanted, str)

    @property
    def values(self):
        return self.wanted if self.question.field == "address" else {self.question.field: self.wanted}


class ChecklistForm(forms.Form):
    """`answers` after `is_valid()`; `seen` and `attempts` are as of when the page was opened."""

    signed = forms.CharField(widget=forms.HiddenInput, required=False)
    how = forms.ChoiceField(
        label=gettext_lazy("Come controlli"),
        choices=[(HowVerified.PHONE, gettext_lazy("al telefono")), (HowVerified.VISIT, gettext_lazy("di persona"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data=None, *, visit, questions):
        self.visit, self.questions = visit, questions
        opened = {"attempts": visit.attempts, "seen": {}}
        for thing in {each.thing.pk: each.thing for each in questions}.values():
            opened["seen"][kind_of(thing).column] = read(thing)
        self.opened = opened if data is None else sent(data, opened)
        has_phone = any(each.field == "phones" and each.told for each in questions)
        how = HowVerified.PHONE if has_phone else HowVerified.VISIT
        initial = {"signed": signing.dumps(self.opened, salt=SALT, compress=True), "how": how}
        super().__init__(data, initial=initial, label_suffix="")
        for question in questions:
            self.add(question)
        self.fields["note"] = forms.CharField(label=_("Una nota per chi coordina"), max_length=300, required=False)

    def add(self, question):
        choices = CLAIMING if question.claim is not None else ASKING if question.is_open else CONFIRMING
        field = forms.ChoiceField(label=question.text, choices=choices, widget=forms.RadioSelect, required=False)
        self.fields[question.key] = field
        if question.right is not None:
            self.fields[f"{question.key}-right"] = question.right

    @property
    def attempts(self):
        return self.opened["attempts"]

    def seen(self, thing):
        return self.opened["seen"].get(kind_of(thing).column) or read(thing)

    def lines(self):
        """(the question, the field of the right value or None), in the order of the call."""
        return [(self[each.key], self[f"{each.key}-right"] if each.right else None) for each in self.questions]

    def _clean_fields(self):
        """What stands in the place for the right value counts only where the answer was no."""
        for question in self.questions:
            if question.right is not None and self.data.get(question.key) != NO:
                self.fields[f"{question.key}-right"].clean = lambda value: None
        super()._clean_fields()

    def clean(self):
        said = super().clean()
        self.answers = [answer for each in self.questions if (answer := self.answer(each, said))]
        if not self.errors and not self.answers:
            raise forms.ValidationError(
                _("Rispondi almeno a una domanda; se nessuno ti risponde, dillo in fondo alla pagina.")
            )
        return said

    def answer(self, question, said):
        """None where nobody knows, or what is right is still to be written."""
        chosen, key = said.get(question.key), f"{question.key}-right"
        if chosen not in (YES, NO) or key in self.errors:
            return None
        if question.claim is not None:
            wanted = question.claim if chosen == YES else not question.claim
            return Answer(question, wanted == question.now, wanted)
        if chosen == YES:
            return Answer(question, True)
        if not said.get(key):
            self.add_error(key, _("Scrivi com’è davvero, oppure scegli «non so»."))
            return None
        return Answer(question, said[key] == question.now, said[key])

    def is_whole(self):
        """Whether all that matters most was answered, as far as we had it."""
        asked = {each.key for each in self.questions if each.field in ESSENTIAL and not each.is_open}
        return asked <= {each.question.key for each in self.answers}

    def with_seen(self, fields):
        """Counts what the entry says now of these as seen: whoever reads of a conflict has seen it."""
        for values in self.opened["seen"].values():
            values.update({name: now for name, (_seen, now, _wanted) in fields.items() if name in values})
        self.data = self.data.copy()
        self.data["signed"] = signing.dumps(self.opened, salt=SALT, compress=True)


def sent(data, opened):
    """What the page was opened with; one that was tampered with counts as opened now."""
    try:
        return signing.loads(data.get("signed", ""), salt=SALT)
    except signing.BadSignature:
        return opened
