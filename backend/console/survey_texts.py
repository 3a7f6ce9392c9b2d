"""Words of the surveys; French is the key."""

from collections.abc import Mapping

from backend.campaigns.models import InterviewState, State, Wave
from backend.console.centre_texts import Gettext


def notices(_: Gettext) -> Mapping[str, str]:
    """Return what is said after an action on a survey."""
    return {
        "survey-prepared": _("L’enquête est préparée. Elle n’est pas lancée."),
        "survey-launched": _("L’enquête est lancée."),
        "survey-plan-refused": _("Ce plan ne peut plus être fait : recalculez les quotas."),
        "survey-excluded": _("Cette personne n’est plus dans l’échantillon."),
        "survey-not-in-sample": _("Personne de l’échantillon n’a cette référence."),
        "survey-running": _("L’enquête reprend."),
        "survey-paused": _("L’enquête est en pause : plus personne n’est invité."),
        "survey-ended": _("L’enquête est terminée."),
        "quota-close": _("Le quota est fermé : ceux qui répondent déjà gardent leur place."),
        "quota-reopen": _("Le quota est rouvert."),
        "quota-cap": _("Le plafond du quota est changé."),
        "quota-cap-closed": _(
            "Plus de places que cela sont déjà prises : le quota est fermé, personne n’est coupé."
        ),
        "survey-fixed": _("Ce n’est plus possible : l’enquête a changé entre-temps."),
        "survey-taken": _("Voici la personne à appeler."),
        "survey-nobody": _("Personne n’est à appeler pour l’instant."),
        "survey-hours": _("Ce n’est pas l’heure d’appeler pour cette enquête."),
        "survey-lost": _("Cet appel n’est plus à vous. Prenez le suivant."),
        "survey-answer": _("Cette réponse ne convient pas : vérifiez le nombre de choix."),
        "survey-test": _("La phase de test commence, sur ces personnes seulement."),
        "survey-test-partly": _("La phase de test commence. Certaines références sont inconnues."),
        "survey-no-staff": _("Aucune de ces références n’est celle d’un locataire."),
        "survey-link": _("Le lien est envoyé par SMS. L’appel est terminé."),
        "survey-no-link": _("Aucun SMS ne peut être envoyé à cette personne."),
        "survey-over": _("L’entretien est terminé. Remerciez la personne."),
        "survey-noted": _("C’est noté."),
        "survey-when": _("Indiquez quand rappeler, plus tard que maintenant."),
        "another-survey": _("Une autre enquête est en cours. Mettez-la d’abord en pause."),
    }


GOOD_NEWS = frozenset(
    "survey-prepared survey-launched survey-excluded survey-running survey-paused survey-ended "
    "survey-taken survey-over survey-noted quota-close quota-reopen quota-cap survey-link "
    "survey-test".split()
)


def states(_: Gettext) -> Mapping[str, str]:
    """Return where a survey stands."""
    return {
        State.DRAFT: _("en préparation"),
        State.RUNNING: _("en cours"),
        State.PAUSED: _("en pause"),
        State.ENDED: _("terminée"),
    }


def waves(_: Gettext) -> Mapping[str, str]:
    """Return for whom a survey is."""
    return {Wave.TEST: _("phase de test"), Wave.FIELD: _("terrain")}


def sample_refusals(_: Gettext) -> Mapping[str, str]:
    """Return why a line of a sample, or what it tells, was left out."""
    return {
        "not-found": _("Aucun locataire n’a cette référence."),
        "twice-in-the-file": _("Cette référence est déjà plus haut dans le fichier."),
        "not-a-category": _("Ce n’est pas une catégorie du questionnaire : elle sera demandée."),
    }


def file_refusals(_: Gettext) -> Mapping[str, str]:
    """Return why a file cannot be taken as a whole."""
    return {
        "empty": _("Le fichier est vide."),
        "column-missing": _("Il manque la colonne des références."),
        "too-large": _("Le fichier est trop lourd."),
    }


def call_outcomes(_: Gettext) -> Mapping[str, str]:
    """Return what a call came to."""
    return {
        "no_answer": _("Ne répond pas"),
        "busy": _("Occupé"),
        "voicemail": _("Répondeur"),
        "later": _("Rappeler une autre fois"),
        "appointment": _("Rendez-vous pris"),
        "refused": _("Refus"),
        "language": _("Langue non parlée"),
        "wrong_number": _("Mauvais numéro"),
    }


def interviews(_: Gettext) -> Mapping[str, str]:
    """Return where interviews stand, in the order in which they are read."""
    return {
        InterviewState.INVITED: _("Invitations sans réponse"),
        InterviewState.RUNNING: _("En cours"),
        InterviewState.PAUSED: _("En pause"),
        InterviewState.QUOTA_FULL: _("Quota atteint"),
        InterviewState.OUT_OF_SCOPE: _("Hors champ"),
        InterviewState.REFUSED: _("Refus"),
        InterviewState.OVER: _("Enquête finie avant eux"),
    }
