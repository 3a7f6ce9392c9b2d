"""The parts that the web process and the worker both need, wired once."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine

from backend.answers.landlords import served
from backend.applicants.hearing import Applicants
from backend.appointments.hearing import Appointments
from backend.attachments.bench import Files
from backend.campaigns.hearing import Interviews
from backend.campaigns.hearing import resume as resume_interview
from backend.clock import now
from backend.config import Settings
from backend.conversations.catching_up import CatchUp
from backend.conversations.emergencies import Emergencies
from backend.conversations.parts import Parts
from backend.conversations.rasa_client import RasaClient
from backend.conversations.sms import SmsDoor
from backend.conversations.turns import Turns
from backend.db import Lanes, UnitOfWork, make_engine, plain_url, unit_of_work
from backend.deposits.hearing import DepositsByText
from backend.deposits.mms import Fetching
from backend.deposits.service import Deposits
from backend.feed.hub import Hub
from backend.followups.hearing import Consents
from backend.incidents.hearing import Buildings
from backend.library.library import Library
from backend.limits import RateLimit
from backend.notices import hearing as news
from backend.outbox.pace import Pace
from backend.outbox.sending import Sending
from backend.outbox.simulator import Simulator
from backend.recognition.hearing import Recognition
from backend.recognition.requests import RequestsOfTenants
from backend.satisfaction import hearing as satisfaction
from backend.tracking.hearing import Followed
from backend.tracking.service import Tries
from channels import SmsSender
from channels.sms.twilio_client import TwilioSender
from channels.sms.twilio_inbox import TwilioInbox
from channels.sms.twilio_media import TwilioMedia


@dataclass(frozen=True)
class Core:
    """Database, bot and outbox of one process."""

    settings: Settings
    engine: Engine
    dsn: str
    begin: UnitOfWork
    lanes: Lanes
    rasa: RasaClient
    turns: Turns
    sending: Sending


def build_core(settings: Settings) -> Core:
    """Wire the core; nothing is connected yet."""
    engine = make_engine(settings.database_url, pool=settings.database_pool)
    begin = unit_of_work(engine)
    rasa = RasaClient(
        settings.rasa_url,
        settings.rasa_token.get_secret_value(),
        timeout=settings.turn_timeout.total_seconds(),
    )
    lanes = Lanes(settings.database_pool)
    turns = Turns(begin, rasa, settings, lanes, afterwords=(resume_interview,))
    settles = timedelta(0) if settings.simulated_sms else settings.sms_settle_time
    pace = Pace(settings.twilio_number, settings.sms_segments_per_second)
    within = timedelta.max
    if not settings.simulated_sms:
        within = settings.sms_settle_time - settings.sms_request_timeout
    sender = _sender(settings, begin)
    sending = Sending(begin, sender, settle_time=settles, begins_within=within, pace=pace)
    return Core(
        settings, engine, plain_url(settings.database_url), begin, lanes, rasa, turns, sending
    )


def build_parts(core: Core, hub: Hub, library: Library, knows: Emergencies) -> Parts:
    """Wire what the doors of the conversations are given."""
    settings, deposits = core.settings, Deposits(core.settings, library)
    key = settings.signing_key.get_secret_value()
    tries = Tries(settings.digit_tries, settings.digit_tries_window, key)
    return Parts(
        settings=settings,
        begin=core.begin,
        lanes=core.lanes,
        turns=core.turns,
        hub=hub,
        knows=knows,
        landlords=frozenset(one.id for one in served(library.knowledge)),
        opening=RateLimit(core.settings.new_conversations_per_minute, timedelta(minutes=1)),
        readers=(
            Applicants(library, key),
            satisfaction.read,
            news.read,
            Followed(tries, settings.landlord or None),
            Buildings(RequestsOfTenants(library)),
            Recognition(tries),
            DepositsByText(deposits),
            Appointments(library),
            Interviews(),
            Consents(library),
        ),
    )


def build_catch_up(core: Core, door: SmsDoor) -> CatchUp:
    """Wire the look at what Twilio has for us; only with an account."""
    settings = core.settings
    inbox = TwilioInbox(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        settings.twilio_number,
        settings.twilio_api_url or None,
        timeout=settings.sms_request_timeout.total_seconds(),
    )
    own_number = settings.twilio_number
    return CatchUp(core.begin, inbox, door.on_message, own_number=own_number, clock=now)


def build_fetching(core: Core, library: Library) -> Fetching:
    """Wire what fetches the files of an MMS; without an account, each is made up for by a link."""
    settings, files = core.settings, Files(core.settings)
    media = TwilioMedia(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        largest=files.largest,
        api_base_url=settings.twilio_api_url or None,
    )
    return Fetching(core.begin, media, files, Deposits(settings, library), clock=now)


def _sender(settings: Settings, begin: UnitOfWork) -> SmsSender:
    if settings.simulated_sms:
        return Simulator(begin)
    return TwilioSender(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        settings.twilio_number,
        settings.public_base,
        settings.twilio_api_url or None,
        timeout=settings.sms_request_timeout.total_seconds(),
    )
