"""The yearly report of a desk as a PDF to hang up: the page's own sentences and tables, in the portal's letters."""

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF

from puntocomunita.finders import FONTS

LETTERS = "Titillium"
FILES = {"": "regular", "B": "700"}
DEEP = (11, 53, 88)
WIDTHS = (110, 30, 20)  # millimetres of the columns
ROW = 7


class Paper(FPDF):
    """A4 with page numbers; every heading is a bookmark."""

    def __init__(self, title, language):
        super().__init__()
        self.set_title(title)
        self.set_lang(language)
        self.set_margin(25)
        for style, name in FILES.items():
            self.add_font(LETTERS, style, FONTS / f"titillium-web-v10-latin-ext_latin-{name}.ttf")
        self.add_page()

    def footer(self):
        self.set_y(-18)
        self.set_font(LETTERS, size=9)
        self.cell(0, 8, str(self.page_no()), align="C")

    def heading(self, text, size, level):
        self.set_font(LETTERS, "B", size)
        self.set_text_color(DEEP)
        self.start_section(text, level)
        self.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(0)
        self.ln(1)

    def words(self, text, size=11):
        self.set_font(LETTERS, size=size)
        self.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(2)

    def figure(self, title, sentence, head, *rows):
        """Kept on one page where it fits."""
        if self.will_page_break(30 + ROW * len(rows)) and self.get_y() > 100:
            self.add_page()
        self.heading(title, 14, 1)
        self.words(sentence)
        self.row(head, style="B", border=0)
        for row in rows:
            if self.will_page_break(2 * ROW):  # a long label takes two
                self.add_page()
                self.row(head, style="B", border=0)
            self.row(row)
        self.ln(5)

    def row(self, texts, *, style="", border="T"):
        """Drawn from the right: the label comes last, as it alone may need more lines, and the next row is below it.

        FPDF's own tables measure each cell three times, which is most of the time that a report takes.
        """
        self.set_font(LETTERS, style, 10)
        for column in range(len(texts) - 1, 0, -1):
            self.set_x(self.l_margin + sum(WIDTHS[:column]))
            self.cell(WIDTHS[column], ROW, texts[column], border=border, align="R")
        self.set_x(self.l_margin)
        self.multi_cell(WIDTHS[0], ROW, texts[0], border=border, align="L", new_x="LMARGIN", new_y="NEXT")


def report(point, year, published) -> bytes:
    title = _("%(point)s: il %(year)s") % {"point": point, "year": year}
    figures = tuple(map(said, published.figures))
    return drawn(title, str(point.lead_organization), published.lead(), figures, language=get_language() or "it")


def said(figure):
    """(title, sentence, head, row…), all of it text."""
    head = tuple(name or _("Voce") for name in figure.head)
    rows = [(row.label, *map(str, row.shown)) for row in figure.rows]
    return str(figure.title), str(figure.sentence), head, *rows


@lru_cache(maxsize=64)
def drawn(title, organization, lead, figures, *, language) -> bytes:
    """Once for the same words: what is published never changes, and to draw it is most of the work."""
    paper = Paper(title, language)
    paper.heading(title, 22, 0)
    paper.words(organization, 11)
    paper.words(lead, 13)
    for figure in figures:
        paper.figure(*figure)
    paper.heading(_("Come contiamo"), 14, 1)
    paper.words(
        _(
            "Allo sportello non si chiede il nome. Contiamo i contatti, non le persone. Un numero più piccolo di 5 (di "
            "10 per le cose delicate) non compare: quelle persone stanno in una fascia più larga, o in «altro o non "
            "detto». Gli altri numeri sono arrotondati a 5, perciò le somme possono non tornare."
        )
    )
    return bytes(paper.output())
