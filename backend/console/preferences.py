"""An agent's preferences on one machine: density, keys, sound; kept in a cookie of the console."""

from dataclasses import asdict, dataclass

from fastapi import Request, Response

from backend.console.identity import PATH

COOKIE = "loge_desk"
DENSITIES = ("compact", "comfortable", "large")
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Preferences:
    """How the desk shows itself; sound is off until somebody wants it."""

    density: str = "compact"
    keys: str = "on"
    sound: str = "off"


def read(request: Request) -> Preferences:
    """Return the preferences of this browser; what is unreadable is the default."""
    parts = request.cookies.get(COOKIE, "").split(".")
    return checked(*parts) if len(parts) == 3 else Preferences()


def checked(density: str, keys: str, sound: str) -> Preferences:
    """Return preferences of which each value is one of ours."""
    usual = Preferences()
    return Preferences(
        density=density if density in DENSITIES else usual.density,
        keys="off" if keys == "off" else "on",
        sound="on" if sound == "on" else "off",
    )


def write(response: Response, chosen: Preferences, *, secure: bool) -> None:
    """Keep the preferences in this browser."""
    response.set_cookie(
        COOKIE,
        ".".join(asdict(chosen).values()),
        path=PATH,
        max_age=_A_YEAR,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
