"""A page as a person reads it: headings with the words under them."""

from html.parser import HTMLParser

SILENT = {"script", "style", "head", "svg", "option"}
INLINE = {"a", "abbr", "bdi", "strong"}
HEADINGS = {"h1", "h2", "h3"}


class Reader(HTMLParser):
    """Collects the text of `<main>`, split at headings; what is silent is passed over."""

    def __init__(self, html):
        super().__init__()
        self.said, self.heading, self.silent, self.inside = [["", ""]], None, 0, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or tag == "main"
        self.silent += tag in SILENT
        if tag in HEADINGS:
            self.said.append(["", ""])
            self.heading = tag
        self.part_words(tag)

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "main"
        self.silent -= tag in SILENT
        self.part_words(tag)
        if tag in HEADINGS:
            self.heading = None

    def part_words(self, tag):
        if tag not in INLINE:
            self.handle_data(" ")

    def handle_data(self, data):
        if self.inside and not self.silent:
            self.said[-1][0 if self.heading else 1] += data


def sections(response):
    """[(heading, words under it)] of a page, in order, with single blanks."""
    said = Reader(response.content.decode()).said
    return [(" ".join(heading.split()), " ".join(words.split())) for heading, words in said if heading]


def headings(response):
    return [heading for heading, _ in sections(response)]
