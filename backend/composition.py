"""The parts that the web process and the worker both need, wired once."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine

from backend.config import Settings
from backend.conversations.rasa_client import RasaClient
from backend.conversations.turns import Turns
from backend.db import Lanes, UnitOfWork, make_engine, plain_url, unit_of_work
from backend.outbox.sending import Sending
from backend.outbox.simulator import Simulator
from channels import SmsSender
from channels.sms.twilio_client import TwilioSender


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
    turns = Turns(begin, rasa, settings, lanes)
    settles = timedelta(0) if settings.simulated_sms else settings.sms_settle_time
    sending = Sending(begin, _sender(settings, begin), settle_time=settles)
    return Core(
        settings, engine, plain_url(settings.database_url), begin, lanes, rasa, turns, sending
    )


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
