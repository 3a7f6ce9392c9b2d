"""When somebody is at home, in five languages."""

import re

from backend.hearing.text import Found, Sheet

_DAYS = (
    r"lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?|mondays?|tuesdays?"
    r"|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|lunes|martes|miercoles|jueves|viernes"
    r"|sabados?|domingos?|segundas?|tercas?|quartas?|quintas?|sextas?"
)
_PARTS = (
    r"matins?|matinees?|mat1s?|mat|apres[- ]?midis?|aprems?|laprem|lapres-? ?midi|lematin|apm"
    r"|midis?|soirs?|soirees?|journees?"
    r"|semaine|week-?ends?|we|mornings?|afternoons?|evenings?|weekdays?|weekends?|mananas?|tardes?"
    r"|noches?|manhas?|noites?|fin de semana|fim de semana|goizez|goizetan|goizean|arratsaldez"
    r"|arratsaldean|arratsaldetan|eguerdian|asteburuan|astegunetan|astean"
)
_BEFORE = (
    r"(?:(?:plutot|surtout|de preference|seulement|que|uniquement|only|solo|preferably|en|dans"
    r"|pendant"
    r"|tous|toute|toutes|chaque|every|all|in|on|at|todos?|todas?|cada|por|pela|pelas|de|da|na|nas|a"
    r"|no|le|la|les|l'|l|the|el|los|las|o|os|as|fin de|debut de)\s*){0,4}"
)
_CLOCK = r"\d{1,2}\s?(?:h\d{0,2}|:\d\d|heures?|am|pm|horas?)?"
_HOURS = (
    rf"(?:a partir de|apres|avant|entre|vers|des|de|jusqu'?a|after|before|from|between|until|around"
    rf"|desde las|desde|despues de las|antes de las|entre las|a partir de las|a partir das"
    rf"|depois das"
    rf"|antes das|entre as)\s+{_CLOCK}(?:\s*(?:et|a|-|and|to|y|y las|e|e as|as)\s*{_CLOCK})?"
    rf"|{_CLOCK[:-1]}\s*-\s*{_CLOCK}"
)
_ALWAYS = (
    r"quand vous v\w+|quan vs voul\w+|n'?importe quand|tout le temps|toujours|tous les jours|tlj"
    r"|toute la (?:journee|semaine)|24h/24|h24|a toute heure|any ?time|whenever(?: you want)?"
    r"|all day"
    r"|every day|cuando quiera\w*|a cualquier hora|todo el dia|todos los dias|quando quiser\w*"
    r"|a qualquer hora|todo o dia|todos os dias|edozein unetan|egun osoan|egunero"
)
_WINDOW = (
    rf"(?:{_ALWAYS}|{_HOURS}|{_BEFORE}\b(?:(?:{_DAYS})(?:\s+(?:{_PARTS}))?|(?:{_PARTS}))\b"
    r"|demain(?:\s+(?:matin|soir|midi|apres-midi))?|apres-demain|tomorrow(?: morning| afternoon)?"
    r"|manana por la (?:manana|tarde)|amanha(?: de manha| a tarde)?|bihar(?: goizean)?)"
)
_JOIN = (
    r"(?:\s*(?:,|/|-)?\s*(?:et|ou|and|or|y|o|e|ou|eta|edo|sauf|except|excepto|exceto|mais pas"
    r"|but not|not|puis|aussi|jusqu'?a|a)?\s*)"
)
WINDOWS = rf"{_WINDOW}(?:{_JOIN}{_WINDOW}){{0,6}}"
_AT_HOME = (
    r"(?:(?:je |j'|on |nous )?(?:suis|sui|serai|serais|sera|est|s[eo]ra|sommes|chui|jsuis|jsui"
    r"|serons)\s+)"
)
_LEAD = (
    rf"(?:{_AT_HOME}?(?:toujours |plutot |tjs |tjrs )?(?:dispos?|disponibles?|dispo(?:nib)?\w*"
    rf"|libres?|joignables?)"
    rf"|{_AT_HOME}(?:present\w*|la|chez moi|a la maison|a mon domicile|en repos)"
    r"|(?:vous pouvez |merci de |il faut )?(?:passer|passez|venir|venez|intervenir|rdv|rendez-vous)"
    r"|(?:i am |i'm |im |we are )?(?:available|free|at home|home|in)|(?:you can )?come"
    r"|(?:estoy |estamos )?(?:disponible|libre|en casa)|(?:estou |estamos )?(?:disponivel|livre"
    r"|em casa)|(?:etxean|libre|eskuragarri)(?: nago| gaude)?|dispo\w*|disponibilit\w+)"
)
_LED = re.compile(rf"\b{_LEAD}\s*[:,]?\s*(?P<value>{WINDOWS})(?!\w)")
# "Le matin c'est mieux", "mornings are best": the words stand behind.
_TRAIL = re.compile(
    r" (?:c'est mieux|m'arrange\w*|me va|ca me va|si possible|de preference|are best|is best|works"
    r"|suits me|(?:je |j')(?:suis|sui) (?:la|dispo\w*|libre|chez moi))\b"
)
_BEFORE_TRAIL = re.compile(rf"\b(?P<value>{WINDOWS})$")
_REACH = 80
_SEGMENT = re.compile(r"[^,;.!?|\n()]+")
_BARE = re.compile(
    rf"^\s*(?:et |ou |sinon |plutot |surtout |svp )*(?P<value>{WINDOWS})(?:\s+(?:svp|stp|merci"
    rf"|si possible))?\s*$"
)


def find_led(sheet: Sheet) -> Found | None:
    """Return the times told with a word that says who is there."""
    match = _LED.search(sheet.plain)
    if match is None:
        return _find_trailed(sheet)
    value = sheet.written(match.start("value"), match.end("value"))
    return Found(match.start(), match.end(), value)


def _find_trailed(sheet: Sheet) -> Found | None:
    trail = _TRAIL.search(sheet.plain)
    if trail is None:
        return None
    match = _BEFORE_TRAIL.search(sheet.plain, max(0, trail.start() - _REACH), trail.start())
    if match is None:
        return None
    return Found(match.start(), trail.end(), sheet.written(match.start(), match.end()))


def find_bare(sheet: Sheet, *, asked: bool) -> Found | None:
    """Return times that are a whole part of the message: "…, le matin"."""
    for segment in _SEGMENT.finditer(sheet.plain):
        match = _BARE.match(segment.group()) if len(segment.group()) <= _REACH else None
        if match is None:
            continue
        alone = segment.group().strip() == sheet.plain.strip(" ,;.!?|\n()")
        if asked or not alone:
            start = segment.start() + match.start("value")
            return sheet.found(start, segment.start() + match.end("value"))
    return None
