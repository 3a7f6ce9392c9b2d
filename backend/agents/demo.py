"""The demonstration's agencies and accounts: roles, no person."""

from sqlmodel import Session, select

from backend.agents.models import Agency, Agent, Role
from backend.agents.service import hash_password

PASSWORD = "demonstration-loge"  # noqa: S105 - printed at start, and only there in demonstration
AGENCIES = {
    "office64": ("Béarn", "Centre-Ouest", "Côte Basque Sud"),
    "rochefort": ("Rochefort",),
}
ACCOUNTS = (
    ("agent.bearn", "CRC Béarn", Role.AGENT, "office64", "Béarn"),
    ("agent.cote-basque", "CRC Côte Basque", Role.AGENT, "office64", "Côte Basque Sud"),
    ("agent.rochefort", "Accueil Rochefort", Role.AGENT, "rochefort", "Rochefort"),
    ("superviseur", "Supervision", Role.SUPERVISOR, "office64", "Béarn"),
    ("administrateur", "Administration", Role.ADMINISTRATOR, "office64", "Béarn"),
)


def load(session: Session) -> None:
    """Write what is missing of the demonstration; done twice, it changes nothing."""
    agencies = {(a.landlord, a.name): a for a in session.exec(select(Agency))}
    for landlord, names in AGENCIES.items():
        for name in names:
            if (landlord, name) not in agencies:
                agencies[landlord, name] = Agency(landlord=landlord, name=name)
                session.add(agencies[landlord, name])
    session.flush()
    known = set(session.exec(select(Agent.login)))
    missing = [account for account in ACCOUNTS if account[0] not in known]
    password_hash = hash_password(PASSWORD) if missing else ""
    for login, name, role, landlord, agency in missing:
        session.add(
            Agent(
                login=login,
                name=name,
                password_hash=password_hash,
                role=role,
                landlord=landlord,
                agency_id=agencies[landlord, agency].id,
            )
        )
    session.flush()


def accounts() -> list[tuple[str, str]]:
    """Return the logins and the password of the demonstration."""
    return [(login, PASSWORD) for login, *_ in ACCOUNTS]
