"""The register of those who asked for silence; nothing leaves for them once that is committed.

Whoever posts an SMS holds the contact shared until it is marked as leaving; STOP holds it alone,
then waits for what is leaving. So a STOP that is committed is after every post that it concerns.
"""

import hashlib
import hmac
import time
from collections.abc import Collection, Sequence

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, update

from backend import clock
from backend.config import get_settings
from backend.outbox.models import OptOut, Purpose, Sms, SmsState

# What a silence is about: everything, every campaign, or "campaign:<number>", that one alone.
EVERYTHING = "all"
CAMPAIGNS = "campaign"
HEARD_BY_STOP = (
    Purpose.REPLY,
    Purpose.AGENT,
    Purpose.NOTICE,
    Purpose.CAMPAIGN,
    Purpose.CODE,
)
_LOOKS_AGAIN = 0.02
_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:contact, 0))")
_HOLD_SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:contact, 0))")


def campaign(number: int) -> str:
    """Return the scope of one campaign."""
    return f"{CAMPAIGNS}:{number}"


def campaign_of(scope: str) -> int | None:
    """Return the one campaign that a scope is about."""
    kind, _, number = scope.partition(":")
    return int(number) if kind == CAMPAIGNS and number else None


def last_campaign(session: Session, conversation_id: str) -> str:
    """Return the scope of the campaign that last wrote in a conversation; of all, where none did.

    Who is asked twice to be left alone was not heard: in doubt every campaign is silent.
    """
    query = select(Sms.about).where(
        Sms.conversation_id == conversation_id, col(Sms.about).is_not(None)
    )
    return session.exec(query.order_by(col(Sms.id).desc()).limit(1)).first() or CAMPAIGNS


def opt_out(session: Session, *, channel: str, contact: str, scope: str, words: str) -> None:
    """Register that a contact wants silence, once; returns when nothing is leaving for it.

    A request to the provider may be under way: its end is waited for, so no longer than one lasts.
    """
    session.execute(_HOLD, {"contact": contact})
    _register(session, channel=channel, contact=contact, scope=scope, words=words)
    ends = clock.now() + get_settings().sms_settle_time
    while clock.now() < ends and _is_leaving(session, contact):
        time.sleep(_LOOKS_AGAIN)


def opted_out_at_provider(session: Session, *, channel: str, contact: str) -> None:
    """Register a silence that the provider keeps by itself: there is nothing to wait for."""
    _register(session, channel=channel, contact=contact, scope=EVERYTHING, words="at the provider")


def opt_in(session: Session, *, channel: str, contact: str, scope: str = EVERYTHING) -> bool:
    """Lift the silences of a contact, all or those about `scope`; tell whether there were any."""
    found = silences(session, channel=channel, contact=contact)
    lifted = [one for one in found if _is_lifted(one, scope)]
    for one in lifted:
        one.lifted_at = clock.now()
    session.flush()
    return bool(lifted)


def silences(session: Session, *, channel: str, contact: str) -> Sequence[OptOut]:
    """Return what a contact asked to be spared, in force now."""
    query = select(OptOut).where(
        OptOut.channel == channel,
        col(OptOut.contact).in_(_names(contact)),
        col(OptOut.lifted_at).is_(None),
    )
    return session.exec(query).all()


def is_opted_out(session: Session, *, channel: str, contact: str, scope: str = EVERYTHING) -> bool:
    """Whether a contact asked for silence about this, or about more."""
    found = silences(session, channel=channel, contact=contact)
    return any(_is_within(scope, one.scope) for one in found)


def opted_out_of(
    session: Session, *, channel: str, contacts: Collection[str], scope: str
) -> set[str]:
    """Return which of many contacts asked for silence about this, or about more."""
    query = select(OptOut.contact, OptOut.scope).where(
        OptOut.channel == channel, col(OptOut.lifted_at).is_(None)
    )
    silent = {contact for contact, asked in session.exec(query) if _is_within(scope, asked)}
    return {one for one in contacts if not silent.isdisjoint(_names(one))}


def _is_lifted(silence: OptOut, scope: str) -> bool:
    """Whether a wish to receive this again ends a silence; STOP to everything holds but to itself.

    Who wants one campaign again wants no silence about all of them.
    """
    every = silence.scope == CAMPAIGNS and _is_within(scope, CAMPAIGNS)
    return every or _is_within(silence.scope, scope)


def _is_within(scope: str, larger: str) -> bool:
    campaigns = larger == CAMPAIGNS and scope.startswith(CAMPAIGNS)
    return larger == EVERYTHING or campaigns or scope == larger


def may_leave(session: Session, sms: Sms, *, channel: str) -> bool:
    """Whether the register lets an SMS leave; STOP waits from here to the caller's commit."""
    session.execute(_HOLD_SHARED, {"contact": sms.to})
    scope = sms.about or (CAMPAIGNS if sms.purpose is Purpose.CAMPAIGN else EVERYTHING)
    silent = is_opted_out(session, channel=channel, contact=sms.to, scope=scope)
    return not silent or sms.purpose not in HEARD_BY_STOP


def forget(session: Session, *, channel: str, contact: str) -> None:
    """Keep the silence of an erased contact under a keyed hash; its number and words go."""
    session.execute(
        update(OptOut)
        .where(col(OptOut.channel) == channel, col(OptOut.contact) == contact)
        .values(contact=_hashed(contact), words="")
    )


def _register(session: Session, *, channel: str, contact: str, scope: str, words: str) -> None:
    row = {"channel": channel, "contact": contact, "scope": scope, "words": words}
    statement = insert(OptOut).values(**row, created_at=clock.now()).on_conflict_do_nothing()
    session.execute(statement)


def _is_leaving(session: Session, contact: str) -> bool:
    """Whether a post to a contact has begun, and its end has not been written."""
    query = select(Sms.id).where(
        Sms.to == contact,
        Sms.state == SmsState.SENDING,
        col(Sms.updated_at) == col(Sms.posted_at),
        col(Sms.posted_at) > clock.now() - get_settings().sms_settle_time,
        col(Sms.purpose).in_(HEARD_BY_STOP),
    )
    return session.exec(query.limit(1)).first() is not None


def _names(contact: str) -> tuple[str, str]:
    return (contact, _hashed(contact))


def _hashed(contact: str) -> str:
    key = get_settings().signing_key.get_secret_value().encode()
    return "hash:" + hmac.new(key, contact.encode(), hashlib.sha256).hexdigest()
