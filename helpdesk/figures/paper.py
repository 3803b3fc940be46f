"""The yearly report of a desk as a PDF to hang up: the page's own sentences and tables, in the portal's letters."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from puntocomunita.finders import FONTS

LETTERS = "Titillium"
FILES = {"": "regular", "B": "700"}
DEEP = (11, 53, 88)
WIDTHS = (110, 30, 20)  # millimetres of the columns


class Paper(FPDF):
    """A4 with page numbers; every heading is a bookmark."""

    def __init__(self, title):
        super().__init__()
        self.set_title(title)
        self.set_lang(get_language() or "it")
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
        self.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(2)

    def figure(self, figure):
        """Kept on one page where it fits."""
        if self.will_page_break(30 + 7 * len(figure.rows)) and self.get_y() > 100:
            self.add_page()
        self.heading(figure.title, 14, 1)
        self.words(figure.sentence)
        self.set_font(LETTERS, size=10)
        bold = FontFace(emphasis="BOLD")
        lines = TableBordersLayout.HORIZONTAL_LINES
        with self.table(
            borders_layout=lines, col_widths=WIDTHS, headings_style=bold, text_align=("L", "R", "R")
        ) as table:
            table.row([name or _("Voce") for name in figure.head])
            for row in figure.rows:
                table.row([row.label, *map(str, row.shown)])
        self.ln(5)


def report(point, year, published) -> bytes:
    title = _("%(point)s: il %(year)s") % {"point": point, "year": year}
    paper = Paper(title)
    paper.heading(title, 22, 0)
    paper.words(str(point.lead_organization), 11)
    paper.words(published.lead(), 13)
    for figure in published.figures:
        paper.figure(figure)
    paper.heading(_("Come contiamo"), 14, 1)
    paper.words(
        _(
            "Allo sportello non si chiede il nome. Contiamo i contatti, non le persone. Un numero più piccolo di 5 (di "
            "10 per le cose delicate) non compare: quelle persone stanno in una fascia più larga, o in «altro o non "
            "detto». Gli altri numeri sono arrotondati a 5, perciò le somme possono non tornare."
        )
    )
    return bytes(paper.output())
