"""Every kind of file that can be imported, in the order in which they build on each other."""

from backend.imports.bel import BEL
from backend.imports.requests import REQUESTS
from backend.imports.tenancy import AGENCIES, EQUIPMENT, LEASES, RESIDENCES, TENANTS

_ALL = (AGENCIES, RESIDENCES, TENANTS, LEASES, EQUIPMENT, REQUESTS, BEL)
KINDS = {one.name: one for one in _ALL}
