"""Loge's own Rasa components: how tenants spell, what they mean, and Rasa made faster."""
