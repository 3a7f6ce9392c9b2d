"""What a person asked to be spared, in the words of the agent who is about to write to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from backend.campaigns.models import Campaign
from backend.conversations.models import Channel
from backend.outbox import service as outbox


@dataclass(frozen=True)
class Silence:
    """STOP to everything, to every survey, or to the surveys named."""

    everything: bool = False
    surveys: bool = False
    campaigns: Sequence[str] = ()


def of(session: Session, contacts: Iterable[tuple[Channel, str]]) -> Silence:
    """Return what is in force for somebody, by any of the contacts that they have."""
    scopes = {
        one.scope
        for channel, contact in contacts
        for one in outbox.silences(session, channel=channel.value, contact=contact)
    }
    numbers = [n for scope in scopes if (n := outbox.campaign_of(scope)) is not None]
    names = select(Campaign.name).where(col(Campaign.id).in_(numbers)).order_by(Campaign.name)
    return Silence(
        everything=outbox.EVERYTHING in scopes,
        surveys=outbox.CAMPAIGNS in scopes,
        campaigns=session.exec(names).all() if numbers else (),
    )
