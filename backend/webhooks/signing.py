"""Signatures of Standard Webhooks: HMAC-SHA256 over id, moment and the raw body. Pure."""

import base64
import hashlib
import hmac

PREFIX = "whsec_"


def secret_of(key: str, endpoint_id: int, salt: str) -> bytes:
    """Return an address's own secret; the database alone does not tell it."""
    return hmac.new(key.encode(), f"webhook {endpoint_id} {salt}".encode(), hashlib.sha256).digest()


def shown(secret: bytes) -> str:
    """Return a secret as systems are given it."""
    return PREFIX + base64.b64encode(secret).decode()


def sign(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers(secret: bytes, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that a message travels with."""
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, timestamp, body),
    }


def call_secret(key: str, landlord: str) -> bytes:
    """Return the secret by which a landlord's telephone system signs what it tells."""
    return hmac.new(key.encode(), f"calls {landlord}".encode(), hashlib.sha256).digest()
