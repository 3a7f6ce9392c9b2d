"""Words of what came of an action: done, or refused and why; French is the key."""

from collections.abc import Mapping

from backend.console import centre_texts, mailing_texts, survey_texts, workshop_texts
from backend.console.centre_texts import Gettext


def notices(_: Gettext) -> Mapping[str, str]:
    """Return what the desk says after an action; `{name}` is the agent who has the conversation."""
    return {
        **centre_texts.notices(_),
        **survey_texts.notices(_),
        **workshop_texts.notices(_),
        **mailing_texts.notices(_),
        "claimed": _("La conversation est à vous."),
        "sent": _("Votre réponse est partie."),
        "given-back": _("Le robot a repris la conversation."),
        "finished": _("La conversation est terminée."),
        "changed": _("La demande a changé d’état. Le locataire en est informé."),
        "changed-silently": _("La demande a changé d’état. Elle se lit sur la page de suivi."),
        "saved-access": _("C’est enregistré."),
        "released": _("La requête est reprise : elle est traitée comme si elle arrivait."),
        "discarded": _("La requête est écartée."),
        "unreadable": _("Cette requête est illisible : elle ne peut être qu’écartée."),
        "link-sent": _("Le lien de dépôt est parti."),
        "nobody-to-write": _("Le lien n’est pas parti : nous ne savons pas où écrire."),
        "appointment-booked": _("Le rendez-vous est pris."),
        "appointment-cancelled": _("Le rendez-vous est annulé. D’autres moments sont proposés."),
        "appointment-cancelled-silently": _(
            "Le rendez-vous est annulé. Nulle part où l’écrire : téléphonez."
        ),
        "appointment-phone": _("Ce moment ou ce numéro ne se lit pas. Rien n’a été pris."),
        "appointment-slot-taken": _("Ce moment vient d’être pris. Choisissez-en un autre."),
        "appointment-at-that-time": _("Cette personne a déjà un rendez-vous à ce moment-là."),
        "not-an-appointment-slot": _("L’agence ne reçoit pas à ce moment-là."),
        "appointment-over": _("Ce rendez-vous est annulé ou passé. Rien n’a été changé."),
        "follow-up-over": _("Cette suite est passée, faite ou annulée."),
        "call-claimed": _("Le rappel est à vous."),
        "call-done": _("Le rappel est terminé."),
        "call-unanswered": _("C’est noté. La personne en est informée."),
        "call-back-not-yours": _("Ce rappel est à un collègue, ou il est terminé."),
        "saved": _("Vos préférences sont enregistrées."),
        "taken": _("Déjà pris par {name}. Rien n’a été changé."),
        "not-yours": _("Cette conversation n’est pas à vous. Rien n’a été changé."),
        "meanwhile": _("La situation a changé entre-temps : regardez à nouveau."),
        "empty": _("Votre réponse est vide."),
        "too-long": _("Votre réponse est trop longue. Envoyez-la en plusieurs fois."),
        "entry-sent": _("La fiche est partie, avec sa source."),
        "result-sent": _("Le résultat est parti, avec ses sources."),
        "not-for-tenants": _("Cela ne peut pas être envoyé à ce locataire."),
        "proposed": _("Votre proposition est transmise au superviseur."),
        "amended": _("L’avenant est enregistré. Il est suivi partout dans quelques secondes."),
        "withdrawn": _("L’avenant est retiré. La fiche d’avant revient dans quelques secondes."),
        "declined": _("La proposition est refusée. Son auteur lira votre raison."),
        "settled": _("Cette proposition a déjà reçu une réponse."),
        "needed": _("Un autre avenant dépend de celui-ci : retirez-le d’abord."),
        "reason": _("Écrivez pourquoi : rien n’a été changé."),
        "incident-open": _("L’incident est ouvert. Les demandes semblables le suivent."),
        "incident-told": _("Votre message est parti à tous ceux qui suivent l’incident."),
        "incident-closed": _("L’incident est clos. Ceux qui le suivaient en sont informés."),
        "incident-over": _("Cet incident est déjà clos : rien n’a été envoyé."),
        "incident-none": _("Cette demande ne dit pas de quel immeuble il s’agit."),
        "not-allowed": _("Cette demande ne peut pas passer dans cet état."),
        "incomplete": _("Il manque quelque chose au bon ou à la fiche : rien n’a été changé."),
        "bad-photo": _("Une photo ne peut pas être prise : rien n’a été enregistré."),
        "noted": _("C’est enregistré dans l’historique."),
        "noted-told": _("C’est fait. Le locataire en est informé."),
        "over": _("Cette demande est terminée : rouvrez-la d’abord. Rien n’a été changé."),
        "same": _("C’est déjà ainsi : rien n’a été changé."),
        "other-agency": _("Une autre agence suit cette demande : rien n’a été changé."),
        "wrong-target": _("Ce choix n’existe pas chez votre bailleur : rien n’a été changé."),
        "not-merged": _("Ces demandes ne peuvent pas être jointes : rien n’a été changé."),
    }


def refusal(status: int, _: Gettext) -> tuple[str, str]:
    """Return the title and the words of a refused request."""
    known = {
        403: (
            _("Page trop ancienne"),
            _("Le formulaire n’est plus valable. Rechargez la page et recommencez."),
        ),
        404: (
            _("Introuvable"),
            _("Cet élément n’existe pas, ou est à un autre bailleur ou à une autre agence."),
        ),
        409: (_("Plus possible"), _("La situation a changé entre-temps. Rien n’a été fait.")),
    }
    unreadable = (
        _("Demande illisible"),
        _("Ce qui a été envoyé n’est pas complet. Recommencez depuis la page."),
    )
    return known.get(status, unreadable)


GOOD_NEWS = (
    centre_texts.GOOD_NEWS
    | survey_texts.GOOD_NEWS
    | workshop_texts.GOOD_NEWS
    | mailing_texts.GOOD_NEWS
    | frozenset(
        "incident-open incident-told incident-closed "
        "claimed sent given-back finished changed saved saved-access link-sent entry-sent "
        "released discarded result-sent proposed amended withdrawn declined noted noted-told "
        "appointment-booked appointment-cancelled call-claimed call-done call-unanswered".split()
    )
)
