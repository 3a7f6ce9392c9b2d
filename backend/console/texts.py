"""Words of the console: reasons, states, categories; French is the key."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime
from babel.units import format_unit

from backend.console import centre_texts
from backend.conversations.models import Channel, State
from backend.notices.models import Way
from backend.outbox.models import SmsState
from backend.pages.views import PARIS
from backend.routing.service import Role, RoutedBy
from backend.sollicitations.models import EventKind
from backend.sollicitations.states import State as RequestState
from backend.workorders.states import OrderState
from channels.sms.twilio_codes import Consequence

Gettext = Callable[[str], str]
Words = Callable[[Gettext], Mapping[str, str]]


def channels(_: Gettext) -> Mapping[str, str]:
    """Return the doors in words."""
    return {Channel.WEB: _("Web"), Channel.SMS: _("SMS")}


def owners(_: Gettext) -> Mapping[str, str]:
    """Return the owners of a conversation in words."""
    return {
        State.BOT: _("chez le robot"),
        State.QUEUED: _("en attente"),
        State.AGENT: _("avec un agent"),
        State.CLOSED: _("terminée"),
    }


def reasons(_: Gettext) -> Mapping[str, str]:
    """Return why a conversation waits for a person."""
    return {
        "asked": _("demande une personne"),
        "bot_unavailable": _("robot indisponible"),
        "agent_left": _("l’agent est parti"),
        **centre_texts.reasons(_),
        "suicide": _("détresse"),
        "lift": _("bloqué dans un ascenseur"),
        "child": _("enfant en danger"),
        "violence": _("violences"),
        "fire": _("incendie"),
        "gas": _("gaz"),
        "carbon_monoxide": _("monoxyde de carbone"),
        "unconscious": _("personne inconsciente"),
        "collapse": _("risque d’effondrement"),
        "electricity": _("danger électrique"),
        "homeless": _("sans abri"),
        "other": _("danger"),
    }


def deliveries(_: Gettext) -> Mapping[str, str]:
    """Return where an SMS stands."""
    return {
        SmsState.QUEUED: _("en attente d’envoi"),
        SmsState.SENDING: _("en cours d’envoi"),
        SmsState.SENT: _("envoyé"),
        SmsState.DELIVERED: _("remis"),
        SmsState.UNDELIVERED: _("non remis"),
        SmsState.FAILED: _("échec"),
        SmsState.UNCERTAIN: _("envoi incertain"),
        SmsState.SUPPRESSED: _("retenu"),
    }


def failures(_: Gettext) -> Mapping[str, str]:
    """Return why an SMS did not arrive, and what can be done."""
    return {
        Consequence.OPTED_OUT: _("cette personne a demandé l’arrêt des messages"),
        Consequence.NO_SMS: _("ce numéro ne reçoit pas de SMS : téléphonez"),
        Consequence.TEMPORARY: _("téléphone éteint ou réseau occupé : réessayez plus tard"),
        Consequence.BLOCKED: _("bloqué par l’opérateur : prévenez le superviseur"),
        Consequence.OUR_SETUP: _("réglage de notre compte : prévenez le superviseur"),
        Consequence.UNKNOWN: _("l’opérateur ne dit pas pourquoi"),
    }


def request_states(_: Gettext) -> Mapping[str, str]:
    """Return where a request stands, as the agents say it."""
    return {
        RequestState.RECEIVED: _("Reçue"),
        RequestState.ASSIGNED: _("Confiée"),
        RequestState.IN_PROGRESS: _("En cours"),
        RequestState.WAITING_TENANT: _("Attend le locataire"),
        RequestState.DONE: _("Faite"),
        RequestState.CLOSED: _("Fermée"),
        RequestState.CANCELLED: _("Annulée"),
        RequestState.MERGED: _("Jointe à une autre"),
    }


def request_sorts(_: Gettext) -> Mapping[str, str]:
    """Return the orders of the list of requests."""
    return {
        "newest": _("Les plus récentes d’abord"),
        "oldest": _("Les plus anciennes d’abord"),
        "changed": _("Les dernières changées d’abord"),
        "quiet": _("Sans nouvelle depuis le plus longtemps d’abord"),
        "priority": _("Les prioritaires d’abord"),
    }


def notice_ways(_: Gettext) -> Mapping[str, str]:
    """Return how a tenant may want to be told."""
    return {
        Way.SMS: _("par SMS"),
        Way.CHAT: _("dans sa conversation"),
        Way.NONE: _("jamais, sauf urgence"),
    }


def order_states(_: Gettext) -> Mapping[str, str]:
    """Return where a work order stands."""
    return {
        OrderState.ISSUED: _("Établi"),
        OrderState.ACCEPTED: _("Accepté"),
        OrderState.PLANNED: _("Planifié"),
        OrderState.NOT_DONE: _("Pas fait"),
        OrderState.DONE: _("Fait"),
        OrderState.CANCELLED: _("Annulé"),
    }


def event_kinds(_: Gettext) -> Mapping[str, str]:
    """Return what happened to a request, in a word or two."""
    return {
        EventKind.STATE: _("Changement d’état"),
        EventKind.ASSIGNMENT: _("Prise en charge"),
        EventKind.CATEGORY: _("Sujet corrigé"),
        EventKind.PRIORITY: _("Priorité"),
        EventKind.ADDRESS: _("Adresse corrigée"),
        EventKind.MERGE: _("Jonction"),
        EventKind.SPLIT: _("Séparation"),
        EventKind.WORK_ORDER: _("Bon de travaux"),
        EventKind.LINK: _("Reliée à une conversation"),
        EventKind.NOTE: _("Note"),
    }


def request_roles(_: Gettext) -> Mapping[str, str]:
    """Return who looks after a request, in words."""
    return {
        Role.AGENCY: _("Agence"),
        Role.SECTOR_MANAGER: _("Gestionnaire de secteur"),
        Role.LETTINGS_MANAGER: _("Gestionnaire locatif"),
        Role.SOCIAL_ADVISER: _("Conseillère sociale"),
        Role.TRANQUILLITY_OFFICER: _("Chargé de prévention et tranquillité"),
        Role.LITIGATION: _("Contentieux"),
    }


def troubles(_: Gettext) -> Mapping[str, str]:
    """Return the troubles of a building in words."""
    return {
        "lift": _("Ascenseur en panne"),
        "heating": _("Panne de chauffage"),
        "hot_water": _("Panne d’eau chaude"),
        "water_cut": _("Coupure d’eau"),
        "stairs_light": _("Éclairage des communs"),
        "front_door": _("Porte de l’immeuble"),
        "intercom": _("Interphone"),
        "dumping": _("Dépôt sauvage"),
    }


def routed_by(_: Gettext) -> Mapping[str, str]:
    """Return what told the agency of a request, in words."""
    return {
        RoutedBy.LEASE: _("d’après le bail"),
        RoutedBy.RESIDENCE: _("d’après la résidence"),
        RoutedBy.COMMUNE: _("d’après la commune"),
        RoutedBy.ONLY_AGENCY: _("la seule agence"),
    }


def categories(_: Gettext) -> Mapping[str, str]:
    """Return the contract's categories, short."""
    return {
        "plomberie": _("Plomberie"),
        "chauffage": _("Chauffage"),
        "electricite": _("Électricité"),
        "serrurerie": _("Serrurerie"),
        "ascenseur": _("Ascenseur"),
        "parties-communes": _("Parties communes"),
        "espaces-verts": _("Espaces verts"),
        "nuisibles": _("Nuisibles"),
        "voisinage": _("Voisinage"),
        "proprete": _("Propreté"),
        "loyer": _("Loyer et charges"),
        "bail": _("Bail"),
        "attestation": _("Attestation"),
        "autre": _("Autre sujet"),
    }


def doubts(_: Gettext) -> Mapping[str, str]:
    """Return why a request was put aside."""
    return {
        "bad-signature": _("signature fausse"),
        "foreign-account": _("autre compte"),
        "unreadable-request": _("requête illisible"),
        "no-sender": _("sans expéditeur"),
    }


def waited(since: datetime, now: datetime, _: Gettext) -> str:
    """Return a waiting time in short: "3 min", "1 h 05", "2 j"."""
    minutes = max(0, int((now - since) / timedelta(minutes=1)))
    if minutes < 1:
        return _("à l’instant")
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return _("{h} h {m}").format(h=hours, m=f"{rest:02d}")
    return _("{n} j").format(n=hours // 24)


def clock_time(moment: datetime, now: datetime, language: str) -> str:
    """Return when something was said: the hour, with its day unless it is today (Paris)."""
    local, today = moment.astimezone(PARIS), now.astimezone(PARIS)
    pattern = "HH:mm" if local.date() == today.date() else "d MMM, HH:mm"
    return format_datetime(local, pattern, locale=language)


def weight(size: int, language: str) -> str:
    """Return how heavy a file is: 340 ko, 1,2 Mo."""
    kilobytes = max(1, round(size / 1024))
    if kilobytes < 1000:
        return format_unit(kilobytes, "digital-kilobyte", "short", locale=language)
    return format_unit(round(kilobytes / 1024, 1), "digital-megabyte", "short", locale=language)


def short(day: date | str, language: str) -> str:
    """Return a day, also one that an event keeps, as it stands beside a source: 6 juin 2024."""
    told = date.fromisoformat(day) if isinstance(day, str) else day
    return format_date(told, "d MMM y", locale=language)
