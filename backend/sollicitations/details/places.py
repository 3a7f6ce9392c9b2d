"""Where in the dwelling or the building, in five languages."""

import re

from backend.hearing.text import Found, Sheet

_PLACES = (
    r"salles? de bains?|salle d'eau|sdb|sd bain|cuisine|chambre(?: (?:parentale|des? enfants?"
    r"|du bebe))?"
    r"|salon|sejour|salle a manger|wc|w\.c|toilettes?|buanderie|cellier|dressing|placard|balcon"
    r"|terrasse"
    r"|loggia|veranda|cave|garage|box|grenier|combles|jardin|cage d'?\s?escaliers?|escaliers?"
    r"|hall(?: d'entree)?|palier|couloir|sous-?sol|parkings?|local (?:a )?(?:poubelles?|velos?"
    r"|vide-ordures)"
    r"|locaux (?:a )?(?:poubelles|velos)|parties communes|cour(?: interieure)?|toiture|toit|facade"
    r"|partout(?: dans (?:le logement|l'appart\w*|la maison))?|tout le logement|toutes les pieces"
    r"|bathroom|kitchen|bedroom|living room|hallway|staircase|stairs|basement|everywhere"
    r"|cocina|cuarto de bano|bano|dormitorio|habitacion|pasillo|terraza|cozinha|casa de banho"
    r"|quarto(?: de banho)?|corredor|varanda|sukalde\w*|bainugela\w*|logela\w*|egongela\w*"
    r"|eskailera\w*"
)
_PLACE = re.compile(rf"(?<!\w)(?:{_PLACES})(?!\w)")
_ENTRANCE = re.compile(r"\b(?:dans|de|a) (?P<value>l'\s?entree)\b")


def find_place(sheet: Sheet) -> Found | None:
    """Return the first room or part of the building that is named."""
    match = _PLACE.search(sheet.plain)
    if match:
        return sheet.found(match.start(), match.end())
    entrance = _ENTRANCE.search(sheet.plain)
    return sheet.found(entrance.start("value"), entrance.end("value")) if entrance else None
