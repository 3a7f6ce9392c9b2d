"""Words of a survey's results; French is the key."""

from collections.abc import Mapping

from backend.console.centre_texts import Gettext
from backend.pages.views import PARIS
from backend.quotas.models import Mode
from backend.results.columns import Words
from backend.results.following import Wish
from backend.results.rates import Standing
from backend.results.tables import NO, UNTOLD, YES
from knowledge.render import render_telephone


def words(_: Gettext) -> Mapping[str, str]:
    """Return what the tables name that has no label of its own."""
    return {
        UNTOLD: _("Ne sait pas ou ne répond pas"),
        YES: _("Oui"),
        NO: _("Non"),
        "unknown": _("Non précisé"),
        "personas": _("Profils"),
    }


def modes(_: Gettext) -> Mapping[str, str]:
    """Return how people were asked."""
    return {Mode.PHONE: _("Téléphone"), Mode.SMS: _("SMS"), Mode.WEB: _("Web")}


def channels(_: Gettext) -> Mapping[str, str]:
    """Return by what people are reached."""
    return {
        "phone": _("téléphone"),
        "sms": _("SMS"),
        "email": _("courriel"),
        "portal": _("espace locataire"),
        "post": _("courrier"),
        "visit": _("agence ou gardien"),
    }


def breakdowns(_: Gettext) -> Mapping[str, str]:
    """Return by what the tables may be broken down; a dimension of another survey has its name."""
    return {
        "agency": _("Agence"),
        "age": _("Tranche d’âge"),
        "csp": _("Catégorie socioprofessionnelle"),
        "persona": _("Profil"),
        "mode": _("Mode de réponse"),
    }


def standings(_: Gettext) -> Mapping[str, str]:
    """Return where the cases of a sample stand, in the standard definitions' order."""
    return {
        Standing.COMPLETE: _("Entretiens complets (I)"),
        Standing.PARTIAL: _("Entretiens partiels (P)"),
        Standing.REFUSED: _("Refus (R)"),
        Standing.NOT_REACHED: _("Non joints (NC)"),
        Standing.OTHER: _("Autres non-réponses (O)"),
        Standing.UNKNOWN_HOME: _("Éligibilité inconnue, sans contact (UH)"),
        Standing.UNKNOWN_OTHER: _("Éligibilité inconnue, autre (UO)"),
        Standing.NOT_ELIGIBLE: _("Hors champ ou quota atteint"),
    }


def rates(_: Gettext) -> Mapping[str, str]:
    """Return what each response rate divides by."""
    return {
        "RR1": _("complets sur tous les cas qui peuvent être éligibles"),
        "RR2": _("le même, partiels compris"),
        "RR3": _("complets, l’éligibilité inconnue étant estimée"),
        "RR4": _("le même, partiels compris"),
        "RR5": _("complets sur les seuls cas connus comme éligibles"),
        "RR6": _("le même, partiels compris"),
    }


def column_words(_: Gettext) -> Words:
    """Return what the columns of the files are called that are no questions, and their values."""
    told = words(_)
    columns = {
        **breakdowns(_),
        "number": _("Numéro de ligne, sans lien avec la personne"),
        "weight": _("Poids de redressement"),
        "counted": _("Compte dans les quotas"),
        "untold": _("Sans réponse à la question"),
    }
    values = {**told, "unknown": _("Ne sait pas"), "declined": _("Ne souhaite pas répondre")}
    return Words(columns, values, modes(_))


def table_head(_: Gettext) -> list[str]:
    """Return the head of the tables as a file, then what the whole and its answers are called."""
    head = [_("Code"), _("Question"), _("Réponse"), _("Catégorie"), _("Nombre"), _("Part (%)")]
    return [*head, _("Ensemble"), _("Répondants")]


def method(_: Gettext) -> str:
    """Return how the answers came about, for the codebook."""
    return _(
        "Échantillon par quotas, redressé par agence sur l’âge et la catégorie du fichier des"
        " locataires ; par téléphone, SMS et web. Aucune marge d’erreur ne peut être donnée."
    )


def wish_head(_: Gettext) -> list[str]:
    """Return the head of the list of whom to call back."""
    return [
        _("Nom"), _("Téléphone"), _("Résidence"), _("Besoin"), _("Priorité"), _("À joindre par"),
        _("Accord du"), _("À effacer après le"),
    ]  # fmt: skip


def wish_line(one: Wish, _: Gettext) -> list[str]:
    """Return one line of it."""
    named = channels(_)
    return [
        one.person.name,
        render_telephone(one.person.phone or ""),
        one.residence.name if one.residence else "",
        ", ".join(one.needs),
        one.priority,
        ", ".join(named.get(channel, channel) for channel in one.channels),
        f"{one.agreed_at.astimezone(PARIS):%d/%m/%Y}",
        f"{one.until:%d/%m/%Y}",
    ]
