"""Texts that the chat's scripts show, and labels of states and categories; French is the key."""

from collections.abc import Callable

Gettext = Callable[[str], str]


def transcript_texts(gettext: Gettext) -> dict[str, str]:
    """Return what stands in a conversation that is saved or mailed."""
    _ = gettext
    return {"me": _("Moi"), "file": _("Ma conversation avec mon bailleur")}


def chat_texts(gettext: Gettext) -> dict[str, str]:
    """Return what `chat.js` shows, in one language."""
    _ = gettext
    return {
        "robot": _("Robot"),
        "person": _("Conseiller"),
        "service": _("Information"),
        "you": _("Vous :"),
        "sending": _("envoi en cours"),
        "sent": _("envoyé"),
        "refused": _("Ce message n’a pas pu être envoyé."),
        "offline": _("Pas de connexion. Votre message partira dès son retour."),
        "busy": _("Le service tarde à répondre. Votre message est gardé, nous réessayons."),
        "unanswered": _("Pas de réponse pour l’instant. Écrivez à nouveau, ou téléphonez."),
        "reconnecting": _("La connexion est coupée, nous essayons de la rétablir."),
        "robot_writes": _("Le robot prépare sa réponse…"),
        "agent_writes": _("Un conseiller écrit…"),
        "state_bot": "",
        "state_queued": _("Votre demande est dans la file : un conseiller vous répondra ici."),
        "queued_at": _("Un conseiller vous répondra ici. Votre place dans la file : {n}."),
        "state_agent": _("Un conseiller est avec vous."),
        "state_closed": _("Cette conversation est terminée."),
        "sources": _("D’où vient cette réponse ?"),
        "machine_made": _("traduction automatique, pas encore relue"),
        "amended": _("modifié le {date}"),
        "replies": _("Réponses proposées"),
        "code": _("Votre code de suivi, à garder :"),
        "copy": _("Copier le code"),
        "copied": _("Code copié"),
        "selected": _("Code sélectionné"),
        "follow": _("Voir où en est la demande"),
        "left": _("Encore {n} caractères"),
        "easy_whole": _("Lire le texte complet"),
        "easy_unread": _("Texte simple, pas encore relu par des personnes concernées."),
        "listen": _("Écouter"),
        "no_voice": _("Cet appareil n’a pas de voix pour cette langue."),
        "sms_waits": _("Un instant…"),
        "sms_failed": _("Pas de réponse pour l’instant. Réessayez."),
        "sms_sent": _("Un code part vers le {phone}. Il marche {n} minutes."),
        "sms_done": _(
            "La conversation continue par SMS au {phone}. Vous pouvez fermer cette page."
        ),
        "file_progress": _("Envoi de {name}"),
        "file_cancel": _("Annuler"),
        "file_cancel_of": _("Annuler l’envoi de {name}"),
        "file_again": _("Réessayer"),
        "file_again_of": _("Réessayer d’envoyer {name}"),
        "file_save": _("{name} : enregistrer sur cet appareil"),
        "file_sent": _("Le fichier est arrivé."),
        "file_cancelled": _("L’envoi est annulé."),
        "file_failed": _("Le fichier n’a pas pu être envoyé. Réessayez plus tard."),
        "file_unsaved": _("Ce fichier ne s’ouvre pas pour l’instant. Réessayez plus tard."),
        "file_heavy": _("{name} est trop lourd : {n} Mo au plus."),
    }


def launcher_texts(gettext: Gettext) -> dict[str, str]:
    """Return what the loader shows on a landlord's page, in one language."""
    _ = gettext
    return {
        "open": _("Une question ? Écrivez-nous"),
        "title": _("Discussion avec votre bailleur"),
        "unread": _("nouveaux messages : {n}"),
    }


def category_label(category: str, gettext: Gettext) -> str:
    """Return the words for a category of the contract; the category itself when it has none."""
    _ = gettext
    labels = {
        "plomberie": _("Plomberie, fuite d’eau"),
        "chauffage": _("Chauffage, eau chaude"),
        "electricite": _("Électricité"),
        "serrurerie": _("Porte, clés, serrure"),
        "ascenseur": _("Ascenseur"),
        "parties-communes": _("Parties communes"),
        "espaces-verts": _("Espaces verts"),
        "nuisibles": _("Insectes, rats et autres nuisibles"),
        "voisinage": _("Voisinage, bruit"),
        "proprete": _("Propreté"),
        "loyer": _("Loyer et charges"),
        "bail": _("Bail"),
        "attestation": _("Attestation, document"),
        "autre": _("Autre demande"),
    }
    return labels.get(category, category)
