"""What is in force follows the files and the amendments; what is wrong changes nothing."""

import asyncio
import contextlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.agents.models import Agent
from backend.db import UnitOfWork
from backend.feed.hub import Hub
from backend.library import service
from backend.library.library import Library, read
from backend.library.models import Amendment
from backend.library.service import Draft
from knowledge import KnowledgeError, render_answer
from tests.backend.library.conftest import NOW, Moment, write
from tests.knowledge.entries import an_entry

TODAY = NOW.date()


def told(library: Library, entry_id: str = "demo-delai", day: date = TODAY) -> str:
    entry = next(entry for entry in library.knowledge.entries if entry.id == entry_id)
    return render_answer(entry, "fr", day)


def found(library: Library) -> str:
    """What a tenant's question is answered with."""
    match = library.tenants.rank("sous combien de temps répondez-vous ?", landlord="office64")[0]
    return render_answer(match.entry, "fr", TODAY)


def look_twice(library: Library) -> None:
    """Files are taken in once they have stood still from one look to the next."""
    library.look()
    library.look()


def amend(begin: UnitOfWork, library: Library, by: Agent, **given: Any) -> Amendment:
    values = given.pop("values", {"delai": {"unit": "hours", "value": 24}})
    entry = next(one for one in library.files.entries if one.id == given.pop("entry", "demo-delai"))
    draft = {"starts_on": TODAY, "answer": {}, "reason": "Décision du bureau", **given}
    drafted = Draft(values=values, **draft)
    with begin() as session:
        return service.amend(session, library.files, by, entry, drafted, now=NOW)


def test_a_file_that_changes_is_told_from_the_next_look_but_one(library: Library, root: Path):
    write(root, "office64", an_entry(answer={"fr": "On vous répond sous {delai}."}))

    library.look()
    assert told(library) == "La réponse vient sous 48 heures."
    library.look()

    assert told(library) == found(library) == "On vous répond sous 48 heures."


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"answer": {"fr": "La réponse vient sous 3 jours."}}, "answer.fr"),
        ({"source": None}, "source"),
        ({"values": {"delai": {"unit": "hours", "on": {"demain": 48}}}}, "demain"),
        ({"answer": {"fr": "La réponse vient sous {autre}."}}, "autre"),
        ({"id": "another-entry"}, "demo-delai"),
    ],
)
def test_files_that_break_a_rule_are_refused_and_the_last_good_ones_stay(
    library: Library, root: Path, broken: dict[str, Any], said: str
):
    write(root, "office64", an_entry(**broken))

    look_twice(library)

    assert library.refused is not None
    assert library.refused.since == NOW
    assert said in " ".join(library.refused.problems)
    assert told(library) == found(library) == "La réponse vient sous 48 heures."


def test_a_file_that_is_no_yaml_is_refused_until_it_is_mended(library: Library, root: Path):
    good = (root / "office64" / "rules.yaml").read_text()
    (root / "office64" / "rules.yaml").write_text("entries: [\n")
    look_twice(library)
    assert library.refused is not None
    assert told(library) == "La réponse vient sous 48 heures."

    (root / "office64" / "rules.yaml").write_text(good.replace("48", "36"))
    look_twice(library)

    assert library.refused is None
    assert told(library) == "La réponse vient sous 36 heures."


def test_nothing_is_opened_where_an_entry_is_missing_that_somebody_in_danger_needs(root: Path):
    with pytest.raises(KnowledgeError, match="urgence"):
        read(root, ["urgence"])


def test_an_amendment_is_told_from_its_day_on(
    library: Library, begin: UnitOfWork, people: dict[str, Agent], clock: Moment
):
    amend(begin, library, people["chief"], starts_on=TODAY + timedelta(days=1))

    library.look()
    assert told(library) == "La réponse vient sous 48 heures."
    clock.now = NOW + timedelta(days=1)
    library.look()

    tomorrow = TODAY + timedelta(days=1)
    assert told(library, day=tomorrow) == "La réponse vient sous 24 heures."
    assert library.knowledge.entries[1].amended_on == tomorrow
    match = library.tenants.rank("sous combien de temps", landlord="office64")[0]
    assert match.entry.amended_on == tomorrow


def test_a_day_begins_at_midnight_in_paris(
    library: Library, begin: UnitOfWork, people: dict[str, Agent], clock: Moment
):
    amend(begin, library, people["chief"], starts_on=date(2026, 11, 24))

    clock.now = NOW.replace(hour=22, minute=59)
    library.look()
    assert told(library, day=date(2026, 11, 24)) == "La réponse vient sous 48 heures."
    clock.now = NOW.replace(hour=23, minute=0)
    library.look()

    assert told(library, day=date(2026, 11, 24)) == "La réponse vient sous 24 heures."


def test_what_is_withdrawn_is_told_no_more(
    library: Library, begin: UnitOfWork, people: dict[str, Agent]
):
    made = amend(begin, library, people["chief"])
    library.look()
    assert found(library) == "La réponse vient sous 24 heures."

    with begin() as session:
        service.withdraw(session, library.files, people["chief"], made.id or 0, now=NOW)
    library.look()

    assert found(library) == "La réponse vient sous 48 heures."


def test_an_amendment_that_fits_the_files_no_more_is_left_out_and_told(
    library: Library, begin: UnitOfWork, people: dict[str, Agent], root: Path
):
    fr = {"fr": "La réponse vient sous {delai}, même le soir."}
    made = amend(begin, library, people["chief"], values={}, answer=fr)
    kept = amend(
        begin,
        library,
        people["chief"],
        values={"autre": {"unit": "days", "value": 2}},
        answer={"fr": "Sous {autre}."},
    )
    library.look()
    assert found(library) == "Sous 2 jours."
    values = {"fin": {"unit": "hours", "on": {"2024-06-06": 12}}}

    write(root, "office64", an_entry(values=values, answer={"fr": "Sous {fin}."}))
    look_twice(library)

    assert list(library.left_out) == [made.id]
    assert "delai" in library.left_out[made.id or 0][0]
    assert (found(library), kept.id) == ("Sous 2 jours.", (made.id or 0) + 1)


def test_a_running_process_learns_of_an_amendment_through_the_feed(
    library: Library,
    begin: UnitOfWork,
    people: dict[str, Agent],
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("backend.library.library._LOOK_AGAIN", 60)

    async def live() -> str:
        hub = Hub(begin, database_url)
        tasks = [asyncio.create_task(hub.run()), asyncio.create_task(library.follow(hub))]
        await asyncio.to_thread(amend, begin, library, people["chief"])
        async with asyncio.timeout(20):
            while told(library) != "La réponse vient sous 24 heures.":
                await asyncio.sleep(0.02)
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        return found(library)

    assert asyncio.run(live()) == "La réponse vient sous 24 heures."
