"""How somebody who asks to be called is reached: a number or an address, and nothing else."""

import pytest

from helpdesk.requests.forms import clean_contact


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("333  1234567", "333 1234567"), ("+39 030/123456", "+39 030/123456"), (" a@b.it ", "a@b.it")],
)
def test_contact_is_a_number_or_an_address(typed, kept):
    assert clean_contact(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "la Piera", "333 12345678901234", "a@b"])
def test_contact_that_leads_nowhere_is_refused(typed):
    with pytest.raises(Exception, match="Controlla"):
        clean_contact(typed)
