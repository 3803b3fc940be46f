import csv

import pytest

from services import taxonomies
from services.models import Taxonomy, TaxonomyTerm
from services.taxonomies import FILE_OF, FILES, LANGUAGES, load_taxonomies

FIELDS = ["uuid", "slug", "name", "position", "parent__slug", "synonyms", "names", "discreet"]


@pytest.fixture
def rows():
    texts = {slug: (FILES / name).read_text(encoding="utf-8") for slug, name in FILE_OF.items()}
    return {slug: list(csv.DictReader(text.splitlines())) for slug, text in texts.items()}


def test_every_row_of_the_files_is_a_term_in_its_place(db, rows):
    load_taxonomies()

    for slug, wanted in rows.items():
        terms = TaxonomyTerm.objects.filter(taxonomy__slug=slug).order_by("position")
        found = terms.values_list("slug", "parent__slug", "name")
        assert list(found) == [(row["slug"], row["parent"] or None, row["name"]) for row in wanted]


def test_a_term_carries_its_synonyms_and_its_name_in_every_language(db):
    load_taxonomies()

    term = TaxonomyTerm.objects.get(taxonomy__slug="need", slug="badanti")
    assert "badante" in term.synonyms
    assert set(term.names) == set(LANGUAGES)


def test_what_is_to_be_discreet_is_the_whole_branch(db):
    load_taxonomies()

    discreet = TaxonomyTerm.objects.filter(discreet=True)
    branch = TaxonomyTerm.objects.filter(slug="mi-sento-in-pericolo") | TaxonomyTerm.objects.filter(
        parent__slug="mi-sento-in-pericolo"
    )
    assert set(discreet) == set(branch)


def test_loading_again_changes_nothing(db):
    load_taxonomies()
    before = list(TaxonomyTerm.objects.order_by("pk").values_list("pk", *FIELDS))

    assert set(load_taxonomies().values()) == {0}
    load_taxonomies(by_force=True)

    assert list(TaxonomyTerm.objects.order_by("pk").values_list("pk", *FIELDS)) == before


@pytest.fixture
def own_files(tmp_path, monkeypatch):
    """Copies of the files, to be changed."""
    for name in FILE_OF.values():
        (tmp_path / name).write_bytes((FILES / name).read_bytes())
    monkeypatch.setattr(taxonomies, "FILES", tmp_path)
    return tmp_path


def test_an_editors_correction_stays_until_the_file_changes(db, own_files):
    load_taxonomies()
    TaxonomyTerm.objects.filter(slug="bambini").update(name="Piccoli")
    own = TaxonomyTerm.objects.create(taxonomy=Taxonomy.objects.get(slug="target"), slug="gatti", name="Gatti")

    load_taxonomies()
    kept = TaxonomyTerm.objects.get(slug="bambini").name
    path = own_files / "targets.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    load_taxonomies()

    assert (kept, TaxonomyTerm.objects.get(slug="bambini").name) == ("Piccoli", "Bambini")
    assert TaxonomyTerm.objects.filter(pk=own.pk).exists()


def test_a_row_whose_parent_is_nowhere_is_an_error(db, own_files):
    path = own_files / "targets.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\nragazzi,,", "\nragazzi,nessuno,"), encoding="utf-8")

    with pytest.raises(ValueError, match="no such parent for ragazzi"):
        load_taxonomies()
