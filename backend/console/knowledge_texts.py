"""Words of the knowledge's pages: statuses, units, what is wrong; French is the key."""

import re
from collections.abc import Callable, Mapping

from knowledge.errors import Problem
from knowledge.model import Audience, Status, Unit, Visibility

Gettext = Callable[[str], str]


def visibilities(_: Gettext) -> Mapping[str, str]:
    """Return who may read an entry."""
    return {
        Visibility.PUBLIC: _("Public"),
        Visibility.DESK: _("Interne"),
        Visibility.RESTRICTED: _("Réservé"),
    }


def statuses(_: Gettext) -> Mapping[str, str]:
    """Return how far an entry holds."""
    return {
        Status.IN_FORCE: _("En vigueur"),
        Status.PROPOSAL: _("Proposition"),
        Status.PLANNED: _("Prévu"),
        Status.NOT_IN_FORCE: _("Pas en vigueur"),
        Status.DATED: _("Chiffre daté"),
        Status.TO_CONFIRM: _("À confirmer"),
        Status.SOURCES_DIFFER: _("Sources différentes"),
    }


def audiences(_: Gettext) -> Mapping[str, str]:
    """Return whom an entry is written for."""
    return {
        Audience.TENANT: _("locataires"),
        Audience.APPLICANT: _("demandeurs"),
        Audience.PARTNER: _("partenaires"),
        Audience.REPRESENTATIVE: _("représentants des locataires"),
        Audience.AGENT: _("agents"),
    }


def units(_: Gettext) -> Mapping[str, str]:
    """Return how a value is written in its field."""
    return {
        Unit.PHONE: _("numéro de téléphone"),
        Unit.PERCENT: _("pourcentage"),
        Unit.EUROS: _("euros"),
        Unit.EUROS_PER_MONTH: _("euros par mois"),
        Unit.HOURS: _("heures"),
        Unit.DAYS: _("jours"),
        Unit.MONTHS: _("mois"),
        Unit.YEARS: _("années"),
        Unit.DATE: _("date"),
        Unit.TIME: _("heure, comme 08:30"),
        Unit.COUNT: _("nombre"),
        Unit.TEXT: _("texte"),
        Unit.LIST: _("liste, une ligne par élément"),
        Unit.URL: _("adresse internet"),
        Unit.EMAIL: _("adresse e-mail"),
    }


def problem(told: Problem, _: Gettext) -> str:
    """Return what is wrong in an amended entry, as a supervisor mends it."""
    known = {
        r"figure '(?P<found>.*)' outside": _(
            "« {found} » est un chiffre : écrivez le nom d’une valeur entre accolades."
        ),
        r"figure spelled out: '(?P<found>.*)'": _(
            "« {found} » est un chiffre en lettres : écrivez le nom d’une valeur entre accolades."
        ),
        r"unknown placeholder \{(?P<found>.*)\}": _("La fiche n’a pas de valeur « {found} »."),
        r"(?P<found>\d+) characters once rendered": _(
            "Le texte est trop long : {found} caractères. Raccourcissez-le."
        ),
        r"'(?P<found>.*)' is not a number": _("« {found} » n’est pas un nombre."),
        r"'?(?P<found>.*?)'? is negative": _("« {found} » est négatif."),
        r"'(?P<found>.*)' is not a telephone": _("« {found} » n’est pas un numéro de téléphone."),
        r"'(?P<found>.*)' is not a date": _("« {found} » n’est pas une date."),
        r"'(?P<found>.*)' is not a time": _("« {found} » n’est pas une heure, comme 08:30."),
        r"(?P<found>another telephone)": _(
            "Une autre fiche donne un autre numéro pour ce contact."
        ),
        r"(?P<found>nothing is changed)": _("Rien n’est changé dans la fiche."),
        r"missing(?P<found> French text|)": _("Le texte français manque."),
    }
    for pattern, sentence in known.items():
        found = re.match(pattern, told.message)
        if found:
            return sentence.format(found=found["found"])
    return f"{told.field} : {told.message}"
