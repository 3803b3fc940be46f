"""Needs by the words people use for them: what to propose while somebody types, and what was chosen."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from helpdesk.models.enquiry import MOST_TOPICS
from services import words
from services.models import Taxonomy
from services.words.query import understand
from services.words.vocabulary import current_vocabulary

NEED = Taxonomy.Own.NEED.value
PROPOSED = 6
ENDINGS = 8  # of a word that is half typed
TOO_MANY = ngettext_lazy("Al massimo %d tema: togline uno.", "Al massimo %d temi: togline uno.", MOST_TOPICS)


class TopicsField(forms.MultipleChoiceField):
    """Slugs of needs in the order chosen → their Terms, at most three."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        slugs = list(dict.fromkeys(self.to_python(value)))
        vocabulary = current_vocabulary()
        unknown = [slug for slug in slugs if (NEED, slug) not in vocabulary.by_slug]
        if unknown:
            raise ValidationError(_("Il tema «%s» non c’è più: sceglilo di nuovo.") % unknown[0])
        if len(slugs) > MOST_TOPICS:
            raise ValidationError(TOO_MANY % MOST_TOPICS)
        return [vocabulary.by_slug[NEED, slug] for slug in slugs]


def is_sensitive(term, vocabulary) -> bool:
    """As the database says it: a term that is discreet, or stands under one."""
    above = vocabulary.by_id.get(term.parent_id)
    return term.discreet or bool(above and above.discreet)


def choices(slugs, text="") -> list:
    """(term, whether it is chosen, whether it is sensitive): the chosen ones, then those that the words mean."""
    if not (slugs or text.strip()):
        return []
    vocabulary = current_vocabulary()
    chosen = [vocabulary.by_slug[NEED, slug] for slug in slugs if (NEED, slug) in vocabulary.by_slug]
    more = [term for term in proposed(text, vocabulary) if term not in chosen]
    every = [(term, True) for term in chosen] + [(term, False) for term in more[:PROPOSED]]
    return [(term, is_chosen, is_sensitive(term, vocabulary)) for term, is_chosen in every]


def proposed(text, vocabulary) -> list:
    """The needs meant by words, the most exact first; where nothing is meant, all the large themes."""
    if not text.strip():
        return []
    found = meant(text, vocabulary) or meant(completed(text, vocabulary.lexicon), vocabulary)
    return found or [term for term in vocabulary.of(NEED) if not term.parent_id]


def meant(text, vocabulary):
    said = words.split(text)
    groups = understand(text, vocabulary.lexicon).groups if said else ()
    ids = [need for group in groups for need in group.need_ids]
    named = [term.id for term in vocabulary.of(NEED) if begins(term, words.plain(said[-1]))] if said else []
    found = [vocabulary.by_id[need] for need in dict.fromkeys([*ids, *named])]
    return sorted(found, key=lambda term: (term.id not in named, not term.parent_id))


def begins(term, word):
    """Whether a word of the name begins so; from three letters on, that few do by chance."""
    return len(word) > 2 and any(words.plain(each).startswith(word) for each in words.split(term.local_name))


def completed(text, lexicon):
    """The text with its last word as the shortest ones that people say and that begin so."""
    *said, last = words.split(text) or [""]
    begun = words.plain(last)
    endings = [word for word in lexicon.words if word.startswith(begun)] if len(begun) > 2 else []
    return " ".join([*said, *sorted(endings, key=lambda word: (len(word), word))[:ENDINGS]])
