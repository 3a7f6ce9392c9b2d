"""Words of the contact centre: the queue, its accounts, its calls; French is the key."""

from collections.abc import Callable, Mapping

from backend.agents.models import Role

Gettext = Callable[[str], str]


def notices(_: Gettext) -> Mapping[str, str]:
    """Return what is said after an action in the contact centre."""
    return {
        "nobody-waits": _("Personne n’attend pour vous."),
        "at-capacity": _(
            "Vous avez assez de conversations : terminez-en ou rendez-en une d’abord."
        ),
        "not-for-you": _(
            "Cette conversation est proposée à d’autres d’abord. Rien n’a été changé."
        ),
        "account-saved": _("Le compte est enregistré."),
        "account-end-sessions": _("Ses connexions sont terminées, sur tous ses écrans."),
        "account-disable": _("Le compte est fermé. Ses conversations sont revenues dans la file."),
        "account-enable": _("Le compte est ouvert de nouveau."),
        "account-take-off-factor": _("Le second facteur est retiré."),
        "factor-begun": _("Entrez ce secret dans votre application, puis un premier code ici."),
        "factor-confirmed": _("Le second facteur sera demandé à chaque connexion."),
        "factor-taken-off": _("Le second facteur n’est plus demandé."),
        "call-closed": _("L’appel est qualifié et clos."),
        "call-filed": _("L’appel est clos et la demande est enregistrée."),
        "call-not-qualified": _(
            "Choisissez le sujet de l’appel, et écrivez la demande à enregistrer. Rien n’est clos."
        ),
        "call-already-qualified": _("Cet appel est déjà clos. Rien n’a été changé."),
        "passed-on": _("La conversation est transmise."),
        "note-kept": _("La note est gardée. Le locataire ne la lit pas."),
        "request-filed": _("La demande est enregistrée, et son code est dit au locataire."),
        "request-linked": _("La demande est reliée à cette conversation."),
        "request-not-filed": _("Choisissez le sujet et écrivez la demande. Rien n’est enregistré."),
        "answer-kept": _("La réponse est prête pour tous les agents."),
        "answer-removed": _("La réponse n’est plus proposée."),
        "canned-answer-refused": _("Il faut un titre, un texte, et seulement les champs connus."),
        "person-erased": _("La personne est effacée."),
        "link-sent": _("Le lien part par SMS. Le lien précédent ne s’ouvre plus."),
        "company-not-reached": _(
            "Cette entreprise n’a pas de mobile à qui écrire. Rien n’est parti."
        ),
        "company-address-kept": _("L’adresse de l’entreprise est gardée."),
        "company-address-refused": _(
            "Donnez un numéro de téléphone ou une adresse électronique. Rien n’a été changé."
        ),
        "opening-day-kept": _("Ces jours sont enregistrés et dits aux locataires."),
        "opening-day-withdrawn": _("Ce jour est de nouveau comme d’habitude."),
        "opening-week-kept": _("Ces horaires sont enregistrés et dits aux locataires."),
        "opening-week-withdrawn": _("Les horaires d’avant sont de nouveau en vigueur."),
        "opening-day-refused": _(
            "Choisissez un lieu, des jours à venir et des horaires dans l’ordre. Rien n’est changé."
        ),
        "agency-not-yours": _("Une autre agence décide de ses jours. Rien n’a été changé."),
        "not-there": _("Cette personne n’est pas là. Rien n’a été changé."),
    }


GOOD_NEWS = frozenset(
    "account-saved account-end-sessions account-disable account-enable account-take-off-factor "
    "factor-begun factor-confirmed factor-taken-off call-closed call-filed "
    "passed-on note-kept answer-kept answer-removed person-erased "
    "link-sent company-address-kept opening-day-kept opening-day-withdrawn "
    "opening-week-kept opening-week-withdrawn request-filed request-linked".split()
)


def roles(_: Gettext) -> Mapping[str, str]:
    """Return what an account may do."""
    return {
        Role.AGENT: _("agent"),
        Role.SUPERVISOR: _("superviseur"),
        Role.ADMINISTRATOR: _("administrateur"),
    }


def changes(_: Gettext) -> Mapping[str, str]:
    """Return what the audit trail tells, in words."""
    return {
        "account-opened": _("compte ouvert"),
        "account-changed": _("compte modifié"),
        "account-disabled": _("compte fermé"),
        "account-enabled": _("compte rouvert"),
        "sessions-ended": _("connexions terminées"),
        "password-changed": _("mot de passe remplacé"),
        "factor-confirmed": _("second facteur ajouté"),
        "factor-taken-off": _("second facteur retiré"),
        "conversation-passed-on": _("conversation transmise"),
        "opening-day-set": _("jour exceptionnel enregistré"),
        "opening-day-withdrawn": _("jour exceptionnel retiré"),
        "opening-week-set": _("horaires de la semaine enregistrés"),
        "opening-week-withdrawn": _("horaires de la semaine retirés"),
        "answer-added": _("réponse prête ajoutée"),
        "answer-removed": _("réponse prête retirée"),
        "person-erased": _("personne effacée"),
        "company-address": _("adresse d’entreprise changée"),
    }


def reasons(_: Gettext) -> Mapping[str, str]:
    """Return why a conversation waits for a person, besides a danger."""
    return {
        "agent_silent": _("l’agent n’a pas répondu"),
        "transferred": _("transmise par un collègue"),
        "distress": _("détresse"),
        "anger": _("en colère"),
        "threat": _("menace"),
    }
