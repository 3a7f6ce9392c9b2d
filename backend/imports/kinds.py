"""Every kind of file that can be imported, in the order in which they build on each other."""

from backend.imports.requests import REQUESTS
from backend.imports.tenancy import AGENCIES, EQUIPMENT, LEASES, RESIDENCES, TENANTS

KINDS = {one.name: one for one in (AGENCIES, RESIDENCES, TENANTS, LEASES, EQUIPMENT, REQUESTS)}
