"""The fictional city has the shape of the real one, and is the same each time."""

from collections import Counter

from server.demo import city
from server.people.roles.rules import Role


def test_the_city_has_168_communes_of_three_kinds() -> None:
    communes = Counter(unit.subkind for unit in city.units() if unit.kind == "commune")
    assert communes == {"ward": 113, "commune": 54, "special_zone": 1}


def test_the_city_has_14_departments_each_with_divisions() -> None:
    departments = {unit.code for unit in city.units() if unit.kind == "department"}
    divided = {unit.parent for unit in city.units() if unit.kind == "division"}
    assert len(departments) == 14
    assert departments <= divided


def test_parents_come_before_their_units() -> None:
    seen: set[str] = set()
    for unit in city.units():
        assert {unit.parent, unit.professional_parent} - {None} <= seen
        assert unit.code not in seen
        seen.add(unit.code)


def test_about_400_people_have_names_and_logins_of_their_own() -> None:
    everyone = [*city.ACCOUNTS, *city.people()]
    assert 380 <= len(everyone) <= 450
    assert len({person.login for person in everyone}) == len(everyone)
    assert len({person.name for person in everyone}) == len(everyone)


def test_everyone_belongs_to_a_unit_of_the_city() -> None:
    codes = {unit.code for unit in city.units()}
    assert {person.unit for person in (*city.ACCOUNTS, *city.people())} <= codes


def test_the_sign_in_page_offers_an_account_of_each_role() -> None:
    assert {account.role or "official" for account in city.ACCOUNTS} == set(Role)
