"""From an utterance to what a tenant reads: the contract's Reply, and its SMS form."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from babel.dates import format_date

from backend.i18n import render
from backend.replies import Act, Button, SourceRef, Utterance

LONGEST = 900
"""The most that a turn says, by the contract; what only offers something gives way."""


def reply_of(utterance: Utterance, language: str) -> dict[str, Any]:
    """Return the contract's Reply, without its id, in a language."""
    reply: dict[str, Any] = {
        "act": utterance.act.value,
        "language": language,
        "text": _text(utterance, language),
        "buttons": [_button(button, language) for button in utterance.buttons],
        "sources": [_source(source) for source in utterance.sources],
    }
    if utterance.sollicitation is not None:
        given = vars(utterance.sollicitation)
        reply["sollicitation"] = {name: value for name, value in given.items() if value}
    if utterance.easy is not None:
        reply["easy"] = utterance.easy
        reply |= {"easy_unread": True} if utterance.easy_unread else {}
    if utterance.asks is not None:
        reply["asks"] = utterance.asks
    return reply


def _source(source: SourceRef) -> dict[str, Any]:
    said: dict[str, Any] = {
        "entry": source.entry,
        "title": source.title,
        "document": source.document,
        "section": source.section,
        "date": source.date.isoformat(),
    }
    said |= {"amended": source.amended.isoformat()} if source.amended else {}
    return said | ({"machine_translated": True} if source.machine_made else {})


def _text(utterance: Utterance, language: str) -> str:
    said = utterance.text
    if said is None:
        said = render(utterance.response or "", utterance.values, language)
    longer = f"{said} {render(utterance.after, {}, language)}" if utterance.after else said
    return longer if len(longer) <= LONGEST else said


def _button(button: Button, language: str) -> dict[str, str]:
    title = button.title or render(button.response or "", {}, language)
    return {"title": title, "payload": button.payload}


def sms_text(reply: dict[str, Any], language: str, public_base: str) -> str:
    """Return a reply as plain text: its choices, its source and its page after it."""
    lines = [reply["text"]]
    if reply["buttons"]:
        lines.append(" / ".join(button["title"] for button in reply["buttons"]))
    if reply["act"] == Act.ANSWER.value and reply["sources"]:
        source = reply["sources"][0]
        lines.append(f"({', '.join(_where_from(source, language))})")
    url = reply.get("sollicitation", {}).get("url")
    if url:
        lines.append(url if url.startswith("http") else public_base + url)
    return "\n".join(lines)


def _where_from(source: dict[str, Any], language: str) -> Iterator[str]:
    yield source["document"]
    yield _day(source["date"], language)
    if "amended" in source:
        yield render("source_amended", {"date": _day(source["amended"], language)}, language)
    if source.get("machine_translated"):
        yield render("answer_machine_made", {}, language)


def _day(day: str, language: str) -> str:
    return format_date(date.fromisoformat(day), "dd/MM/yyyy", locale=language)
