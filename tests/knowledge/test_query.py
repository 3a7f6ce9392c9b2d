"""Who may be told what."""

from datetime import date

import pytest

from knowledge import (
    ContactNotFound,
    EntryNotFound,
    contact_for,
    desk_entries,
    load,
    tenant_entries,
    tenant_entry,
)
from knowledge.model import Means, Visibility
from knowledge.query import overdue
from knowledge.search import Searcher
from knowledge.training import training_yaml
from tests.knowledge.entries import an_entry

SECRET = "mot de passe du tableau rouge"


@pytest.fixture
def guarded(write):
    """One public, one desk and one restricted entry, and one of each other scope."""
    for landlord in ("rochefort", "national", "cclo"):
        write(an_entry(id=f"{landlord}-delai"), landlord=landlord)
    return load(
        write(
            an_entry(id="public-delai"),
            an_entry(id="desk-delai", visibility="desk", questions={"fr": [SECRET]}),
            an_entry(id="hidden-delai", visibility="restricted", questions={"fr": [SECRET]}),
        )
    )


def test_a_tenant_is_never_told_what_is_for_the_desk(guarded):
    told = {e.visibility for e in tenant_entries(guarded)}
    found = {
        match.entry.visibility
        for match in Searcher(guarded).rank(SECRET, landlord="office64", limit=50)
    }

    assert told == {Visibility.PUBLIC}
    assert found <= {Visibility.PUBLIC}
    assert SECRET not in training_yaml(guarded)
    for hidden in ("desk-delai", "hidden-delai"):
        with pytest.raises(EntryNotFound):
            tenant_entry(guarded, hidden)


def test_an_agent_reads_the_desk_and_only_authorised_staff_the_rest(guarded):
    desk = {e.id for e in desk_entries(guarded, "office64")}

    assert {"public-delai", "desk-delai"} <= desk
    assert "hidden-delai" not in desk
    assert "hidden-delai" in {e.id for e in desk_entries(guarded, authorised=True)}
    found = Searcher(guarded, desk=True).rank(SECRET, landlord="office64")
    assert found[0].entry.id == "desk-delai"


@pytest.mark.parametrize(
    ("landlord", "ids"),
    [
        ("office64", {"public-delai", "national-delai", "cclo-delai"}),
        ("rochefort", {"rochefort-delai", "national-delai"}),
        (None, {"public-delai", "rochefort-delai", "national-delai", "cclo-delai"}),
    ],
)
def test_a_tenant_is_told_what_holds_for_his_landlord(guarded, landlord, ids):
    assert {e.id for e in tenant_entries(guarded, landlord)} == ids


def test_a_public_entry_is_found_by_its_id(guarded):
    assert tenant_entry(guarded, "public-delai").id == "public-delai"


def test_a_contact_point_is_found_by_profile_and_means(write):
    numbered = an_entry(
        id="demo-tel",
        answer={"fr": "Appelez le {tel}."},
        values={"tel": {"unit": "phone", "on": {"2024-06-06": "+33639980001"}}},
        contact={"profile": "tenant", "telephone": "tel", "hours": {"mo-fr": ["08:30-12:30"]}},
    )
    counter = an_entry(contact={"profile": "tenant", "hours": {"mo-fr": ["09:00-12:00"]}})
    knowledge = load(write(numbered, counter))

    point, entry = contact_for(knowledge, "office64")

    assert (entry.id, point.means) == ("demo-tel", Means.TELEPHONE)
    assert contact_for(knowledge, "office64", means=Means.COUNTER)[1].id == "demo-delai"
    with pytest.raises(ContactNotFound, match="rochefort has no telephone contact point"):
        contact_for(knowledge, "rochefort")


def test_the_tenants_telephone_that_is_shipped_is_the_tenants_own(knowledge):
    point, entry = contact_for(knowledge, "office64", profile="tenant")

    assert entry.values[point.telephone].on[-1].value == "+33559438654"
    with pytest.raises(ContactNotFound):
        contact_for(knowledge, "rochefort", profile="tenant")


def test_an_entry_is_overdue_from_the_day_after_its_review(write):
    knowledge = load(write(an_entry()))

    assert not overdue(knowledge, date(2027, 5, 21))
    assert [e.id for e in overdue(knowledge, date(2027, 5, 22))] == ["demo-delai"]
