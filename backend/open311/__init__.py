"""Open311 GeoReport v2 on the landlord's requests (https://wiki.open311.org/GeoReport_v2)."""
