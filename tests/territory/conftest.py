import pytest

from territory.brescia import load_brescia


@pytest.fixture
def brescia(db):
    return load_brescia()
