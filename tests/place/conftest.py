"""The people of these tests are made once for a whole run, and each test has a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import unix
from tests.place.bastion import Bastion


@pytest.fixture(scope="session")
def town() -> Iterator[Bastion]:
    if reason := unix.why_not():
        pytest.skip(reason)
    with unix.users() as made:
        there = Bastion(made)
        if reason := made.find_python(there.alice):
            pytest.skip(reason)
        yield there


@pytest.fixture
def bastion(town: Bastion) -> Bastion:
    town.fresh()
    return town
