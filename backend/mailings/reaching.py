"""Whom a mailing reaches, in which words, at what cost; nothing leaves here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.config import Settings
from backend.conversations.models import Channel
from backend.i18n import render
from backend.mailings import queries
from backend.mailings.models import Mailing
from backend.mailings.queries import Tenant
from backend.outbox import service as outbox
from backend.outbox.models import Purpose
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


@dataclass(frozen=True)
class Preview:
    """Whom a mailing would reach and whom not, why, and at what cost."""

    recipients: int
    without_phone: int
    landlines: int
    silent: int
    same_phone: int
    incomplete: int
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


@dataclass
class Whom:
    """Tenants who may be written to, and how many may not, by the reason."""

    reached: list[Tenant]
    without_phone: int = 0
    landlines: int = 0
    silent: int = 0
    same_phone: int = 0
    incomplete: int = 0


def whom(session: Session, mailing: Mailing) -> Whom:
    """Sort the tenants that a mailing is for by whether they may be written to."""
    found, phones = Whom([]), set[str]()
    for tenant in queries.tenants(session, mailing):
        phone = tenant.person.phone or ""
        if not phone:
            found.without_phone += 1
        elif not is_mobile(phone):
            found.landlines += 1
        elif phone in phones:
            found.same_phone += 1
        elif is_silent(session, phone):
            found.silent += 1
        elif not _is_complete(mailing, tenant):
            found.incomplete += 1
        else:
            phones.add(phone)
            found.reached.append(tenant)
    return found


def is_silent(session: Session, phone: str) -> bool:
    """Tell whether somebody wants no mailings."""
    return outbox.is_opted_out(
        session, channel=Channel.SMS.value, contact=phone, scope=outbox.CAMPAIGNS
    )


def preview(session: Session, mailing: Mailing, bailleur: str, settings: Settings) -> Preview:
    """Return what would leave, on real recipients; nothing does."""
    found = whom(session, mailing)
    link = settings.public_base + _A_LINK
    shown, segments = [], 0
    for number, tenant in enumerate(found.reached):
        parts = outbox.as_sent(filled(mailing, tenant, bailleur, link), Purpose.CAMPAIGN, settings)
        cost = sum(measure(part).segments for part in parts)
        segments += cost
        if number < _SHOWN:
            shown.append(Shown(tenant.person.name, parts, cost))
    return Preview(
        len(found.reached),
        found.without_phone,
        found.landlines,
        found.silent,
        found.same_phone,
        found.incomplete,
        shown,
        segments,
        segments * settings.sms_price,
    )
