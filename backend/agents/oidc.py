"""Signing in at the landlord's own identity provider: OpenID Connect, code flow with PKCE.

Who somebody is comes from the provider; what they may do, from the account of that name in Loge.
Nothing here touches the database. `requests`, for Authlib gives its httpx client up.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from backend.agents.errors import NotProven

_ALGORITHMS = ["RS256", "ES256", "PS256"]
_TIMEOUT = 10
_LASTS = timedelta(minutes=10)
_LEEWAY = 60


@dataclass(frozen=True)
class Provider:
    """The provider, and how it knows Loge; `claim` is the name that accounts go by."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    comes_back_to: str


@dataclass(frozen=True)
class Attempt:
    """One sign-in under way, kept by the browser under our seal."""

    state: str
    nonce: str
    verifier: str
    until: int


def begin(provider: Provider, now: datetime) -> tuple[str, Attempt]:
    """Return where the browser is to go, and what has to be the same when it comes back."""
    told = _metadata(provider)
    attempt = Attempt(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        until=int((now + _LASTS).timestamp()),
    )
    with _client(provider) as client:
        address, _ = client.create_authorization_url(
            told["authorization_endpoint"],
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )
    return str(address), attempt


def finish(provider: Provider, attempt: Attempt, *, code: str, state: str, now: datetime) -> str:
    """Return the name that the provider vouches for; raises NotProven."""
    if not hmac.compare_digest(attempt.state.encode(), state.encode()):
        raise NotProven
    if now.timestamp() > attempt.until:
        raise NotProven
    told = _metadata(provider)
    try:
        with _client(provider) as client:
            given = client.fetch_token(
                told["token_endpoint"],
                code=code,
                code_verifier=attempt.verifier,
                timeout=_TIMEOUT,
            )
        keys = KeySet.import_key_set(_get(told["jwks_uri"]))
        claims = jwt.decode(given["id_token"], keys, algorithms=_ALGORITHMS).claims
        _check(provider, attempt, claims, now)
    except (OAuthError, JoseError, requests.RequestException, KeyError, ValueError) as error:
        raise NotProven from error
    return _name(provider, claims)


def _check(provider: Provider, attempt: Attempt, claims: dict[str, Any], now: datetime) -> None:
    jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        sub={"essential": True},
        exp={"essential": True},
        nonce={"essential": True, "value": attempt.nonce},
    ).validate(claims)


def _name(provider: Provider, claims: dict[str, Any]) -> str:
    """Return the account's name; an address that the provider has not verified is none."""
    if provider.claim == "email" and claims.get("email_verified") is False:
        raise NotProven
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not name:
        raise NotProven
    return name


def _client(provider: Provider) -> Any:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope="openid profile email",
        redirect_uri=provider.comes_back_to,
        code_challenge_method="S256",
    )


def _metadata(provider: Provider) -> dict[str, Any]:
    try:
        told: dict[str, Any] = _get(
            f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
        )
    except (requests.RequestException, ValueError) as error:
        raise NotProven from error
    if told.get("issuer") != provider.issuer:
        raise NotProven
    return told


def _get(address: str) -> Any:
    answer = requests.get(address, timeout=_TIMEOUT)
    answer.raise_for_status()
    return answer.json()


def seal(attempt: Attempt, key: str) -> str:
    """Return an attempt as the browser keeps it."""
    body = urlsafe_b64encode(json.dumps(asdict(attempt)).encode()).decode()
    return f"{body}.{_mark(body, key)}"


def unseal(kept: str, key: str) -> Attempt:
    """Return an attempt that the browser kept; raises NotProven for what is not ours."""
    body, _, mark = kept.partition(".")
    if not hmac.compare_digest(_mark(body, key).encode(), mark.encode()):
        raise NotProven
    return Attempt(**json.loads(urlsafe_b64decode(body)))


def _mark(body: str, key: str) -> str:
    return hmac.new(key.encode(), f"oidc {body}".encode(), hashlib.sha256).hexdigest()
