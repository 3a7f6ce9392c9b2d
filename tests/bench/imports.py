"""A landlord's whole file, 100 000 tenants and 30 000 requests, against a bare COPY.

A tenth of both without `LONG=1`, so that it stays short.
"""

import os
import time
from collections.abc import Callable

from sqlalchemy import text

from backend.clock import now
from backend.db import UnitOfWork, make_engine, unit_of_work
from backend.imports.service import Report, import_file
from tests.bench.figures import figure
from tests.servers import TEMPLATE, database_server

LANDLORD = "office64"
SHARE = 1 if os.environ.get("LONG") else 10
TENANTS, REQUESTS, RESIDENCES = 100_000 // SHARE, 30_000 // SHARE, 400


def _residences() -> str:
    rows = (f"R{n};Résidence {n};{n} rue des Essais;Pau\n" for n in range(RESIDENCES))
    return "Référence;Nom;Adresse;Commune\n" + "".join(rows)


def _tenants() -> str:
    rows = (
        f"L{n};Locataire {n};06 39 98 {n // 100 % 100:02d} {n % 100:02d};R{n % RESIDENCES};"
        f"appt {n};fr;01/03/2016\n"
        for n in range(TENANTS)
    )
    return "Référence;Nom;Téléphone;Résidence;Logement;Langue;Entrée\n" + "".join(rows)


def _requests() -> str:
    rows = (f"D{n};L{n};plomberie;Fuite {n};Reçue;02/11/2026\n" for n in range(REQUESTS))
    return "Référence;Locataire;Catégorie;Problème;État;Ouverte le\n" + "".join(rows)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _import(begin: UnitOfWork, kind: str, content: str) -> Report:
    with begin() as session:
        return import_file(session, content.encode(), kind=kind, landlord=LANDLORD, now=now())


def _bare_copy(begin: UnitOfWork, content: str) -> None:
    with begin() as session:
        columns = ", ".join(f"c{n} text" for n in range(7))
        session.execute(text(f"CREATE TABLE bare_copy ({columns})"))
        cursor = session.connection().connection.cursor()
        with cursor.copy("COPY bare_copy FROM STDIN") as copy:
            for line in content.splitlines()[1:]:
                copy.write_row(line.split(";"))


def run() -> None:
    """Measure on a database of its own."""
    with database_server() as cluster:
        cluster.create_database("bench", template=TEMPLATE)
        begin = unit_of_work(make_engine(cluster.url("bench")))
        _import(begin, "residences", _residences())
        tenants, requests = _tenants(), _requests()
        bare = _timed(lambda: _bare_copy(begin, tenants))
        first = _timed(lambda: _import(begin, "tenants", tenants))
        again = _timed(lambda: _import(begin, "tenants", tenants))
        filed = _timed(lambda: _import(begin, "requests", requests))
    figure("tenants_per_s", TENANTS / first, "tenants/s")
    figure("tenants_again_per_s", TENANTS / again, "tenants/s")
    figure("requests_per_s", REQUESTS / filed, "requests/s")
    figure("bare_copy_rows_per_s", TENANTS / bare, "rows/s")
    figure("import_to_bare_copy", first / bare, "ratio")
    figure("whole_file_s", (first + filed) * SHARE, "s")
