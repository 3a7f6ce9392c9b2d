"""A mailing on one's own telephone, before anybody approves it: to oneself, never to a tenant."""

from datetime import datetime

from sqlmodel import Session

from backend.agents.models import Agent
from backend.audit import service as audit
from backend.conversations import service as conversations
from backend.conversations import writing
from backend.mailings import queries, reaching
from backend.mailings.errors import MailingFixed, MailingTrialRefused, NobodyToMail
from backend.mailings.models import Mailing, MailingState
from backend.mailings.queries import Tenant
from backend.outbox import service as outbox
from backend.outbox.models import Purpose
from backend.replies import Act, Utterance
from backend.tenants.models import Person
from channels.errors import InvalidNumber
from channels.phone import is_mobile, normalise


def try_on(
    session: Session,
    mailing: Mailing,
    by: Agent,
    phone: str,
    who: str,
    link: str,
    *,
    now: datetime,
) -> None:
    """Send its author's text to a mobile that is no tenant's, with their own name in it.

    What the file knows of a home is that of a real recipient. Raises MailingFixed once it is
    approved, MailingTrialRefused for a number that gets none, or NobodyToMail.
    """
    if mailing.state is not MailingState.DRAFT:
        raise MailingFixed
    number = _own(session, phone)
    found = reaching.whom(session, mailing).reached
    if not found:
        raise NobodyToMail
    talk = conversations.reach_by_sms(
        session, contact=number, landlord=mailing.landlord, language=by.language, now=now
    )
    if talk is None:
        raise MailingTrialRefused
    oneself = Person(landlord=mailing.landlord, name=by.name, language=by.language)
    text = reaching.filled(mailing, Tenant(oneself, found[0].residence, found[0].agency), who, link)
    writing.tell(
        session,
        talk,
        [Utterance(Act.ANSWER, text=text)],
        purpose=Purpose.AGENT,
        about=outbox.CAMPAIGNS,
        now=now,
    )
    audit.write(
        session,
        landlord=mailing.landlord,
        by=by.login,
        what="mailing-tried",
        about=f"mailing:{mailing.id}",
        new={},
        now=now,
    )


def _own(session: Session, phone: str) -> str:
    try:
        number = normalise(phone)
    except InvalidNumber as error:
        raise MailingTrialRefused from error
    if not is_mobile(number) or queries.is_tenants(session, number):
        raise MailingTrialRefused
    if reaching.is_silent(session, number):
        raise MailingTrialRefused
    return number
