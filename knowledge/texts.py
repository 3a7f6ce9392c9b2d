"""Check what people read: no figure outside placeholders, known placeholders, a length.

A figure typed into a text would outlive its value; so a text holds none, in digits or in words,
and takes it from the entry's dated values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from knowledge.errors import FactNotFound
from knowledge.model import Entry, Glossary
from knowledge.render import forms, placeholders, render_answer
from knowledge.report import Reporter

LONGEST_ANSWER = 450
"""Characters of a rendered answer: with a form's question it stays within a turn's 900."""

LONGEST_EASY_SENTENCE = 15
"""Words of a sentence of an easy text; what a placeholder holds counts as one."""

_VALUE = "make it a dated value under `values:` and write {its-name} here"
_NAME = "add it to `names:` in glossary.yaml where it is part of a name"

# Basque declines them: "T4rako".
_DWELLING = re.compile(r"\b[TF][1-7](?:\s?bis)?[a-z]*\b", re.IGNORECASE)
_NUMBERS = {
    "fr": "une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|"
    "seize|vingts?|trente|quarante|cinquante|soixante|cents?|mille",
    "en": "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    "forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand",
    "es": "un|una|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|"
    "treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|mil",
    "pt": "um|uma|dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|quinze|vinte|"
    "trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa|cem|cento|mil",
    "eu": "bi|hiru|lau|bost|sei|zazpi|zortzi|bederatzi|hamar|hamabi|hamabost|hogei|hogeita hamar|"
    "berrogei|hirurogei|laurogei|ehun|mila",
}
_UNITS = {
    "fr": "ans?|années?|mois|semaines?|jours?|heures?|minutes?|euros?|pour cent",
    "en": "years?|months?|weeks?|days?|hours?|minutes?|euros?|per cent|percent",
    "es": "años?|mes|meses|semanas?|días?|horas?|minutos?|euros?|por ciento",
    "pt": "anos?|mês|meses|semanas?|dias?|horas?|minutos?|euros?|por cento",
    "eu": "urte\\w*|hilabete\\w*|hile\\w*|aste|astek\\w*|egun\\w*|ordu\\w*|minutu\\w*|euro\\w*",
}
_BASQUE_AFTER = r"\b(?:urte|hilabete|aste|egun|ordu|minutu|euro) (?:bat|bi)\b|\burtebete\w*"


@lru_cache
def _spelled(language: str) -> re.Pattern[str]:
    pattern = rf"\b(?:{_NUMBERS[language]})[ -](?:{_UNITS[language]})\b"
    return re.compile(f"{pattern}|{_BASQUE_AFTER}" if language == "eu" else pattern, re.IGNORECASE)


def spelled_figure(text: str, language: str) -> str | None:
    """Return the figure spelled out with its unit ("trois jours") in a text, or None."""
    found = _spelled(language).search(text)
    return found.group() if found else None


def stray_digits(text: str, glossary: Glossary) -> str | None:
    """Return the digits of a text that no placeholder and no known name accounts for."""
    bare = re.sub(r"\{[^{}]*\}", " ", text)
    for name in sorted(glossary.names, key=len, reverse=True):
        bare = re.sub(re.escape(name), " ", bare, flags=re.IGNORECASE)
    found = re.search(r"\S*\d\S*", _DWELLING.sub(" ", bare))
    return found.group() if found else None


def check_texts(entry: Entry, glossary: Glossary, report: Reporter) -> None:
    """Tell what is wrong in the entry's title and answers."""
    digits = stray_digits(entry.title, glossary)
    if digits:
        report.tell("title", f"figure {digits!r} in a title", "say it without, or " + _NAME)
    for language, text in entry.answer.items():
        for message, mend in _shortcomings(entry, language, text, glossary):
            report.tell(f"answer.{language}", message, mend)
    for language, text in entry.easy.items():
        for message, mend in (*_shortcomings(entry, language, text, glossary), *_hard(text)):
            report.tell(f"easy.{language}", message, mend)


def _shortcomings(
    entry: Entry, language: str, text: str, glossary: Glossary
) -> Iterator[tuple[str, str]]:
    """Yield each thing that is wrong in a text, and its mend."""
    digits = stray_digits(text, glossary)
    if digits:
        yield f"figure {digits!r} outside a placeholder", f"{_VALUE}; {_NAME}"
    spelled = spelled_figure(text, language)
    if spelled:
        yield f"figure spelled out: {spelled!r}", _VALUE
    try:
        asked = placeholders(text)
    except ValueError as error:
        yield str(error), "write {name}, {name:form}, or double a brace that is meant: {{ }}"
        return
    unknown = list(_unknown(entry, asked))
    yield from unknown
    if not unknown:
        yield from _too_long(entry, language)


def _hard(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is hard to read in an easy text: a long sentence."""
    for sentence in re.split(r"[.!?:]\s|\n", text):
        if len(sentence.split()) > LONGEST_EASY_SENTENCE:
            told = f"{len(sentence.split())} words in a sentence: {sentence[:30]!r}…"
            yield told, f"say one thing in a sentence, in {LONGEST_EASY_SENTENCE} words at most"


def _unknown(entry: Entry, asked: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    known = ", ".join(f"{{{name}}}" for name in entry.values) or "none yet"
    for name, form in asked:
        fact = entry.values.get(name)
        if fact is None:
            yield f"unknown placeholder {{{name}}}", f"values of this entry: {known}"
        elif form and form not in forms(fact.unit):
            told = f"{{{name}:{form}}}: {fact.unit} has the forms {sorted(forms(fact.unit))}"
            yield told, f"write {{{name}}} or one of these forms"


def _too_long(entry: Entry, language: str) -> Iterator[tuple[str, str]]:
    for day in _days(entry):
        try:
            length = len(render_answer(entry, language, day))
        except FactNotFound:
            continue
        if length > LONGEST_ANSWER:
            told = f"{length} characters once rendered, at most {LONGEST_ANSWER}"
            yield told, "shorten it, or make two entries of it"
            return


def _days(entry: Entry) -> list[date]:
    days = {dated.day for fact in entry.values.values() for dated in fact.on}
    return sorted(days) or [entry.source.date]
