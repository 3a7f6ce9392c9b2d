"""Photos and documents that tenants send in a conversation."""
