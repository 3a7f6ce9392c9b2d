"""Quotas that are never exceeded: counters over dimensions, and places held on them."""
