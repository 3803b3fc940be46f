"""Passwords that are long and still easy to guess: known ones made longer, and the words of this place."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS_OF_THIS_PLACE = {"punto", "puntocomunita", "comunita", "brescia", "sportello", "quartiere", "portale"}
WORDS_OF_THIS_PLACE |= {"volontario", "volontaria", "coordinatrice", "coordinatore", "direzione", "password"}
PLAIN = str.maketrans("àèéìòù@$0134578", "aeeiouasoleastb")
EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class GuessableValidator:
    """Refuses what is left of a password when doublings and the figures and signs around it are taken away.

    Known ones are Django's 20,000, which come from real breaches.
    """

    def __init__(self):
        self.known = CommonPasswordValidator().passwords

    def validate(self, password, user=None):
        if any(self.is_known(core) for core in cores(password.lower().strip())):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def is_known(self, core):
        words = re.findall(r"[a-z]+", core.translate(PLAIN))
        return core in self.known or bool(words) and all(word in WORDS_OF_THIS_PLACE for word in words)

    def get_help_text(self):
        return _("Si indovina in fretta: mettici parole tue, che non c’entrano tra loro. Tre o quattro bastano.")


def cores(password):
    """The password, and without its edges, each also as what it repeats; never the empty one."""
    whole = {password, EDGES.sub("", password)}
    return {text[: unit_of(text)] for text in whole if text} | {text for text in whole if text}


def unit_of(text):
    """How long the piece is that the text repeats: 4 for "ciaociaociao"."""
    return (text + text).find(text, 1)
