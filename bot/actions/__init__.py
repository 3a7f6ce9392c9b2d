"""What the bot may do: rasa-sdk classes over injected services, run inside the web process."""

from bot.actions import answers, appointments, calculations, people, sollicitations
from bot.actions.base import ServiceAction
from bot.actions.services import Services

__all__ = ["Services", "build"]


def build(services: Services) -> list[ServiceAction]:
    """Return every action of the domain, ready to be registered."""
    return [
        *answers.build(services),
        *sollicitations.build(services),
        *calculations.build(services),
        *people.build(services),
        *appointments.build(services),
    ]
