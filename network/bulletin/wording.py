"""What of an item a coordinator said in other words, for who wrote it."""

from django.utils.translation import gettext as _

from services.history.telling import Line


def mended(item) -> list:
    """[a line for each part that is another]; none where the words are all of who wrote it."""
    said = [
        Line(_("Titolo"), item.written_title, item.title),
        Line(_("Testo"), item.written_text, item.text, text=True),
    ]
    return [line for line in said if item.is_mended and line.before != line.after]
