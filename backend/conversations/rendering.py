"""From an utterance to what a tenant reads: the contract's Reply, and its SMS form."""

from datetime import date
from typing import Any

from babel.dates import format_date

from backend.i18n import render
from backend.replies import Act, Button, Utterance


def reply_of(utterance: Utterance, language: str) -> dict[str, Any]:
    """Return the contract's Reply, without its id, in a language."""
    reply: dict[str, Any] = {
        "act": utterance.act.value,
        "language": language,
        "text": _text(utterance, language),
        "buttons": [_button(button, language) for button in utterance.buttons],
        "sources": [
            {
                "entry": s.entry,
                "title": s.title,
                "document": s.document,
                "section": s.section,
                "date": s.date.isoformat(),
            }
            for s in utterance.sources
        ],
    }
    if utterance.sollicitation is not None:
        given = vars(utterance.sollicitation)
        reply["sollicitation"] = {name: value for name, value in given.items() if value}
    if utterance.asks is not None:
        reply["asks"] = utterance.asks
    return reply


def _text(utterance: Utterance, language: str) -> str:
    if utterance.text is not None:
        return utterance.text
    return render(utterance.response or "", utterance.values, language)


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
        day = format_date(date.fromisoformat(source["date"]), "dd/MM/yyyy", locale=language)
        lines.append(f"({source['document']}, {day})")
    url = reply.get("sollicitation", {}).get("url")
    if url:
        lines.append(url if url.startswith("http") else public_base + url)
    return "\n".join(lines)
