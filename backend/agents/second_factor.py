"""The second factor of a local account: codes of an application (RFC 6238), each used once."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

from backend.agents.errors import WrongCode
from backend.agents.models import Agent

_STEP = 30
_AROUND = (-1, 0, 1)
"""Steps of clocks that differ."""


def secret_of(key: str, agent: Agent) -> str:
    """Return an account's secret in base 32; the database alone does not tell it."""
    told = f"totp {agent.id} {agent.totp_salt}".encode()
    return base64.b32encode(hmac.new(key.encode(), told, hashlib.sha256).digest()[:20]).decode()


def begin(agent: Agent) -> None:
    """Draw a new secret, where none is in use; it is asked for once a code of it was given."""
    if agent.totp_since is None:
        agent.totp_salt, agent.totp_step = secrets.token_hex(16), None


def confirm(agent: Agent, code: str, *, key: str, now: datetime) -> None:
    """Ask for the factor from now on; raises WrongCode."""
    check(agent, code, key=key, now=now)
    agent.totp_since = now


def take_off(agent: Agent) -> None:
    """Ask for the factor no more."""
    agent.totp_salt = agent.totp_since = agent.totp_step = None


def check(agent: Agent, code: str, *, key: str, now: datetime) -> None:
    """Use a code up; raises WrongCode for a wrong one, and for one that was used before."""
    given = code.replace(" ", "")
    totp = pyotp.TOTP(secret_of(key, agent))
    here = int(now.timestamp()) // _STEP
    for step in (here + around for around in _AROUND):
        used = agent.totp_step is not None and step <= agent.totp_step
        if not used and hmac.compare_digest(totp.generate_otp(step).encode(), given.encode()):
            agent.totp_step = step
            return
    raise WrongCode


def address(agent: Agent, *, key: str) -> str:
    """Return what an application reads: the account with its secret."""
    return pyotp.TOTP(secret_of(key, agent)).provisioning_uri(name=agent.login, issuer_name="Loge")
