"""A sample of a million people as a file: read, checked and written, beside a bare COPY of it.

A tenth of it without `LONG=1`; the figure for a million is in proportion then.
"""

import os
import time
from collections.abc import Callable

from sqlalchemy import text
from sqlmodel import Session

from backend.campaigns import service
from backend.campaigns.questionnaire import shipped
from backend.campaigns.sampling import read_sample
from backend.db import UnitOfWork, driver_of
from tests.backend.campaigns.people import prepared
from tests.bench.figures import figure

SHARE = 1 if os.environ.get("LONG") else 10
PEOPLE = 1_000_000 // SHARE
_PEOPLE = text(
    """
    INSERT INTO person (landlord, name, phone, dwelling, language, reference)
    SELECT 'office64', 'P', '+33639980000', '', 'fr', 'L' || n FROM generate_series(1, :people) n
    """
)
_CSPS = ("employé", "ouvrier", "retraité", "cadre")


def _file() -> bytes:
    rows = (f"L{n};{18 + n % 80};{_CSPS[n % 4]}\n" for n in range(1, PEOPLE + 1))
    return ("Référence;Âge;CSP\n" + "".join(rows)).encode()


def _seconds(begin: UnitOfWork, work: Callable[[Session], None]) -> float:
    began = time.perf_counter()
    with begin() as session:
        work(session)
    return time.perf_counter() - began


def _import(session: Session, content: bytes) -> None:
    questionnaire = shipped("inclusion-numerique")
    sampled = read_sample(session, "office64", questionnaire, content)
    assert (len(sampled.people), sampled.refusals) == (PEOPLE, [])
    service.sample(session, prepared(session), sampled.people)


def _bare_copy(session: Session, content: bytes) -> None:
    session.execute(text("CREATE TABLE bare_sample (reference text, age text, csp text)"))
    command = "COPY bare_sample FROM STDIN WITH (FORMAT csv, HEADER, DELIMITER ';')"
    with driver_of(session).cursor().copy(command) as copy:
        copy.write(content)


def measure(begin: UnitOfWork) -> None:
    """Print how long a sample takes, and the same file copied bare."""
    with begin() as session:
        session.execute(_PEOPLE, {"people": PEOPLE})
    content = _file()
    took = _seconds(begin, lambda session: _import(session, content))
    bare = _seconds(begin, lambda session: _bare_copy(session, content))
    figure("contacts_imported", PEOPLE, "people")
    figure("import_of_a_million_contacts_s", took * SHARE, "s")
    figure("contacts_to_bare_copy", took / bare, "ratio")
