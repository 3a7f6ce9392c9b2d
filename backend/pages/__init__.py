"""What a tenant sees in a browser: demonstration, chat, follow-up of a request, SMS simulator."""
