"""The demonstration's residences and tenants: invented, with numbers that ring nowhere."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, select

from backend.agents.models import Agency
from backend.tenants.models import Person, Residence


class _Home(NamedTuple):
    landlord: str
    agency: str
    name: str
    address: str
    commune: str


class _Tenant(NamedTuple):
    home: str
    name: str
    phone: str
    dwelling: str
    language: str
    since: date


HOMES = (
    _Home("office64", "Béarn", "Les Tilleuls", "14 rue des Tilleuls", "Pau"),
    _Home("office64", "Béarn", "Le Belvédère", "3 allée du Belvédère", "Bizanos"),
    _Home("office64", "Centre-Ouest", "Les Vergers", "8 impasse des Vergers", "Mourenx"),
    _Home("office64", "Centre-Ouest", "Le Moulin", "21 chemin du Moulin", "Orthez"),
    _Home("office64", "Côte Basque Sud", "Itsas Alde", "5 avenue de la Plage", "Hendaye"),
    _Home("office64", "Côte Basque Sud", "Lore Artea", "17 rue des Fleurs", "Ciboure"),
    _Home("rochefort", "Rochefort", "Les Cordiers", "11 rue des Cordiers", "Rochefort"),
    _Home("rochefort", "Rochefort", "Les Roseaux", "2 square des Roseaux", "Tonnay-Charente"),
)
TENANTS = (
    _Tenant(
        "Les Tilleuls", "Jeanne Duclos", "+33639980101", "bât. A, appt 4", "fr", date(2016, 3, 1)
    ),
    _Tenant(
        "Les Tilleuls", "Karim Belkacem", "+33639980102", "bât. B, appt 11", "fr", date(2021, 9, 1)
    ),
    _Tenant("Le Belvédère", "Ana Pereira", "+33639980103", "appt 2", "pt", date(2019, 6, 15)),
    _Tenant("Les Vergers", "Louis Castaing", "+33639980104", "appt 7", "fr", date(2008, 1, 1)),
    _Tenant("Le Moulin", "Sarah Wilson", "+33639980105", "maison 3", "en", date(2023, 4, 1)),
    _Tenant("Itsas Alde", "Miren Etcheberry", "+33639980106", "appt 15", "eu", date(2014, 11, 1)),
    _Tenant("Itsas Alde", "Peio Harriague", "+33639980111", "appt 3", "fr", date(2017, 5, 1)),
    _Tenant("Lore Artea", "Carmen Ruiz", "+33639980107", "appt 9", "es", date(2022, 2, 1)),
    _Tenant("Les Cordiers", "Paul Renaudin", "+33639980108", "appt 5", "fr", date(2011, 7, 1)),
    _Tenant("Les Cordiers", "Fatou Diarra", "+33639980109", "appt 12", "fr", date(2020, 10, 1)),
    _Tenant(
        "Les Roseaux", "Marcel Gaboriau", "+33639980110", "rez-de-chaussée", "fr", date(1998, 5, 1)
    ),
)


def load(session: Session) -> None:
    """Write what is missing of the demonstration; done twice, it changes nothing."""
    agencies = {(a.landlord, a.name): a.id for a in session.exec(select(Agency))}
    homes = {h.name: h for h in session.exec(select(Residence))}
    for landlord, agency, name, address, commune in HOMES:
        if name not in homes:
            homes[name] = Residence(
                landlord=landlord,
                agency_id=agencies.get((landlord, agency)),
                name=name,
                address=address,
                commune=commune,
            )
            session.add(homes[name])
    session.flush()
    known = set(session.exec(select(Person.phone)))
    for tenant in TENANTS:
        if tenant.phone not in known:
            session.add(_person(tenant, homes[tenant.home]))
    session.flush()


def _person(tenant: _Tenant, home: Residence) -> Person:
    return Person(
        landlord=home.landlord,
        residence_id=home.id,
        name=tenant.name,
        phone=tenant.phone,
        dwelling=tenant.dwelling,
        language=tenant.language,
        since=tenant.since,
    )
