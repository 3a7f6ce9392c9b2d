"""Whom a mailing reaches, in which words, at what cost; nothing leaves here."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlmodel import Session

from backend.config import Settings
from backend.conversations.models import Channel
from backend.i18n import render
from backend.mailings import queries
from backend.mailings.models import Mailing
from backend.mailings.queries import Tenant
from backend.outbox import service as outbox
from backend.outbox.models import Purpose
from backend.tenants.reaching import reached_otherwise
from channels.phone import is_mobile
from channels.sms.text import measure

FIELD = re.compile(r"\{([^{}]*)\}")
_SHOWN = 5
# A link as it would stand in a text, for what a preview costs.
_A_LINK = "/depot/" + "x" * 22


@dataclass(frozen=True)
class Shown:
    """What one real recipient would read, and what that costs."""

    name: str
    parts: Sequence[str]
    segments: int


class LeftOut(StrEnum):
    """Why somebody that a mailing is for is not written to; the first that holds."""

    WITHOUT_PHONE = "without_phone"
    LANDLINE = "landline"
    SILENT = "silent"
    OTHERWISE = "otherwise"
    SAME_PHONE = "same_phone"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class Preview:
    """Whom a mailing would reach and whom not, why, and at what cost."""

    recipients: int
    left_out: Mapping[LeftOut, int]
    shown: Sequence[Shown]
    segments: int
    price: float


def filled(mailing: Mailing, tenant: Tenant, bailleur: str, link: str) -> str:
    """Return the words for one person, in their language where there are any, with how to stop."""
    language = language_of(mailing, tenant)
    values = {**_known(tenant), "bailleur": bailleur, "lien": link}
    text = FIELD.sub(lambda found: values.get(found[1], ""), mailing.texts.get(language, ""))
    return render("mailing", {"text": text}, language)


def _is_complete(mailing: Mailing, tenant: Tenant) -> bool:
    """Tell whether the tenant file knows every field of somebody's text: no word is missing."""
    used = FIELD.findall(mailing.texts.get(language_of(mailing, tenant), ""))
    known = _known(tenant)
    return all(known.get(field, "-") for field in used)


def _known(tenant: Tenant) -> dict[str, str]:
    return {"nom": tenant.person.name, "residence": tenant.residence, "agence": tenant.agency}


def language_of(mailing: Mailing, tenant: Tenant) -> str:
    """Return the language of somebody's text."""
    return tenant.person.language if tenant.person.language in mailing.texts else "fr"


@dataclass(frozen=True)
class Whom:
    """Tenants who may be written to, and how many may not, by the reason."""

    reached: list[Tenant] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)


def whom(session: Session, mailing: Mailing) -> Whom:
    """Sort the tenants that a mailing is for by whether they may be written to."""
    tenants = queries.tenants(session, mailing)
    numbers = {one.person.phone for one in tenants if one.person.phone}
    silent = outbox.opted_out_of(
        session, channel=Channel.SMS.value, contacts=numbers, scope=outbox.CAMPAIGNS
    )
    otherwise = reached_otherwise(session, Channel.SMS.value)
    found, written = Whom(), set[str]()
    for tenant in tenants:
        phone = tenant.person.phone or ""
        reasons = {
            LeftOut.WITHOUT_PHONE: not phone,
            LeftOut.LANDLINE: phone and not is_mobile(phone),
            LeftOut.SILENT: phone in silent,
            LeftOut.OTHERWISE: phone in otherwise,
            LeftOut.SAME_PHONE: phone in written,
            LeftOut.INCOMPLETE: not _is_complete(mailing, tenant),
        }
        if why := next((one for one, holds in reasons.items() if holds), None):
            found.left_out[why] += 1
        else:
            written.add(phone)
            found.reached.append(tenant)
    return found


def is_silent(session: Session, phone: str) -> bool:
    """Tell whether somebody wants no mailings."""
    return outbox.is_opted_out(
        session, channel=Channel.SMS.value, contact=phone, scope=outbox.CAMPAIGNS
    )


def example_link(settings: Settings) -> str:
    """Return a link as it would stand in a text; it opens nothing."""
    return settings.public_base + _A_LINK


def preview(session: Session, mailing: Mailing, bailleur: str, settings: Settings) -> Preview:
    """Return what would leave, on real recipients; nothing does."""
    found, link = whom(session, mailing), example_link(settings)
    shown, segments = [], 0
    for number, tenant in enumerate(found.reached):
        parts = outbox.as_sent(filled(mailing, tenant, bailleur, link), Purpose.CAMPAIGN, settings)
        cost = sum(measure(part).segments for part in parts)
        segments += cost
        if number < _SHOWN:
            shown.append(Shown(tenant.person.name, parts, cost))
    return Preview(
        len(found.reached),
        found.left_out,
        shown,
        segments,
        segments * settings.sms_price,
    )
