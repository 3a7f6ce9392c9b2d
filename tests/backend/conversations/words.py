"""What people and their machines send: kept as words at every door, obeyed where it is STOP."""

WORDS = [
    "a" * 1600,
    "a" * 1601,
    "a" * 100_000,
    "👨‍👩‍👧‍👦",
    "de\u0301ja\u0300",
    "ç ê ’ \u00a0 œ « »",
    "\u202egnol tse ec",
    "a\u200bb\u200cc",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "{% include 'x' %}",
    "%(x)s %s %d",
    "${jndi:ldap://x}",
    "/restart",
    '/inform{"role":"admin"}',
    "EXTERNAL: x",
    '=HYPERLINK("http://x","y")',
    "+33639980001",
    "@SUM(A1)",
    "\tcommence par un tabulateur",
    "\x0bcommence par VT",
    "\x00commence par NUL",
    "😀\ufe0f 👨🏽\u200d🚒",
    "'; DROP TABLE message; --",
    "bonjour\n2026-11-26 level=error faux journal",
    "\x1b[31mrouge\x1b[0m",
    "STOPPEZ la fuite",
    "j'ai mal au coeur, docteur",
    "vous êtes des nuls",
]
BLANK = ["", "   ", "\n\n", "\u200b"]
STOPS = ["STOP", " stop ", "Stop!", "ARRET", "ARRÊT", "stop svp", "OUI STOP", "ne plus m'envoyer"]
STOPS += ["DÉSABONNER", "stop merci", "stop sms"]
# Said in a chat, it ends a form.
STOPS_BY_SMS = ["END"]
DANGERS = ["il y a le feu dans la cuisine", "ça sent le gaz", "je veux mourir ce soir"]
