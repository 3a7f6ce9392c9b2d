"""Words of what comes later: appointments, and what follows by itself; French is the key."""

from collections.abc import Mapping

from backend.console.texts import Gettext


def appointment_services(_: Gettext) -> Mapping[str, str]:
    """Return what an appointment is about, short."""
    return {
        "lease": _("Bail et loyer"),
        "technical": _("Technique"),
        "social": _("Social"),
        "general": _("Autre sujet"),
        "allocation": _("Attribution"),
        "partner": _("Partenaire"),
    }


def follow_ups(_: Gettext) -> Mapping[str, str]:
    """Return what follows by itself, by the name of its rule."""
    return {
        "bel-advert": _("Annonce BEL bientôt éteinte (date : dernière connexion)"),
        "bel-check": _("Constat après un échange BEL (date : échange)"),
        "bel-courtesy": _("Visite de courtoisie après un échange BEL (date : échange)"),
        "adaptation-commission": _("Prochaine commission d’adaptation (date : demande)"),
        "adaptation-visit": _("Visite un an après une adaptation (date : fin des travaux)"),
        "papernest-question": _("Accord pour Papernest à demander (date : entrée ou départ)"),
        "papernest": _("Coordonnées à transmettre à Papernest, le locataire a dit oui"),
    }


def follow_up_ends(_: Gettext) -> Mapping[str, str]:
    """Return why nothing follows any more."""
    return {
        "replaced": _("une date plus récente"),
        "reason-gone": _("la demande ne le justifie plus"),
        "nowhere-to-write": _("nulle part où l’écrire"),
        "stop": _("le locataire a dit STOP"),
        "no-news": _("le locataire ne veut pas de nouvelles"),
        "follow-up-over": _("le jour était déjà passé"),
    }
