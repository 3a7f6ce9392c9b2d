"""Words of the contact centre: the queue, its accounts, its calls; French is the key."""

from collections.abc import Callable, Mapping

Gettext = Callable[[str], str]


def notices(_: Gettext) -> Mapping[str, str]:
    """Return what is said after an action in the contact centre."""
    return {
        "nobody-waits": _("Personne n’attend pour vous."),
        "at-capacity": _(
            "Vous avez assez de conversations : terminez-en ou rendez-en une d’abord."
        ),
        "not-for-you": _(
            "Cette conversation est proposée à d’autres d’abord. Rien n’a été changé."
        ),
        "not-there": _("Cette personne n’est pas là. Rien n’a été changé."),
    }


GOOD_NEWS = frozenset("".split())


def reasons(_: Gettext) -> Mapping[str, str]:
    """Return why a conversation waits for a person, besides a danger."""
    return {
        "agent_silent": _("l’agent n’a pas répondu"),
        "transferred": _("transmise par un collègue"),
        "distress": _("détresse"),
        "anger": _("en colère"),
        "threat": _("menace"),
    }
