"""The dialogue that books an appointment, or moves one: agency, subject, moment, done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from backend.agents.models import Agency
from backend.answers.phrases import moment
from backend.answers.service import PERSON
from backend.appointments import queries, service, telling, wish
from backend.appointments.errors import AlreadyBooked, AppointmentOver, NotASlot, SlotTaken
from backend.appointments.models import Appointment
from backend.appointments.offers import Audience, Offer, landlords, offers
from backend.appointments.talk import Here, Known, asks, forget, plain, say
from backend.hearing import consent
from backend.hearing.communes import commune_in
from backend.hearing.consent import Answer
from backend.hearing.text import words
from backend.i18n import render
from backend.replies import Act, Button, Effect, EffectKind, Outcome, Utterance
from knowledge.hours import PARIS

OTHERS = Button("d'autres moments", response="button_other_times")
CALL = Button("je veux être rappelé", response="button_call_back")
SHOWN = 3
_LONGEST = 200


def begin(here: Here, *, said: str) -> Outcome | None:
    """Begin a booking with what a message tells; None where nothing can be booked."""
    known: dict[str, Any] = {"said": said, "opening": True}
    landlord = here.conversation.landlord
    if landlord is not None and not offers(landlord):
        return None
    agency = _agency_named(here, said)
    known["agency"] = agency.id if agency else here.agency()
    known["service"] = _service_named(here, landlord or _landlord(here, known), said)
    return go_on(here, known)


def _landlord(here: Here, known: Known) -> str | None:
    agency = here.session.get(Agency, known["agency"]) if known.get("agency") else None
    return agency.landlord if agency else None


def _agencies(here: Here) -> list[Agency]:
    landlord = here.conversation.landlord
    return service.agencies(here.session, (landlord,) if landlord else landlords())


def _agency_named(here: Here, text: str) -> Agency | None:
    """Return the agency that a message names, by its name or by a commune that it looks after."""
    said = plain(text)
    for agency in _agencies(here):
        if plain(agency.name).replace("-", " ") in said.replace("-", " "):
            return agency
    commune = commune_in(text)
    found = queries.agency_of_commune(here.session, plain(commune)) if commune else None
    return next((one for one in _agencies(here) if one.id == found), None)


def _own_offers(here: Here, landlord: str | None) -> list[Offer]:
    """Return what somebody may book: a tenant's, or an applicant's whose code was recognised."""
    applicant = here.conversation.applicant_access_id is not None
    wanted = Audience.APPLICANT if applicant else Audience.TENANT
    return [one for one in offers(landlord or "").values() if one.audience is wanted]


def _service_named(here: Here, landlord: str | None, text: str) -> str | None:
    own, said = _own_offers(here, landlord), set(words(text))
    if len(own) == 1:
        return own[0].service
    return next((one.service for one in own if one.words & said), None)


def go_on(here: Here, known: Known) -> Outcome:
    """Ask for what is missing, else show what is free."""
    if not known.get("agency"):
        return _which_agency(here, known)
    if not known.get("service"):
        return _which_service(here, known)
    return offer(here, known)


def _which_agency(here: Here, known: Known) -> Outcome:
    names = {one.name: one.id for one in _agencies(here)}
    buttons = tuple(Button(name, title=name) for name in names)
    said = Utterance(_act(known), "appointment_which_agency", buttons=buttons)
    return asks(here, "agency", _opened(known), names, said)


def _which_service(here: Here, known: Known) -> Outcome:
    own = [one.service for one in _own_offers(here, _landlord(here, known))]
    labels = {_label(name, "fr"): name for name in own}
    buttons = tuple(Button(label, response=f"appointment_for_{n}") for label, n in labels.items())
    said = Utterance(_act(known), "appointment_which_service", buttons=buttons)
    return asks(here, "service", _opened(known), labels, said)


def _label(name: str, language: str) -> str:
    return render(f"appointment_for_{name}", {}, language)


def _act(known: Known) -> Act:
    """The first word to a wish to meet somebody tells how that goes; then come questions."""
    return Act.HANDOFF if known.get("opening") else Act.CLARIFY


def _opened(known: Known) -> dict[str, Any]:
    return {name: value for name, value in known.items() if name != "opening"}


def offer(here: Here, known: Known, response: str = "appointment_offer") -> Outcome:
    """Show the next free moments that fit the words; one that is named exactly is booked."""
    wanted = wish.read(known.get("said", ""), here.now) or wish.Wish()
    moments = _free(here, known)
    fitting = [one for one in moments if wanted.fits(one)]
    if wanted.is_exact and fitting and not known.get("after"):
        return take(here, known, fitting[0])
    after = known.get("after")
    if after:
        fitting = [one for one in fitting if one.isoformat() > after]
    elif not fitting:
        response = "appointment_offer_near"
        fitting = _nearest(moments, wanted.begins)
    if not fitting:
        forget(here)
        return say("appointment_none_free", CALL, PERSON, act=_act(known))
    return _shown(here, known, fitting[:SHOWN], response)


def _free(here: Here, known: Known) -> list[datetime]:
    offered = offers(_landlord(here, known) or "")[known["service"]]
    free = service.free(
        here.session, offered, known["agency"], knowledge=here.knowledge, now=here.now
    )
    return list(islice(free, 500))


def _nearest(moments: Sequence[datetime], day: date | None) -> list[datetime]:
    later = [m for m in moments if day is None or m.astimezone(PARIS).date() >= day]
    return later or list(moments)


def _shown(here: Here, known: Known, shown: Sequence[datetime], response: str) -> Outcome:
    labels = {moment(one, here.now, "fr"): one.isoformat() for one in shown}
    buttons = tuple(
        Button(label, title=moment(datetime.fromisoformat(at), here.now, here.language))
        for label, at in labels.items()
    )
    agency = here.session.get_one(Agency, known["agency"])
    said = Utterance(_act(known), response, {"agency": agency.name}, buttons=(*buttons, OTHERS))
    kept = _opened(known) | {"after": None, "last": shown[-1].isoformat()}
    return asks(here, "slot", kept, labels | {OTHERS.payload: "others"}, said)


def take(here: Here, known: Known, starts_at: datetime) -> Outcome:
    """Book the moment that was chosen, or move there; where it cannot be, say why."""
    try:
        made = _taken(here, known, starts_at)
    except (SlotTaken, NotASlot):
        return offer(here, dict(known) | {"said": "", "after": None}, "appointment_taken")
    except AlreadyBooked:
        forget(here)
        return say("appointment_already", act=Act.HANDOFF)
    except AppointmentOver:
        forget(here)
        return say("appointment_over", act=Act.HANDOFF)
    forget(here)
    response = "appointment_moved" if known.get("moving") else "appointment_booked"
    agency = here.session.get_one(Agency, made.agency_id)
    values = telling.standing(made, agency, here.language, here.now)
    told = say(response, act=Act.HANDOFF, **values)
    if here.conversation.landlord is None:
        return replace(told, effects=(Effect(EffectKind.SET_LANDLORD, made.landlord),))
    return told


def _taken(here: Here, known: Known, starts_at: datetime) -> Appointment:
    knowledge, now = here.knowledge, here.now
    if known.get("moving"):
        moved = here.session.get_one(Appointment, known["moving"])
        return service.move(here.session, moved, starts_at, knowledge=knowledge, now=now)
    offered = offers(_landlord(here, known) or "")[known["service"]]
    guest = here.guest(known)
    return service.book(
        here.session, offered, known["agency"], starts_at, guest, knowledge=knowledge, now=now
    )


def hear(here: Here, step: str, known: Known, picked: Any) -> Outcome | None:
    """Take the answer to a step's question; None leaves the message to the bot."""
    if picked is None and consent.read(here.text) is Answer.GIVE_UP:
        forget(here)
        return say("appointment_dropped", act=Act.SMALLTALK)
    return _STEPS[step](here, known, picked)


def _hear_agency(here: Here, known: Known, picked: Any) -> Outcome | None:
    named = None if picked else _agency_named(here, here.text)
    chosen = picked or (named.id if named else None)
    return go_on(here, dict(known) | {"agency": chosen}) if chosen else None


def _hear_service(here: Here, known: Known, picked: Any) -> Outcome | None:
    """Take one of the subjects; any other words are the subject itself."""
    landlord = _landlord(here, known)
    chosen = picked or _service_named(here, landlord, here.text)
    if chosen is None and (consent.is_question(here.text) or len(here.text) > _LONGEST):
        return None
    own = [one.service for one in _own_offers(here, landlord)]
    subject = "" if picked else here.text
    return go_on(here, dict(known) | {"service": chosen or own[-1], "subject": subject})


def _hear_slot(here: Here, known: Known, picked: Any) -> Outcome | None:
    if picked == "others" or (picked is None and wish.wants_others(here.text)):
        return offer(here, dict(known) | {"after": known["last"]})
    if picked is not None:
        return take(here, known, datetime.fromisoformat(picked).astimezone(UTC))
    if wish.read(here.text, here.now) is None:
        return None
    return offer(here, dict(known) | {"said": here.text, "after": None})


_STEPS = {
    "agency": _hear_agency,
    "service": _hear_service,
    "slot": _hear_slot,
}
