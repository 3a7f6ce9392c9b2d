"""Two landlords whose rules differ, a national rule, a telephone with hours."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import load
from knowledge.load import ROOT
from knowledge.search import Searcher
from tests.knowledge.entries import an_entry, dates_unquoted


def _asked(*french: str, **languages: list[str]) -> dict[str, list[str]]:
    return {"fr": list(french), **languages}


def _telephone() -> dict[str, Any]:
    return an_entry(
        id="office64-telephone",
        title="Téléphone des locataires",
        values={"tel": {"unit": "phone", "on": {"2024-06-06": "+33639980001"}}},
        contact={
            "profile": "tenant",
            "telephone": "tel",
            "hours": {"mo-fr": ["08:30-12:30", "13:30-17:00"]},
        },
        answer={"fr": "Appelez le {tel}.", "en": "Call {tel}."},
        questions=_asked("quel est votre numéro de téléphone", en=["what is your phone number"]),
    )


def _counter() -> dict[str, Any]:
    return an_entry(
        id="office64-agence",
        title="Horaires de l'agence",
        contact={"profile": "tenant", "hours": {"mo-fr": ["08:30-12:30"]}},
        answer={"fr": "L'agence ouvre le matin, réponse sous {delai}."},
        questions=_asked("quels sont les horaires de l'agence"),
    )


def _refusal(landlord: str, count: int) -> dict[str, Any]:
    return an_entry(
        id=f"{landlord}-refus",
        title="Refus d'un logement",
        values={"refus": {"unit": "count", "on": {"2020-12-15": count}}},
        answer={
            "fr": "Après {refus} refus, il faut attendre.",
            "en": "{refus} refusals: you wait.",
        },
        questions=_asked("combien de refus d'un logement", "que se passe-t-il si je refuse"),
    )


def _with_status(status: str) -> dict[str, Any]:
    words = {"planned": "bornes numériques", "dated": "appels reçus", "proposal": "caution réduite"}
    return an_entry(
        id=f"office64-{status}",
        title=words[status].capitalize(),
        status=status,
        answer={"fr": f"Des {words[status]}, sous {{delai}}."},
        questions=_asked(f"parlez-moi des {words[status]}"),
    )


def _works(place: str) -> dict[str, Any]:
    name = place.replace("ç", "c")
    return an_entry(
        id=f"office64-{name}",
        title=f"Travaux de {place}",
        answer={"fr": f"On refait la {place}."},
        questions=_asked(f"quand refaites-vous la {place}", "travaux prévus"),
    )


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A searcher over a small knowledge base of the tests' own."""
    root: Path = tmp_path_factory.mktemp("knowledge")
    files = {
        "office64": [
            _telephone(),
            _counter(),
            _refusal("office64", 1),
            _works("façade"),
            _works("toiture"),
            _with_status("planned"),
            _with_status("dated"),
            _with_status("proposal"),
            an_entry(
                id="office64-echoloc",
                title="Journal Écholoc",
                answer={"fr": "Le journal Écholoc paraît sous {delai}."},
                questions=_asked("c'est quoi le journal écholoc"),
            ),
        ],
        "rochefort": [_refusal("rochefort", 3)],
        "national": [
            an_entry(
                id="national-sls",
                title="Supplément de loyer",
                answer={"fr": "Le SLS s'ajoute au loyer.", "en": "The SLS adds to the rent."},
                questions=_asked("c'est quoi le SLS", en=["what is the SLS"]),
            )
        ],
    }
    for landlord, entries in files.items():
        (root / landlord).mkdir()
        body = {"landlord": landlord, "topic": "rules", "entries": entries}
        text = dates_unquoted(yaml.safe_dump(body, allow_unicode=True, sort_keys=False))
        (root / landlord / "rules.yaml").write_text(text, encoding="utf-8")
    (root / "landlords.yaml").write_text(
        "office64: {name: Office64 de l'Habitat, aliases: [office 64, office64]}\n"
        "rochefort: {name: Rochefort Habitat Océan, aliases: [rochefort]}\n",
        encoding="utf-8",
    )
    (root / "glossary.yaml").write_bytes((ROOT / "glossary.yaml").read_bytes())
    return Searcher(load(root))
