"""Plays the held-out conversations against a running product, as its chat widget would.

    .venv/bin/python -m tests.bot.play --base http://127.0.0.1:8000 --sets first --show 40

Prints the share that holds by act, style and language, then false and missed emergencies. Nothing
of these files is for training: what fails there is mended in its cause, then a new set is written.
"""

# ruff: noqa: T201
import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import yaml

FOLDER = Path(__file__).parent / "conversations"
SETS = tuple(sorted({path.stem.removesuffix("_dialogues") for path in FOLDER.glob("*.yml")}))
LANGUAGES = ("en", "es", "pt", "eu", "darija")
LONGEST = 900
_YES = re.compile(r"(?:oui|ok|yes|s[ií]|sim|bai)\b.{0,15}$", re.IGNORECASE)
_MOST_QUESTIONS = 10

Turn = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A conversation and what each of its messages should bring."""

    name: str
    style: str
    turns: list[Turn]
    knows: Mapping[str, str] = field(default_factory=dict)
    kind: str = "dialogue"


@dataclass(frozen=True)
class Played:
    """A case with what fell short, and the last reply."""

    case: Case
    faults: list[str]
    said: str


def cases(name: str) -> Iterator[Case]:
    """Yield the single exchanges and the dialogues of a set."""
    for group in _read(name):
        wanted = {key: value for key, value in group.items() if key != "said"}
        for style, texts in group["said"].items():
            for text in texts:
                *before, last = text.split(" // ")
                turns: list[Turn] = [{"say": one} for one in before]
                kind = "|".join(_many(group["want"])) if "never" not in group else "look-alike"
                kind = "two-problems" if style == "two-problems" else kind
                yield Case(text, style, [*turns, {"say": last, **wanted}], kind=kind)
    for told in _read(f"{name}_dialogues"):
        yield Case(told["name"], told["style"], told["turns"], told.get("knows", {}))


def _read(name: str) -> list[dict[str, Any]]:
    path = FOLDER / f"{name}.yml"
    return yaml.safe_load(path.read_text("utf-8")) if path.exists() else []


def _many(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [value]


class Tenant:
    """One conversation through the public chat interface."""

    def __init__(self, http: httpx.Client, landlord: str | None = "office64") -> None:
        body = {"landlord": landlord} if landlord else {}
        opened = http.post("/api/webchat/conversations", json=body).raise_for_status().json()
        self._http, self._count, self.code = http, count(1), ""
        self._path = f"/api/webchat/conversations/{opened['conversation']}/messages"
        self._bearer = {"Authorization": f"Bearer {opened['token']}"}

    def say(self, text: str) -> list[dict[str, Any]]:
        """Return the replies to a message."""
        body = {"text": self.filled(text), "client_id": f"m{next(self._count)}"}
        said = self._http.post(self._path, json=body, headers=self._bearer).raise_for_status()
        replies: list[dict[str, Any]] = said.json()["replies"]
        for reply in replies:
            self.code = (reply.get("sollicitation") or {}).get("code") or self.code
        return replies

    def filled(self, text: str) -> str:
        """Put the last code into a text: as given, in small letters, or with look-alikes."""
        confused = self.code.translate(str.maketrans("01", "OI"))
        for mark, code in (("", self.code), (":lower", self.code.lower()), (":confused", confused)):
            text = text.replace(f"{{{{CODE{mark}}}}}", code)
        return text

    def give_what_is_asked(self, replies: list[dict[str, Any]], knows: Mapping[str, str]) -> None:
        """Answer the form until it asks for the confirmation, or for nothing."""
        for _ in range(_MOST_QUESTIONS):
            asked = [r["asks"] for r in replies if r.get("asks")]
            if not asked or asked[-1] == "confirm":
                return
            replies = self.say(knows.get(asked[-1]) or "passer")


def play(http: httpx.Client, case: Case) -> Played:
    """Play a case; return what fell short."""
    tenant, faults = Tenant(http), list[str]()
    replies: list[dict[str, Any]] = []
    for number, turn in enumerate(case.turns, 1):
        if replies and _YES.match(turn["say"]):
            tenant.give_what_is_asked(replies, case.knows)
        replies = tenant.say(turn["say"])
        faults += [f"{number}: {fault}" for fault in _faults(replies, turn, tenant)]
    return Played(case, faults, " | ".join(f"{r['act']}: {r['text']}" for r in replies))


def _faults(replies: list[dict[str, Any]], turn: Turn, tenant: Tenant) -> Iterator[str]:
    acts = {reply["act"] for reply in replies}
    said = "\n".join(reply["text"] for reply in replies)
    wanted = {*_many(turn.get("want")), *_many(turn.get("also"))}
    if wanted and not wanted & acts:
        yield f"{'/'.join(sorted(acts)) or 'nothing'}, wanted {'|'.join(sorted(wanted))}"
    if "emergency" in acts and wanted and "emergency" not in wanted:
        yield "false emergency"
    if turn.get("never") in acts - {"emergency"}:
        yield f"never {turn['never']}"
    if len(acts) > 2 or (len(acts) == 2 and not acts & {"answer", "emergency"}):
        yield f"too many acts: {'/'.join(sorted(acts))}"
    if len(said) > LONGEST:
        yield f"{len(said)} characters"
    if any(reply["act"] == "answer" and not reply.get("sources") for reply in replies):
        yield "an answer without a source"
    yield from _details(replies, said, turn, tenant)


def _details(replies: list[dict[str, Any]], said: str, turn: Turn, tenant: Tenant) -> Iterator[str]:
    categories = {*_many(turn.get("category")), *_many(turn.get("category_also"))}
    found = {(reply.get("sollicitation") or {}).get("category") for reply in replies}
    if "sollicitation" in {reply["act"] for reply in replies} and categories:
        if not categories & found:
            yield f"category {found}, wanted {'|'.join(sorted(categories))}"
    says = _many(turn.get("says"))
    spaced = " ".join(said.lower().split())
    if says and not any(word.lower() in spaced for word in says):
        yield f"says none of {says}"
    kept = tenant.filled(turn.get("keeps", ""))
    if kept not in said:
        yield f"does not say {kept!r}"


def report(played: list[Played], show: int) -> None:
    """Print the shares and the faults."""
    _by("act", played, lambda one: one.case.kind)
    _by("style", played, lambda one: one.case.style)
    _by("language", played, _language)
    failing = [one for one in played if one.faults]
    print(f"\nfailing: {len(failing)}")
    for one in failing[:show]:
        print(f"  [{one.case.kind}, {one.case.style}] {one.case.name[:120]!r}")
        print(f"      {'; '.join(one.faults)[:200]}\n      -> {one.said[:150]!r}")
    false = sum("false emergency" in str(one.faults) for one in played)
    missed = sum(bool(one.faults) for one in played if one.case.kind == "emergency")
    print(f"\nfalse emergencies {false}, missed {missed}; held {_share(played)}")


def _language(one: Played) -> str:
    return one.case.style if one.case.style in LANGUAGES else "fr"


def _by(what: str, played: list[Played], key: Callable[[Played], str]) -> None:
    print(f"\nby {what}")
    for value in sorted({key(one) for one in played}):
        print(f"  {value[:40]:40s} {_share([one for one in played if key(one) == value])}")


def _share(played: list[Played]) -> str:
    held = sum(not one.faults for one in played)
    return f"{held:3d}/{len(played):3d}  {100 * held / max(1, len(played)):5.1f} %"


def main() -> None:
    """Play the sets named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--show", type=int, default=60)
    options = parser.parse_args()
    with httpx.Client(base_url=options.base, timeout=60, trust_env=False) as http:
        for name in options.sets:
            print(f"\n== {name}")
            report([play(http, case) for case in cases(name)], options.show)


if __name__ == "__main__":
    main()
