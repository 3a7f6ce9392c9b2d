"""Keys: issued once, checked, revoked. The functions take a session and never commit."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from backend.api_keys.errors import KeyNotFound, KeyRefused, ScopeMissing
from backend.api_keys.models import ApiKey, Scope

_PREFIX = "loge_"
_USED_EVERY = timedelta(minutes=1)


def issue(
    session: Session, *, landlord: str, name: str, scopes: Iterable[Scope], now: datetime
) -> tuple[ApiKey, str]:
    """Make a key; it is returned here and never shown again."""
    key = _PREFIX + secrets.token_urlsafe(32)
    made = ApiKey(
        landlord=landlord,
        name=name,
        key_hash=_hash(key),
        scopes=sorted(set(scopes)),
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made, key


def check(session: Session, key: str, *, landlord: str, now: datetime) -> ApiKey:
    """Return what a key is; raises KeyRefused for none of this landlord's."""
    found = session.exec(select(ApiKey).where(ApiKey.key_hash == _hash(key))).first()
    if found is None or found.revoked_at is not None or found.landlord != landlord:
        raise KeyRefused
    if found.used_at is None or now - found.used_at > _USED_EVERY:
        found.used_at = now
    return found


def require(key: ApiKey | None, scope: Scope) -> ApiKey:
    """Return the key that may do something; raises KeyRefused without one, or ScopeMissing."""
    if key is None:
        raise KeyRefused
    if scope not in key.scopes:
        raise ScopeMissing(scope)
    return key


def keys(session: Session, landlord: str) -> Sequence[ApiKey]:
    """Return a landlord's keys, newest first."""
    query = select(ApiKey).where(ApiKey.landlord == landlord)
    return session.exec(query.order_by(col(ApiKey.id).desc())).all()


def revoke(session: Session, landlord: str, key_id: int, *, now: datetime) -> ApiKey:
    """End a key for good; raises KeyNotFound for one of another landlord as for an unknown one."""
    found = session.get(ApiKey, key_id)
    if found is None or found.landlord != landlord:
        raise KeyNotFound
    found.revoked_at = found.revoked_at or now
    return found


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
