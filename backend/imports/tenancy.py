"""The landlord's record as files: agencies, residences, tenants, leases, equipment."""

from backend.imports.columns import Column, day, language, one_of, phone, text
from backend.imports.kind import Kind, joined, link, upsert

REFERENCE = ("reference", "ref", "numero", "identifiant", "id")
_RESIDENCE = Column("residence", ("residence", "reference residence", "ref residence"), text)
_DWELLING = Column("dwelling", ("logement", "lot", "appartement", "numero de logement"), text)
_LEASES = {
    "dwelling": ("logement", "habitation"),
    "garage": ("box",),
    "parking": ("stationnement",),
}
_EQUIPMENT = {
    "lift": ("ascenseur",),
    "boiler": ("chaudière", "chaufferie", "chaudière collective"),
    "door": ("porte", "portail", "interphone", "visiophone"),
    "ventilation": ("vmc",),
    "other": ("autre",),
}


TO_RESIDENCE = link("residence", "residence", "reference")
TO_TENANT = link("tenant", "person", "reference")
JOIN_RESIDENCE = joined("h", "residence", "reference", "residence")
JOIN_TENANT = joined("p", "person", "reference", "tenant")

AGENCIES = Kind(
    "agencies",
    "name",
    (Column("name", ("agence", "nom"), text, required=True),),
    upsert("agency", "name", {"name": "r.name"}),
)
RESIDENCES = Kind(
    "residences",
    "reference",
    (
        Column("reference", (*REFERENCE, "reference residence"), text, required=True),
        Column("name", ("nom", "residence", "libelle"), text, required=True),
        Column("address", ("adresse", "rue"), text, required=True),
        Column("commune", ("commune", "ville"), text, required=True),
        Column("agency", ("agence",), text),
    ),
    upsert(
        "residence",
        "reference",
        {
            "reference": "r.reference",
            "name": "r.name",
            "address": "r.address",
            "commune": "r.commune",
            "agency_id": "a.id",
        },
        joined("a", "agency", "name", "agency"),
    ),
    (link("agency", "agency", "name"),),
)
TENANTS = Kind(
    "tenants",
    "reference",
    (
        Column("reference", (*REFERENCE, "reference locataire"), text, required=True),
        Column("name", ("nom", "nom complet", "locataire", "titulaire"), text, required=True),
        Column("phone", ("telephone", "mobile", "portable", "tel"), phone),
        _RESIDENCE,
        _DWELLING,
        Column("language", ("langue",), language),
        Column("since", ("entree", "date d entree", "depuis"), day),
    ),
    upsert(
        "person",
        "reference",
        {
            "reference": "r.reference",
            "name": "r.name",
            "phone": "r.phone",
            "residence_id": "h.id",
            "dwelling": "coalesce(r.dwelling, '')",
            "language": "coalesce(r.language, 'fr')",
            "since": "r.since::date",
        },
        JOIN_RESIDENCE,
    ),
    (TO_RESIDENCE,),
)
LEASES = Kind(
    "leases",
    "reference",
    (
        Column("reference", (*REFERENCE, "reference bail", "bail"), text, required=True),
        Column("tenant", ("locataire", "reference locataire"), text, required=True),
        _RESIDENCE,
        _DWELLING,
        Column("kind", ("type", "nature"), one_of(_LEASES), required=True),
        Column("starts_on", ("debut", "date de debut", "entree"), day),
        Column("ends_on", ("fin", "date de fin", "sortie"), day),
    ),
    upsert(
        "lease",
        "reference",
        {
            "reference": "r.reference",
            "person_id": "p.id",
            "residence_id": "h.id",
            "kind": "r.kind",
            "dwelling": "coalesce(r.dwelling, '')",
            "starts_on": "r.starts_on::date",
            "ends_on": "r.ends_on::date",
        },
        f"{JOIN_RESIDENCE} {JOIN_TENANT}",
    ),
    (TO_TENANT, TO_RESIDENCE),
)
EQUIPMENT = Kind(
    "equipment",
    "reference",
    (
        Column("reference", (*REFERENCE, "reference equipement"), text, required=True),
        Column("residence", _RESIDENCE.headers, text, required=True),
        Column("kind", ("type", "equipement", "nature"), one_of(_EQUIPMENT), required=True),
        Column("label", ("libelle", "designation", "emplacement"), text),
    ),
    upsert(
        "equipment",
        "reference",
        {
            "reference": "r.reference",
            "residence_id": "h.id",
            "kind": "r.kind",
            "label": "coalesce(r.label, '')",
        },
        JOIN_RESIDENCE,
    ),
    (TO_RESIDENCE,),
)
