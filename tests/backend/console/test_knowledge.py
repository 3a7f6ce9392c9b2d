"""The agents' knowledge: who reads what, what is sent to the tenant, and what is refused."""

import asyncio
import re
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from sqlmodel import select

from backend.conversations import ownership
from backend.conversations.models import Author, Conversation
from backend.db import UnitOfWork
from backend.library import service
from backend.library.library import Library
from backend.outbox.models import Sms
from knowledge.model import Entry, Visibility
from knowledge.render import render_answer
from tests.backend.console.conftest import Browser, at_desk
from tests.backend.console.talks import by_sms, said, waiting
from tests.backend.conversations.people import NOW, say

TODAY = NOW.date()
PHONE = "office64-telephone-locataires"


@pytest.fixture
def chief(app: FastAPI, runner: asyncio.Runner) -> Browser:
    return at_desk(app, runner, "chef")


def one(library: Library, entry_id: str) -> Entry:
    return next(entry for entry in library.knowledge.entries if entry.id == entry_id)


def of(library: Library, visibility: Visibility, landlord: str = "office64") -> Entry:
    return next(
        entry
        for entry in library.knowledge.entries
        if entry.visibility is visibility and entry.landlord == landlord
    )


def mine(begin: UnitOfWork, people: dict[str, int], found: Conversation) -> Conversation:
    with begin() as session:
        ownership.claim(session, found.id, agent_id=people["bearn"], now=NOW)
    return found


def send(browser: Browser, conversation: Conversation, entry_id: str, client: str = "c1") -> str:
    address = f"/console/conversations/{conversation.id}/entry"
    answer = browser.post(address, {"entry": entry_id, "client_id": client})
    return str(answer.headers["location"]).partition("notice=")[2]


def replies(begin: UnitOfWork, conversation: Conversation) -> list[dict[str, Any]]:
    found = [m for m in said(begin, conversation) if m.author is Author.AGENT]
    return [message.reply or {} for message in found]


def test_an_entry_shows_its_text_source_status_and_when_it_was_checked(
    bearn: Browser, library: Library
) -> None:
    page = bearn.get(f"/console/connaissances/{PHONE}").text

    entry = one(library, PHONE)
    assert render_answer(entry, "fr", TODAY).replace("'", "&#39;") in page
    assert entry.source.document in page
    assert "En vigueur" in page
    assert "Vérifié le" in page
    assert "Public" in page


def test_a_search_finds_the_entry_and_an_internal_one_says_that_it_is(
    bearn: Browser, library: Library
) -> None:
    desk = of(library, Visibility.DESK)

    found = bearn.get("/console/connaissances", params={"q": "numéro de téléphone des locataires"})
    internal = bearn.get("/console/connaissances", params={"q": desk.questions["fr"][0]})

    assert f"/console/connaissances/{PHONE}" in found.text
    assert f'title-{desk.id}"' in internal.text
    assert "Interne" in internal.text


def test_restricted_entries_are_for_the_supervisors_of_their_landlord(
    bearn: Browser, chief: Browser, rochefort: Browser, library: Library
) -> None:
    for entry in library.knowledge.entries:
        if entry.visibility is not Visibility.RESTRICTED:
            continue
        address = f"/console/connaissances/{entry.id}"
        searched = {"params": {"q": entry.questions["fr"][0]}}

        assert bearn.get(address).status_code == 404
        assert rochefort.get(address).status_code == 404
        assert chief.get(address).status_code == 200
        assert entry.id not in bearn.get("/console/connaissances", **searched).text
        assert entry.id in chief.get("/console/connaissances", **searched).text


def test_what_is_internal_to_a_landlord_is_not_read_by_another(
    rochefort: Browser, library: Library
) -> None:
    desk = of(library, Visibility.DESK)

    assert rochefort.get(f"/console/connaissances/{desk.id}").status_code == 404
    assert desk.id not in rochefort.get("/console/connaissances").text


def test_the_tenants_last_words_suggest_an_entry_beside_the_conversation(
    bearn: Browser, begin: UnitOfWork
) -> None:
    found = waiting(begin, "c'est quoi le numéro de téléphone pour les locataires ?")
    say(begin, found, "un conseiller svp", "2")

    page = bearn.get(f"/console/conversations/{found.id}").text

    assert f'id="suggested-{PHONE}"' in page
    assert "Envoyer au locataire" not in page


def test_one_click_sends_an_entry_with_its_source_once(
    bearn: Browser, begin: UnitOfWork, people: dict[str, int], library: Library
) -> None:
    found = mine(begin, people, waiting(begin))
    page = bearn.get(f"/console/conversations/{found.id}?q=telephone locataires").text
    assert "Envoyer au locataire" in page

    told = [send(bearn, found, PHONE), send(bearn, found, PHONE)]

    assert told == ["entry-sent", "entry-sent"]
    (reply,) = replies(begin, found)
    assert reply["text"] == render_answer(one(library, PHONE), "fr", TODAY)
    assert [source["entry"] for source in reply["sources"]] == [PHONE]
    assert reply["act"] == "answer"


def test_an_entry_goes_out_in_the_tenants_language(
    bearn: Browser, begin: UnitOfWork, people: dict[str, int], library: Library
) -> None:
    found = mine(begin, people, waiting(begin))
    with begin() as session:
        session.get_one(Conversation, found.id).language = "en"

    send(bearn, found, PHONE)

    assert replies(begin, found)[0]["text"] == render_answer(one(library, PHONE), "en", TODAY)


def test_by_sms_an_entry_leaves_with_its_source_as_one_text(
    bearn: Browser, begin: UnitOfWork, people: dict[str, int], library: Library
) -> None:
    found = mine(begin, people, by_sms(begin))

    send(bearn, found, PHONE)

    with begin() as session:
        bodies = "".join(sms.body for sms in session.exec(select(Sms)))
    assert "05 59" in bodies
    assert one(library, PHONE).source.document[:12] in bodies


def test_nothing_internal_or_of_another_landlord_is_sent_to_a_tenant(
    bearn: Browser, begin: UnitOfWork, people: dict[str, int], library: Library
) -> None:
    found = mine(begin, people, waiting(begin))
    closed = [e for e in library.knowledge.entries if e.visibility is not Visibility.PUBLIC]
    other = of(library, Visibility.PUBLIC, "rochefort")

    told = {send(bearn, found, e.id) for e in [*closed, other]} | {send(bearn, found, "no-entry")}

    assert told == {"not-for-tenants"}
    assert replies(begin, found) == []


def test_nothing_is_sent_by_who_has_not_taken_the_conversation(
    bearn: Browser, cote: Browser, begin: UnitOfWork, people: dict[str, int], rochefort: Browser
) -> None:
    found = mine(begin, people, waiting(begin))

    assert send(cote, found, PHONE) == "not-yours"
    address = f"/console/conversations/{found.id}/entry"
    assert rochefort.post(address, {"entry": PHONE}).status_code == 404
    assert replies(begin, found) == []


def amend_form(browser: Browser, entry_id: str) -> dict[str, str]:
    """The form as the browser would send it, untouched."""
    page = browser.get(f"/console/connaissances/{entry_id}/avenant").text
    texts = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    inputs = re.findall(r'<input[^>]*name="((?:value|new)\.[^"]+|starts_on)"[^>]*>', page)
    values = {
        name: re.search(rf'name="{re.escape(name)}"[^>]*?value="([^"]*)"', page) for name in inputs
    }
    fields = {name: found[1] if found else "" for name, found in values.items()}
    return dict(texts) | fields | {"reason": "Nouveau standard"}


def publish(browser: Browser, entry_id: str, **changes: str) -> Any:
    form = {k.replace("&#39;", "'"): v for k, v in amend_form(browser, entry_id).items()}
    form = {name: value.replace("&#39;", "'") for name, value in form.items()}
    given = form | {"step": "publish", **{k.replace("__", "."): v for k, v in changes.items()}}
    return browser.post(f"/console/connaissances/{entry_id}/avenant", given)


def test_an_amendment_is_seen_before_it_is_published_then_told_to_tenants_as_one(
    chief: Browser,
    bearn: Browser,
    begin: UnitOfWork,
    people: dict[str, int],
    library: Library,
) -> None:
    name = one(library, PHONE).contact.telephone  # type: ignore[union-attr]
    new = {f"value.{name}": "06 39 98 00 64"}

    seen = publish(chief, PHONE, step="preview", **new)
    assert "06 39 98 00 64" in seen.text
    library.look()
    assert one(library, PHONE).amended_on is None
    answer = publish(chief, PHONE, **new)
    library.look()

    assert answer.headers["location"].endswith("notice=amended")
    assert one(library, PHONE).amended_on == TODAY
    found = mine(begin, people, waiting(begin))
    send(bearn, found, PHONE)
    (reply,) = replies(begin, found)
    assert "06 39 98 00 64" in reply["text"]
    assert reply["sources"][0]["amended"] == TODAY.isoformat()
    assert "Avenant du" in bearn.get(f"/console/connaissances/{PHONE}").text


def test_a_figure_in_an_amended_text_is_refused_in_the_supervisors_words(
    chief: Browser, library: Library
) -> None:
    answer = publish(chief, PHONE, text__fr="Appelez le 05 59 00 00 00.")

    assert answer.status_code == 422
    assert "est un chiffre" in answer.text
    assert "Appelez le 05 59 00 00 00." in answer.text
    library.look()
    assert one(library, PHONE).amended_on is None


def test_a_translation_that_nobody_read_again_goes_with_the_old_french_text(
    chief: Browser, library: Library
) -> None:
    entry = one(library, PHONE)
    changed = entry.answer["fr"] + " Merci."

    publish(chief, PHONE, text__fr=changed)
    library.look()
    assert one(library, PHONE).answer == {"fr": changed}
    publish(chief, PHONE, text__fr=changed + " Vraiment.", text__en="Call {telephone}.", keep="")
    library.look()

    assert set(one(library, PHONE).answer) == {"fr", "en"}


def test_an_export_is_the_entry_as_its_file_would_hold_it(
    chief: Browser, bearn: Browser, library: Library
) -> None:
    name = one(library, PHONE).contact.telephone  # type: ignore[union-attr]
    publish(chief, PHONE, **{f"value.{name}": "06 39 98 00 64"})
    library.look()

    answer = chief.get(f"/console/connaissances/{PHONE}/export")

    row = yaml.safe_load(answer.text)["entries"][0]
    assert row["values"][name]["on"][TODAY] == "+33639980064"
    assert len(row["values"][name]["on"]) == 2
    assert "attachment" in answer.headers["content-disposition"]
    assert bearn.get(f"/console/connaissances/{PHONE}/export").status_code == 404


def test_a_proposal_becomes_an_amendment_or_is_declined_with_a_reason(
    chief: Browser, bearn: Browser, begin: UnitOfWork, library: Library
) -> None:
    for words in ("Le numéro a changé", "Il y a une faute"):
        bearn.post(f"/console/connaissances/{PHONE}/corrections", {"words": words})
    page = chief.get("/console/corrections").text
    first, second = re.findall(r"/console/corrections/(\d+)/refus", page)
    assert "Le numéro a changé" in page
    assert bearn.get("/console/corrections").status_code == 404

    declined = chief.post(f"/console/corrections/{second}/refus", {"reason": "Pas de faute"})
    form = chief.get(f"/console/connaissances/{PHONE}/avenant?correction={first}").text
    assert "Le numéro a changé" in form
    publish(chief, PHONE, correction=first, text__fr="Un seul numéro : {telephone}.")

    assert declined.headers["location"].endswith("notice=declined")
    with begin() as session:
        assert service.open_count(session, "office64") == 0
    entry = bearn.get(f"/console/connaissances/{PHONE}").text
    assert "Pas de faute" in entry
    assert "Acceptée" in entry


def test_an_agent_amends_nothing(bearn: Browser, begin: UnitOfWork) -> None:
    address = f"/console/connaissances/{PHONE}"

    assert bearn.get(f"{address}/avenant").status_code == 404
    assert bearn.post(f"{address}/avenant", {"text.fr": "x", "step": "publish"}).status_code == 404
    assert bearn.post(f"{address}/avenants/1/retrait").status_code == 404
    with begin() as session:
        assert service.in_force(session, date.max) == []


def test_an_amendment_to_come_is_shown_as_such_and_can_be_withdrawn(
    chief: Browser, library: Library, begin: UnitOfWork
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    publish(chief, PHONE, text__fr="Demain : {telephone}.", starts_on=tomorrow.isoformat())
    page = chief.get(f"/console/connaissances/{PHONE}").text
    assert "À venir" in page

    (number,) = re.findall(r"/avenants/(\d+)/retrait", page)
    chief.post(f"/console/connaissances/{PHONE}/avenants/{number}/retrait")

    with begin() as session:
        assert service.in_force(session, tomorrow) == []
    assert "Retiré" in chief.get(f"/console/connaissances/{PHONE}").text
