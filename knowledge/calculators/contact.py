"""Which contact point is whose: a tenant's, with the agency of the commune, an applicant's, a
partner's."""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.errors import ContactNotFound
from knowledge.model import Means, Unit
from knowledge.query import contact_for
from knowledge.search_text import fold

_NONE = "rochefort-contact"
_RESIDENCES = "office64-senior-residences"
_AREAS = ("bearn", "ouest", "sud")
_APPLICANT, _MAIL = "office64-demandeurs-rendez-vous", "office64-courriel-partenaires"


def plain_commune(name: str) -> str:
    """Return a commune as it is compared: "St Jean de Luz" is "Saint-Jean-de-Luz"."""
    words = {"st": "saint", "ste": "sainte"}
    return " ".join(words.get(word, word) for word in fold(name).split())


def _is(told: str, commune: str) -> bool:
    """Is it the commune, or the first part of its name, as people shorten it?"""
    plain, whole = plain_commune(told), plain_commune(commune)
    return plain == whole or (not plain.startswith("saint") and plain == whole.split()[0])


def _agency(commune: str, book: Book) -> Reason:
    told = Figure(Unit.TEXT, commune)
    for area in _AREAS:
        communes = book.items(_RESIDENCES, f"communes_{area}")
        found = next((one for one in communes if _is(commune, one)), None)
        if found:
            agency = book.figure(_RESIDENCES, f"agence_{area}")
            values = {"commune": Figure(Unit.TEXT, found), "agency": agency}
            return Reason("contact_agency", values, _RESIDENCES)
    return Reason("contact_agency_unknown", {"commune": told})


def _telephone(book: Book, profile: str, text: str) -> Reason:
    point, entry = contact_for(book.knowledge, book.landlord or "", profile=profile)
    return Reason(text, {"telephone": book.figure(entry.id, point.telephone)}, entry.id)


def contact(given: Given, book: Book) -> Result:
    """Return whom to reach; a landlord whose sources give nobody is said to have none."""
    profile = given["profile"]
    try:
        contact_for(book.knowledge, book.landlord or "", means=Means.TELEPHONE)
    except ContactNotFound:
        return Result("not-in-sources", (Reason("contact_none", {}, _NONE),))
    if profile == "applicant":
        return Result("appointment", (Reason("contact_applicant", {}, _APPLICANT),))
    if profile == "partner":
        mail = Reason("contact_partner_mail", {"mail": book.figure(_MAIL, "courriel")}, _MAIL)
        return Result("switchboard", (_telephone(book, "partner", "contact_partner"), mail))
    line = _telephone(book, "tenant", "contact_tenant")
    commune = given.get("commune")
    if not commune:
        return Result("line", (line,))
    agency = _agency(commune, book)
    return Result("agency" if agency.entry else "agency-unknown", (agency, line))


CONTACT = Calculator(
    "contact",
    (
        Input("profile", Kind.CHOICE, ("tenant", "applicant", "partner")),
        Input("commune", Kind.TEXT, optional=True),
    ),
    contact,
    by_landlord=True,
)
