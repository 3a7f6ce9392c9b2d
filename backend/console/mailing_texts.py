"""Words of the mailings; French is the key."""

from collections.abc import Mapping

from backend.console.centre_texts import Gettext
from backend.mailings.models import MailingState, RecipientState
from backend.mailings.reaching import LeftOut


def notices(_: Gettext) -> Mapping[str, str]:
    """Return what is said after an action on a mailing."""
    return {
        "mailing-begun": _("L’envoi est commencé. Écrivez-le, puis faites-le approuver."),
        "mailing-kept": _("L’envoi est enregistré. Rien n’est parti."),
        "mailing-tried": _("Le SMS d’essai part vers votre téléphone."),
        "mailing-trial": _(
            "Un essai va à votre propre mobile, jamais à celui d’un locataire ou de qui a dit STOP."
        ),
        "mailing-approved": _("L’envoi est approuvé : il part peu à peu, aux heures permises."),
        "mailing-sending": _("L’envoi reprend."),
        "mailing-paused": _("L’envoi est en pause : plus rien ne part."),
        "mailing-cancelled": _("L’envoi est abandonné : plus rien ne part."),
        "mailing-fixed": _("Cet envoi ne peut plus être changé."),
        "mailing-own": _("Qui a écrit ou changé un envoi ne l’approuve pas."),
        "mailing-changed": _("L’envoi a changé depuis que vous l’avez lu. Relisez-le."),
        "mailing-unfinished": _("L’envoi n’est pas fini d’écrire."),
        "mailing-nobody": _("Personne ne peut recevoir cet envoi."),
    }


GOOD_NEWS = frozenset(
    "mailing-begun mailing-kept mailing-tried mailing-approved mailing-sending mailing-paused "
    "mailing-cancelled".split()
)


def kinds(_: Gettext) -> Mapping[str, str]:
    """Return what a mailing is about."""
    return {
        "calls": _("Avis avant des appels"),
        "sls": _("Rappel d’enquête SLS ou OPS"),
        "works": _("Travaux"),
        "parking": _("Stationnement à louer"),
    }


def states(_: Gettext) -> Mapping[str, str]:
    """Return where a mailing stands."""
    return {
        MailingState.DRAFT: _("à approuver"),
        MailingState.SENDING: _("en cours d’envoi"),
        MailingState.PAUSED: _("en pause"),
        MailingState.DONE: _("terminé"),
        MailingState.CANCELLED: _("abandonné"),
    }


def recipients(_: Gettext) -> Mapping[str, str]:
    """Return what became of people's texts."""
    return {
        RecipientState.WAITING: _("En attente"),
        RecipientState.WRITTEN: _("Écrits"),
        RecipientState.SILENCED: _("STOP reçu entre-temps"),
        RecipientState.ELSEWHERE: _("En discussion avec un autre bailleur"),
    }


def left_out(_: Gettext) -> Mapping[str, str]:
    """Return why people are not written to."""
    return {
        LeftOut.WITHOUT_PHONE: _("Sans téléphone"),
        LeftOut.LANDLINE: _("Téléphone fixe"),
        LeftOut.SILENT: _("Ont dit STOP"),
        LeftOut.OTHERWISE: _("À joindre autrement que par SMS"),
        LeftOut.SAME_PHONE: _("Même téléphone qu’un autre"),
        LeftOut.INCOMPLETE: _("Un champ du texte manque à leur dossier"),
    }


def equipment(_: Gettext) -> Mapping[str, str]:
    """Return what residences have."""
    return {
        "lift": _("un ascenseur"),
        "boiler": _("une chaudière collective"),
        "door": _("une porte, un portail ou un interphone"),
        "ventilation": _("une VMC"),
        "other": _("un autre équipement"),
    }


def rents(_: Gettext) -> Mapping[str, str]:
    """Return what people rent."""
    return {"dwelling": _("un logement"), "garage": _("un garage"), "parking": _("un parking")}


def problems(_: Gettext) -> Mapping[str, str]:
    """Return what a draft lacks."""
    return {
        "name": _("Il manque un nom."),
        "french": _("Il manque le texte en français."),
        "field": _("Ce champ n’existe pas : {what}"),
        "unwritten": _("Il reste à écrire : {what}"),
        "language": _("Cette langue n’existe pas : {what}"),
    }
