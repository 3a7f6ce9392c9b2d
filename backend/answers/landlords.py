"""Which landlord a tenant names."""

import re
from dataclasses import dataclass

from knowledge.model import Knowledge, Landlord
from knowledge.search_text import fold

_FILLER = frozenset(
    "je j ai suis locataire locatair chez a au aux de du des la le les l c est ce pour mon ma mes "
    "bailleur bonjour oui et moi en i m am a tenant of with my landlord is the at it s "
    "soy inquilino inquilina en de mi casero es sou inquilino da do no na o meu senhorio "
    "maizterra naiz nire jabea da".split()
)


@dataclass(frozen=True)
class Naming:
    """The landlord that a message names, and whether it says anything else."""

    landlord: Landlord
    alone: bool


def served(knowledge: Knowledge) -> list[Landlord]:
    """Return the landlords, without the territories."""
    return [one for one in knowledge.landlords.values() if not one.is_territory]


def named(knowledge: Knowledge, message: str) -> Naming | None:
    """Return the one landlord that the message names; None for none, or for several."""
    folded = fold(message)
    found = {}
    for landlord in served(knowledge):
        for alias in sorted((landlord.name, *landlord.aliases), key=len, reverse=True):
            rest, count = re.subn(rf"\b{re.escape(fold(alias))}\b", " ", folded)
            if count:
                found[landlord.id] = Naming(landlord, set(rest.split()) <= _FILLER)
                break
    return next(iter(found.values())) if len(found) == 1 else None


def tells_name(landlord: Landlord, text: str) -> bool:
    """Does the text say itself which landlord it is about?"""
    folded = fold(text)
    names = (fold(name) for name in (landlord.name, *landlord.aliases))
    return any(re.search(rf"\b{re.escape(name)}", folded) for name in names)
