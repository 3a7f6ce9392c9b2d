"""What leads from an answer to a person, taken away: the answers, and the words that held them.

That somebody took part stays, and how: quotas and rates are counted by it. What is said in the
conversations after an answer goes with it, as the next question tells what was answered.
"""

from sqlalchemy import text
from sqlmodel import Session

from backend.campaigns.models import Campaign

_MESSAGES = text(
    """
    WITH heard AS (
        SELECT a.message_id AS id FROM interview_answer a JOIN interview i ON i.id = a.interview_id
        WHERE i.campaign_id = :campaign AND a.message_id IS NOT NULL
    )
    SELECT id FROM heard UNION
    SELECT m.id FROM message m JOIN heard ON heard.id = m.inbound_id
    WHERE m.reply ->> 'act' = 'survey'
    """
)
_WORDS = (
    """
    UPDATE message SET text = '', reply = CASE WHEN reply IS NULL THEN NULL
        ELSE jsonb_build_object('act', reply -> 'act') END
    WHERE id = ANY(:messages)
    """,
    """
    UPDATE sms SET body = '' WHERE message_id = ANY(:messages)
        AND state NOT IN ('queued', 'sending')
    """,
    """
    DELETE FROM feed_event f USING message m
    WHERE m.id = ANY(:messages) AND f.topic = 'conversation:' || m.conversation_id
        AND f.payload ->> 'id' = m.id::text
    """,
)
_ANSWERS = text(
    """
    DELETE FROM interview_answer a USING interview i
    WHERE i.id = a.interview_id AND i.campaign_id = :campaign RETURNING a.id
    """
)


def detach(session: Session, campaign: Campaign) -> tuple[int, int]:
    """Take them away; return how many answers and how many messages there were."""
    session.flush()
    values = {"campaign": campaign.id}
    messages = list(session.execute(_MESSAGES, values).scalars())
    for statement in _WORDS:
        session.execute(text(statement), {"messages": messages})
    answers = len(session.execute(_ANSWERS, values).all())
    session.expire_all()
    return answers, len(messages)
