"""Words of the workshops; French is the key."""

from collections.abc import Mapping

from backend.console.centre_texts import Gettext
from backend.workshops.models import SeatState


def notices(_: Gettext) -> Mapping[str, str]:
    """Return what is said after an action on a workshop."""
    return {
        "workshop-planned": _("L’atelier est enregistré. Personne n’est encore invité."),
        "workshop-unfinished": _(
            "Il faut un besoin, un titre, un lieu, des places, et un moment à venir."
        ),
        "workshop-invited": _("Les invitations partent, aux heures permises."),
        "workshop-nobody": _("Personne d’autre n’est à inviter."),
        "workshop-noted": _("La réponse est notée."),
        "workshop-cancelled": _("L’atelier est annulé. Ceux qui venaient sont prévenus par SMS."),
        "workshop-over": _("L’atelier a commencé ou est annulé : plus rien ne change."),
    }


GOOD_NEWS = frozenset("workshop-planned workshop-invited workshop-noted workshop-cancelled".split())


def seats(_: Gettext) -> Mapping[str, str]:
    """Return what people said."""
    return {
        SeatState.TO_CALL: _("À appeler"),
        SeatState.INVITED: _("Invité par SMS"),
        SeatState.COMING: _("Vient"),
        SeatState.WAITING: _("Sur la liste d’attente"),
        SeatState.DECLINED: _("Ne vient pas"),
    }
