"""Whoever does not know where to turn finds on each public page how to be called back."""

import pytest

from .asking import known, seen

FOUND = 'href="/richiamami/"'
# Pages that are no place to be called from, and why.
ELSEWHERE = {
    "services:embed_point": "in a frame on another site, which has a foot of its own",
    "services:embed_search": "the same",
    "services:embed_service": "the same",
}


def public_pages(world):
    """{address as the table writes it: page} of all that anyone is shown."""
    public = [each for each in known(world) if each.rule is None or each.rule.is_public]
    answers = {each: seen(each, world, "anyone") for each in public if not each.is_api}
    is_page = "text/html"
    return {
        each: answer.text_of.decode()
        for each, answer in answers.items()
        if answer.headers.get("Content-Type", "").startswith(is_page) and not answer.has_header("Location")
    }


@pytest.mark.django_db
def test_each_public_page_offers_to_be_called_back(world):
    pages = public_pages(world)

    without = {each.name for each, page in pages.items() if FOUND not in page}

    assert (without, len(pages) > 50) == (set(ELSEWHERE), True)
