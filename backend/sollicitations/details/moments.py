"""Since when: durations and moments in five languages, as tenants write them."""

import re

from backend.hearing.text import Found, Sheet

_NUMBER = (
    r"(?:\d{1,3}(?:\s?(?:/|-|a|ou)\s?\d{1,3})?|une (?:huit|diz|douz|quinz|vingt|trent)aine d[e']"
    r"|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente"
    r"|quelques?|qq|plusieurs|pas mal de|one|two|three|four|five|seven|eight|nine|ten|an?|a few"
    r"|several|some|couple of|a couple of|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez"
    r"|unos|unas|varios|varias|um|uma|dois|duas|quatro|sete|oito|nove|dez|uns|umas|varios"
    r"|alguns|algumas|algunos|algunas|bat|bi|hiru|lau|bost|sei|zazpi|zortzi|bederatzi|hamar"
    r"|zenbait|hainbat)"
)
_UNIT = (
    r"(?:j(?:our)?s?|jrs?|jour(?:nee)?s?|nuits?|h(?:eure)?s?|mn|min(?:ute)?s?|sem(?:aine)?s?|mois?"
    r"|ans?|annees?|week-?ends?|we|hivers?|days?|weeks?|months?|years?|hours?|nights?|dias?"
    r"|semanas?|mes(?:es)?|anos?|horas?|noches?|noites?|minutos?|egun|aste|hilabete|urte|ordu)"
)
_ABOUT = (
    r"(?:(?:environ|a peu pres|au moins?|plus d[e']|moins d[e']|presque|pres d[e']|bientot|deja"
    r"|bien"
    r"|about|over|more than|at least|almost|mas de|casi|mais de|quase|unos|ja|ya|gutxienez|ia)\s*)*"
)
DURATION = rf"{_ABOUT}{_NUMBER}\s*{_UNIT}\b(?:\s+(?:et demie?|and a half|y medi[oa]|e mei[oa]))?"
_DAY = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday|lunes|martes|miercoles|jueves|viernes|sabado|domingo"
    r"|segunda(?:-feira)?|terca(?:-feira)?|quarta(?:-feira)?|quinta(?:-feira)?|sexta(?:-feira)?)"
)
_MONTH = (
    r"(?:janvier|janv|fevrier|fevr?|mars|avril|mai|juin|juillet|aout|septembre|sept|octobre|oct"
    r"|novembre|nov"
    r"|decembre|dec|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    r"|diciembre|janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro)"
)
_PART = r"(?:matin|midi|apres[- ]?midi|aprem|soir|nuit|morning|afternoon|evening|night)"
_LAST = r"(?:derniere?s?|dernie|passee?s?|prochaine?)"
_AT = r"(?:\s+(?:vers|a|at|around|a las|as)\s+\d{1,2}\s?(?:h|:|am|pm|heures?)\s?\d{0,2}\b)?"
# Moments that are a "since when" even alone.
_CLEAR = (
    rf"(?:avant[- ]?hier(?:\s+{_PART})?|hier(?:\s+{_PART})?|h?ie(?:\s+soir)?|ier(?:\s+soir)?"
    rf"|[cs]e matin"
    r"|ce week-? ?end|cet (?:ete|hiver|automne)"
    rf"|cet? apres[- ]?midi"
    r"|ce midi|cette nuit|cet? aprem|tout a l'? ?heure|tte a lheure"
    rf"|(?:la |le |l'|l |les |cet? )?(?:semaine|mois|annee|an|week-?end|nuit|hiver|ete)s? {_LAST}"
    rf"|(?:la nuit |le )?{_DAY} {_LAST}"
    r"|yesterday(?: morning| evening| afternoon)?|this morning|this afternoon|last (?:night|week"
    rf"|month|year|winter|weekend|{_DAY})|the day before yesterday"
    r"|anteayer|ayer(?: por la (?:manana|tarde|noche))?|anoche|esta manana|la semana pasada"
    r"|el (?:mes|ano) pasado|anteontem|ontem(?: a (?:noite|tarde))?|esta manha|hoje de manha"
    r"|(?:a )?semana passada|(?:o )?mes passado|herenegun|atzo(?: gauean| arratsaldean)?|bart"
    rf"|gaur goizean|joan den (?:astean|hilean|astelehenean)){_AT}"
)
_DATE = (
    rf"(?:(?:le |el |o |the |du )?\d{{1,2}}(?:er|st|nd|rd|th)?(?: de"
    rf"| of)? {_MONTH}(?: (?:de )?\d{{4}})?|(?:le )?\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?"
    rf"|(?:(?:debut|mi|fin|fin de|early|late|mid)[- ])?(?:le mois de |le mois d'|mes de )?{_MONTH}"
    rf"(?: {_LAST})?(?: (?:de )?\d{{4}})?|(?:l'annee )?(?:19|20)\d\d)"
)
# Moments that say since when only behind a word like "depuis".
_BEHIND = (
    rf"(?:{_CLEAR}|{DURATION}|{_DATE}|(?:le |el |la |o )?{_DAY}(?:\s+(?:{_PART}|{_LAST}))?{_AT}"
    r"|aujourd'? ?hui|aujourdhui|auj|ce soir|today|hoy|hoje|gaur"
    r"|(?:le |la |l'|les )?(?:noel|nouvel an|rentree|vacances|week-?end|tempete|orage|coupure"
    r"|travaux|debut (?:du|de la|de l'|d')\s?\w+|hiver|ete|automne|printemps|matin|midi"
    r"|premier jour)(?: derniere?s?)?"
    r"|(?:tres |assez |trop )?(?:longtemps|lgtps|lgtemps|peu|toujours)|un (?:bon )?(?:moment"
    r"|bout de temps|certain temps)"
    r"|quelque temps|des (?:jours|semaines|mois|annees|lustres)|(?:mon|notre|l')\s?(?:entree"
    r"|arrivee|emmenagement|installation)(?: dans (?:les lieux|le logement|l'appartement))?"
    r"|a (?:long time|while)|ages|weeks|months|days|mucho(?: tiempo)?|siempre|muito(?: tempo)?"
    r"|sempre)"
)
_SINCE = r"(?:depuis|depui|dep|depuit|depuid|despuis|deupis|depius|dpuis|dpui|dps|d'?puis|depuie)"
_QUE = r"qu(?:e|'|and)?\s?[^,;.!?|\n]{3,60}"
_LEADS = (
    re.compile(rf"\b{_SINCE}\s+(?:deja\s+)?(?P<value>{_BEHIND}|(?:{_QUE}))(?!\w)"),
    re.compile(
        rf"\b(?:ca|sa|cela|c|voila|ca va)\s?(?:fait?|fai|fera|faisait|va faire)?\s+(?:deja\s+)?"
        rf"(?P<value>{DURATION}|longtemps|un (?:bon )?moment)\b"
    ),
    re.compile(
        rf"(?P<value>\b(?:il y a|y a|ya|il ya|il y'a)\s+(?:deja\s+)?(?:{DURATION}|longtemps|peu))\b"
    ),
    re.compile(rf"\bsince\s+(?P<value>{_BEHIND}|i moved in)(?!\w)"),
    re.compile(rf"\bfor\s+(?P<value>{DURATION}|a (?:long time|while)|ages|weeks|months|days)\b"),
    re.compile(rf"(?P<value>\b{DURATION} (?:ago|atras))\b"),
    re.compile(rf"\bdesde\s+(?:el |la |o |a )?(?P<value>(?:hace |ha )?{_BEHIND})(?!\w)"),
    re.compile(
        rf"(?P<value>\b(?:hace|ha|faz|llevo|llevamos)\s+(?:ya |ja )?(?:{DURATION}|mucho"
        rf"|muito tempo))\b"
    ),
    re.compile(
        r"(?P<value>\b(?:gaur |atzo )?(?:goizetik|arratsetik|atzotik|bartik|gaurtik|herenegunetik"
        r"|aspalditik|aspaldian|aste(?:lehen|arte|azken)etik|ostegunetik|ostiraletik|larunbatetik"
        r"|igandetik|\w{3,10}(?:il|r)(?:etik|tik)))\b"
    ),
    re.compile(rf"(?P<value>\bduela\s+{_NUMBER}\s+{_UNIT}(?:\s+bat)?)\b"),
    re.compile(rf"(?P<value>\b(?:{_NUMBER}\s+)?{_UNIT}(?: bat)?)\s+(?:daramat\w*|dira|da)\b"),
)
_ALONE = re.compile(rf"\b(?P<value>{_CLEAR})(?!\w)")
# "I wrote to you last week" says when somebody wrote, not since when it leaks.
_ABOUT_OURSELVES = re.compile(
    r"\b(?:appele|telephone|ecrit|signale|contacte|vu|venu|passe|demande|envoye|paye|called|told"
    r"|wrote|llame|escribi|liguei|escrevi|rendez-?vous|rdv|dispo\w*|libre)\b"
)
_WHOLE = re.compile(
    rf"^(?:(?:c'est|cest|c|euh|ben|bah|it s|it's|it is|es|e)\s+)?(?:{_SINCE}\s+|since\s+|for\s+"
    rf"|desde\s+)?"
    rf"(?P<value>(?:{_BEHIND}|le \d{{1,2}}(?:er)?)(?:\s+(?:environ|a peu pres|deja|about|je crois"
    rf"|peut-etre))?)$"
)


def find_lead(sheet: Sheet) -> Found | None:
    """Return a duration or moment behind a word that says "since"."""
    matches = [m for pattern in _LEADS if (m := pattern.search(sheet.plain))]
    if not matches:
        return None
    first = min(matches, key=lambda m: (m.start(), -m.end()))
    value = sheet.written(first.start("value"), first.end("value"))
    return Found(first.start(), first.end("value"), value)


def find_alone(sheet: Sheet) -> Found | None:
    """Return a moment that says since when without any word before it: "hier soir"."""
    for match in _ALONE.finditer(sheet.plain):
        before = sheet.plain[max(0, match.start() - 40) : match.start()]
        if not _ABOUT_OURSELVES.search(re.split(r"[,.;!?|\n]", before)[-1]):
            return sheet.found(match.start(), match.end())
    return None


def read_asked(sheet: Sheet) -> Found | None:
    """Return the answer to "since when?", which needs no word before it: "une semaine"."""
    match = _WHOLE.match(sheet.plain.strip(" ,.;!?|"))
    if match is None:
        return None
    start = sheet.plain.index(match.group("value"))
    return sheet.found(start, start + len(match.group("value")))
