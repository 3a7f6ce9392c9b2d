"""What one table hides, no other table of the page gives away."""

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from backend.campaigns.questionnaire import shipped
from backend.quotas.models import Mode
from backend.results import tables
from backend.results.reading import reading_of
from backend.results.records import Record, record
from backend.results.secrecy import is_small
from backend.results.tables import NO, UNTOLD, YES, Table, Variable
from backend.results.tabulation import Tabulation
from tests.backend.results.people import MODES, interviewed

ASKED = shipped("inclusion-numerique")
WORDS = {UNTOLD: "non dit", YES: "oui", NO: "non"}
NAMES = {one: one.value for one in Mode}
BREAKDOWNS = ("agency", "age", "csp", "persona", "mode")


def variables() -> list[Variable]:
    reading = reading_of(ASKED.id)
    assert reading
    found = [tables.indicator(one, WORDS) for one in reading.indicators]
    found.append(tables.personas(reading, "Profils"))
    return found + [tables.question(one, WORDS) for one in ASKED.questions]


def answered(number: int, seed: int, *modes: Mode) -> list[Record]:
    chance, made = Random(seed), []
    for _ in range(number):
        mode = chance.choice(modes)
        first = {"A1": (1,), "A2": (chance.randint(1, 5),), "A3": (chance.randint(4, 8),)}
        answers = interviewed(chance, ASKED, first, core=mode is Mode.SMS)
        known = {"agency": str(chance.randint(1, 3))}
        made.append(record(ASKED, answers, mode=mode.value, is_counted=True, known=known))
    return made


def shown(records: list[Record], by: str) -> dict[str, Table]:
    found = tables.breakdowns(ASKED, reading_of(ASKED.id), dict.fromkeys("123", "A"), NAMES)
    made = Tabulation(records, np.ones(len(records)), found[by], "?")
    return {one.code: one for one in made.tables(variables())}


def column(table: Table, at: int) -> list[int | None]:
    """The numbers of a column as they are shown; the last one is the whole."""
    figures = [(*row.figures, row.total)[at] for row in table.rows]
    return [one.count if one else None for one in figures]


def sums(
    found: dict[str, Table], *, all_asked: bool
) -> Iterator[tuple[list[int | None], int | None]]:
    """What a reader knows to add up: the parts, and the whole."""
    for table in found.values():
        if not table.rows:
            continue
        sizes = (*table.sizes, table.size)
        for row in table.rows:
            numbers = [one.count if one else None for one in row.figures]
            yield numbers, row.total.count if row.total else None
        yield list(table.sizes), table.size
        if not table.many:
            for at, size in enumerate(sizes):
                yield column(table, at), size
    yield from between(found, all_asked=all_asked)


def between(
    found: dict[str, Table], *, all_asked: bool
) -> Iterator[tuple[list[int | None], int | None]]:
    """What adds up between two tables: the first three choices of C1 are asked C2, and so on.

    By SMS not everybody was asked C2: then it does not add up, and nothing is learnt.
    """
    last, usage, persona = found["C1"], found["non_usage"], found.get("persona")
    if not last.rows or not usage.rows:
        return
    for at in range(len(last.heads) + 1):
        said = column(last, at)
        yield said[3:5], column(usage, at)[0]
        yield said[:3], column(usage, at)[1]
        yield said[:5], (*usage.sizes, usage.size)[at]
        if persona and persona.rows:
            yield said[3:5], column(persona, at)[0]
        if all_asked and "C2" in found and found["C2"].rows:
            size = (*found["C2"].sizes, found["C2"].size)[at]
            yield said[:3], size
            yield [size, *said[3:]], (*last.sizes, last.size)[at]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("modes", [MODES, (Mode.PHONE,)])
def test_no_small_number_is_the_only_one_that_is_hidden_of_a_sum(
    seed: int, modes: tuple[Mode, ...]
) -> None:
    records = answered(40 + 30 * seed, seed, *modes)
    for by in BREAKDOWNS:
        for parts, whole in sums(shown(records, by), all_asked=Mode.SMS not in modes):
            if [*parts, whole].count(None) != 1:
                continue
            known = sum(one for one in parts if one is not None)
            computed = known if whole is None else whole - known
            assert not is_small(computed)


def test_what_crosses_two_breakdowns_is_shown_one_way_round() -> None:
    records = answered(200, 1, Mode.PHONE)

    assert {"A2", "A3", "persona"} <= shown(records, "agency").keys()
    assert "A2" in shown(records, "csp")
    assert "A3" not in shown(records, "age")
    assert "persona" in shown(records, "age")
    assert not {"A2", "A3", "persona"} & shown(records, "persona").keys()


def test_cells_of_the_same_people_are_hidden_together() -> None:
    for seed in range(6):
        found = shown(answered(120, seed, Mode.PHONE), "age")
        far, usage = found["persona"].rows[0], found["non_usage"].rows[0]
        assert [one is None for one in far.figures] == [one is None for one in usage.figures]


def test_a_large_survey_is_made_quickly_enough_to_be_looked_at() -> None:
    found = shown(answered(600, 3, *MODES), "csp")

    cells = [one for table in found.values() for row in table.rows for one in row.figures]
    assert sum(one is not None for one in cells) > len(cells) / 2
