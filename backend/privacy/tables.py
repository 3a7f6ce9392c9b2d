"""What is taken out of each table of a person who is erased; what holds a figure stays.

A row goes where nothing can be counted by it any more, else its words do. `ERASED` and `KEPT` name
every column that could hold words: a test compares them with the database, so that a new table
cannot be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

_TALK = "conversation_id = ANY(:talks)"
_REQUEST = "sollicitation_id = ANY(:requests)"
_MESSAGE = f"IN (SELECT id FROM message WHERE {_TALK})"  # noqa: S608 - no input in any of these
_ORDER = f"IN (SELECT id FROM work_order WHERE {_REQUEST})"  # noqa: S608
_FILE = f"{_TALK} OR {_REQUEST}"
_ITS_FILE = f"IN (SELECT id FROM attachment WHERE {_FILE})"  # noqa: S608
_CASE = "IN (SELECT id FROM campaign_case WHERE person_id = ANY(:persons))"
# A telephone may be known to another landlord too, whose rows are not this one's to erase.
_PHONE = "phone = ANY(:phones) AND landlord = :landlord"
_THERE = "IN (SELECT id FROM conversation WHERE landlord IS NULL OR landlord = :landlord)"
_OPENED_FOR = "IN (SELECT applicant_access_id FROM conversation WHERE id = ANY(:talks))"
_ACCESS = f"({_PHONE}) OR id {_OPENED_FOR}"


@dataclass(frozen=True)
class Erased:
    """Whose rows of a table they are, and what becomes of their columns; without any, they go."""

    where: str
    columns: Mapping[str, str] = field(default_factory=dict)


# In this order: what points at something comes before it.
ERASED: Mapping[str, Erased] = {
    "attachment_content": Erased(f"attachment_id {_ITS_FILE}"),
    "attachment": Erased(_FILE),
    "inbound_media": Erased(f"message_id {_MESSAGE}"),
    "deposit_link": Erased(_TALK, {"expires_at": "LEAST(expires_at, :now)"}),
    "proposal_refusal": Erased(_TALK, {"reason": "''"}),
    "applicant_access": Erased(
        _ACCESS, {"reference": "''", "phone": "NULL", "revoked_at": "COALESCE(revoked_at, :now)"}
    ),
    "bot_action": Erased(f"inbound_id {_MESSAGE}"),
    "conversation_note": Erased(_TALK),
    "sms": Erased(
        f'{_TALK} OR ("to" = ANY(:phones) AND conversation_id {_THERE})',
        {
            "to": "''",
            "body": "''",
            "state": "CASE WHEN state = 'queued' THEN 'suppressed' ELSE state END",
        },
    ),
    "simulated_sms": Erased('"to" = ANY(:phones)'),
    "simulated_telephone": Erased("number = ANY(:phones)"),
    "quarantined_webhook": Erased(
        "form LIKE ANY(:traces)",
        {
            "form": "''",
            "settled_at": "COALESCE(settled_at, :now)",
            "released": "COALESCE(released, false)",
        },
    ),
    "continuation": Erased(f"{_TALK} OR (phone = ANY(:phones) AND conversation_id {_THERE})"),
    "feed_event": Erased("topic = ANY(:topics)"),
    "webhook_delivery": Erased("code = ANY(:codes)"),
    "order_photo": Erased(f"order_id {_ORDER}"),
    "work_link": Erased(f"order_id {_ORDER}", {"expires_at": "LEAST(expires_at, :now)"}),
    "work_order": Erased(_REQUEST, {"what": "''", "place": "''", "contact": "''", "access": "''"}),
    "incident_report": Erased(_REQUEST, {"place": "''"}),
    # Of a building that is no residence on file, the place is what its first tenant wrote.
    "incident": Erased("place = ANY(:addresses)", {"place": "site"}),
    "appointment_talk": Erased(_TALK),
    "appointment": Erased(
        f"{_TALK} OR ({_PHONE})",
        {"who": "'erased:' || id", "name": "''", "phone": "NULL", "subject": "''"},
    ),
    "call_back": Erased(f"{_TALK} OR ({_PHONE})", {"name": "''", "phone": "''", "subject": "''"}),
    "follow_up": Erased(_REQUEST, {"why": "''"}),
    "follow_up_consent": Erased(_REQUEST, {"words": "''"}),
    "notice_preference": Erased(f"{_TALK} OR person_id = ANY(:persons)"),
    "phone_call": Erased(
        f"({_PHONE}) OR person_id = ANY(:persons)",
        {"phone": "NULL", "person_id": "NULL", "external_id": "NULL", "note": "NULL"},
    ),
    "survey_link": Erased(
        f"interview_id IN (SELECT id FROM interview WHERE {_TALK} OR case_id {_CASE})"  # noqa: S608
    ),
    "interview": Erased(
        f"{_TALK} OR case_id {_CASE}",
        {
            "state": "CASE WHEN state IN ('invited', 'running', 'paused')"
            " THEN 'refused' ELSE state END"
        },
    ),
    "mailing_recipient": Erased(
        "person_id = ANY(:persons)",
        {
            "phone": "'erased:' || id",
            "state": "CASE WHEN state = 'waiting' THEN 'silenced' ELSE state END",
        },
    ),
    "workshop_seat": Erased(
        "person_id = ANY(:persons)",
        {
            "token_hash": "NULL",
            "state": "CASE WHEN state = 'coming' THEN state ELSE 'declined' END",
        },
    ),
    "survey_wish": Erased("person_id = ANY(:persons)"),
    "communication_rule": Erased("person_id = ANY(:persons)"),
    "campaign_case": Erased(
        "person_id = ANY(:persons)",
        {
            "outcome": "COALESCE(outcome, 'refused')",
            "holder_id": "NULL",
            "held_until": "NULL",
            "appointment_at": "NULL",
        },
    ),
    "sollicitation": Erased(
        "id = ANY(:requests)",
        {
            "code": "'erased-' || id",
            "description": "''",
            "address": "''",
            "place": "NULL",
            "since": "NULL",
            "availability": "NULL",
            "details": "NULL",
            "contact_name": "NULL",
            "contact_phone": "NULL",
            "person_id": "NULL",
            "reference": "NULL",
        },
    ),
    "message": Erased(
        _TALK,
        {
            "text": "''",
            "client_id": "NULL",
            "attachment": "NULL",
            "reply": "CASE WHEN reply IS NULL THEN NULL"
            " ELSE jsonb_build_object('act', reply -> 'act') END",
        },
    ),
    "conversation": Erased(
        "id = ANY(:talks)", {"contact": "''", "token_hash": "NULL", "person_id": "NULL"}
    ),
    "lease": Erased("person_id = ANY(:persons)"),
    "person": Erased(
        "id = ANY(:persons)",
        {
            "name": "''",
            "phone": "NULL",
            "dwelling": "''",
            "since": "NULL",
            "reference": "NULL",
            "residence_id": "NULL",
        },
    ),
}

_NAMES = "landlord state kind category channel language purpose service role mode rule trouble"
_BY_US = "by set_by booked_by cancelled_by opened_by closed_by planned_by given_by issued_by"
# Columns that say nothing of a tenant's, whatever table they are in: words of ours, accounts.
KEPT_EVERYWHERE = frozenset(f"{_NAMES} {_BY_US} entered_by made_by author conversation_id".split())
# Columns of the tables above that stay: what is counted, what is the provider's, what is a hash.
KEPT: Mapping[str, frozenset[str]] = {
    "applicant_access": frozenset({"code_hash", "refusal_step"}),
    "appointment": frozenset({"code"}),
    "campaign_case": frozenset({"known", "cell", "outcome"}),
    "conversation": frozenset({"id", "topic", "handoff_reason", "wanted_role"}),
    "deposit_link": frozenset({"token_hash"}),
    "incident": frozenset({"site", "entrance"}),
    "incident_report": frozenset({"site", "entrance"}),
    "interview": frozenset({"asked"}),
    "message": frozenset({"provider_id"}),
    "phone_call": frozenset({"qualification"}),
    "quarantined_webhook": frozenset({"path", "reason"}),
    "sms": frozenset({"provider_sid", "error", "about"}),
    "sollicitation": frozenset({"scope", "routed_by"}),
    "work_link": frozenset({"token_hash"}),
}
# Tables that hold nothing of a tenant's, or whose words go in another way (`service`).
APART: Mapping[str, str] = {
    "opt_out": "kept under a keyed hash",
    "inbound_sms": "what nobody has read yet: it is read first, it may be another landlord's",
    "sollicitation_event": "anonymised by the database's own function",
    "audit_line": "agents' acts, by numbers; read-only",
    "tracking_try": "a keyed hash",
    "interview_answer": "numbers of choices",
    "conversation_stretch": "times",
    "conversation_look": "times",
    "turn": "times",
    "caught_up": "our own numbers",
    "sms_pace": "our own numbers",
    "agency": "the landlord's",
    "agent": "the landlord's",
    "agent_session": "the landlord's",
    "api_key": "the landlord's",
    "appointment_slot": "the landlord's",
    "canned_answer": "the landlord's",
    "contractor": "the landlord's",
    "equipment": "the landlord's",
    "export_record": "which lists were exported, without the words looked for",
    "residence": "the landlord's",
    "sheet_photo": "green spaces",
    "weekly_sheet": "green spaces",
    "webhook_endpoint": "the landlord's",
    "opening_day": "the landlord's",
    "opening_week": "the landlord's",
    "amendment": "our knowledge",
    "correction": "our knowledge",
    "incident_message": "what agents wrote to a whole building",
    "campaign": "our questions",
    "questionnaire_version": "our questions",
    "mailing": "our words",
    "workshop": "our words",
    "mailing_author": "the landlord's",
    "survey_record": "answers that were parted from people",
    "survey_parting": "numbers",
    "campaign_attempt": "outcomes of calls",
    "quota_counter": "numbers",
    "quota_event": "numbers",
    "quota_lease": "numbers",
    "request_clock": "the promise that was made",
    "procrastinate_jobs": "their locks name numbers: those go with the number",
    "procrastinate_events": "states",
    "procrastinate_periodic_defers": "states",
    "alembic_version": "the version of the tables",
}


def seeking(table: str, erased: Erased) -> str:
    """Return the SQL that tells whether a table has a row of a person's."""
    return f'SELECT EXISTS (SELECT FROM "{table}" WHERE {erased.where})'  # noqa: S608


def statement(table: str, erased: Erased) -> str:
    """Return the SQL that erases a person's rows of a table."""
    if not erased.columns:
        return f'DELETE FROM "{table}" WHERE {erased.where}'  # noqa: S608 - no input in it
    columns = ", ".join(f'"{name}" = {value}' for name, value in erased.columns.items())
    return f'UPDATE "{table}" SET {columns} WHERE {erased.where}'  # noqa: S608 - no input in it
