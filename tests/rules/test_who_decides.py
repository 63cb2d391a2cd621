"""Who decides: the chair; where the chair's own agency owns it, a deputy or the scrutineer; nobody about their own."""

from itertools import product

import pytest

from tracker.rules.deciding import must_be_somebody_else
from tracker.words import Role

STAND_IN = (Role.DEPUTY, Role.SCRUTINEER)
CHAIRS = "The chair's own agency owns this: the deputy chair or the scrutineer decides."
OWN = "Your own agency owns this: somebody of another agency decides."
THE_CHAIR = "The chair decides this; a deputy decides only where the chair's own agency is the owner."


@pytest.mark.parametrize(("role", "is_own", "is_chairs"), list(product(Role, [False, True], [False, True])))
def test_who_decides_and_what_the_others_are_told(role: Role, is_own: bool, is_chairs: bool) -> None:
    expected = {
        (False, False): "" if role is Role.CHAIR else THE_CHAIR,
        (True, False): OWN,
        (False, True): "" if role in {Role.CHAIR, *STAND_IN} else CHAIRS,
        (True, True): CHAIRS,
    }
    assert must_be_somebody_else({role}, is_own=is_own, is_chairs=is_chairs) == expected[is_own, is_chairs]


def test_a_chair_who_is_a_deputy_too_decides_as_the_chair() -> None:
    assert must_be_somebody_else({Role.CHAIR, Role.DEPUTY}, is_own=False, is_chairs=False) == ""
