"""Yes, no, pass, give up: short answers in five languages, as tenants write them."""

import re
from enum import StrEnum

from backend.hearing.text import clean, fold


class Answer(StrEnum):
    """A short answer that stands alone, or that begins a longer one."""

    YES = "yes"
    NO = "no"
    PASS = "pass"  # noqa: S105
    GIVE_UP = "give_up"


_YES = (
    r"oui+|ou+ai+s?|uii*|wi|ouep|yep|yes|yeah|si|sip|claro|vale|sim|bai|ok(?:ay|ey)?|oki"
    r"|dac(?:cord)?"
    r"|d'? ?accord|c'? ?(?:est|e|es) (?:bon|ca|correct|exact|juste|parfait|tout bon|ok)|cest (?:bon"
    r"|ca)|c bon|sa marche"
    r"|c ca|parfait|exact(?:ement)?|correct|tout est (?:bon|juste|correct|exact)|tout a fait"
    r"|impec(?:cable)?|super"
    r"|je (?:confirme|valide)|confirm(?:e|er|ez|o|ar|ed)?|valid(?:e|er|ez)|envoy(?:er|ez|e)"
    r"|allez[- ]y|vas[- ]y|go"
    r"|that'?s (?:right|correct|fine)|all good|it'?s (?:right|correct|fine)|esta bien|correcto"
    r"|de acuerdo|esta bom"
    r"|esta certo|certo|ados|ondo(?: dago)?|zuzena(?: da)?|👍|✅|ça marche|ca marche|nickel"
    r"|c'est note|ca me va|y"
)
_NO = (
    r"non+|nn|nan+|nop|nope|no|nao|ez|pas (?:du tout|exactement|tout a fait)|faux|c'? ?est faux"
    r"|erreur|incorrect|wrong"
)
_AFTER = (
    r"merci|svp|stp|please|c'? ?est (?:bon|ca|correct|exact|juste|parfait)|c bon|cest bon"
    r"|tout est (?:bon|ok|correct)|monsieur|madame"
    r"|gracias|por favor|obrigad[oa]|eskerrik asko|mercii|vous pouvez (?:envoyer|valider|y aller)"
    r"|bien sur|beaucoup|allez[- ]y|parfait|ok|oui|thanks"
    r"|thank you|je confirme|d'accord|pour moi|super|envoyez|validez|tout|it is|esta bien"
)
_PASSING = (
    r"(?:passer?|pass|passe|je passe|suivante?|skip|next|saltar|pasar|pular|hurrengoa|aucune idee"
    r"|rien|aucune?"
    r"|(?:je |j'|j )?(?:ne |n')?(?:s[ae]i[st]?|c) (?:pas|plus|po|pa)(?: trop| vraiment| du tout"
    r"| exactement)?|jsp|jspas?|jsai(?:s)? pas|chais pas|chai pas|sais pas|sai pas"
    r"|je ne me souviens (?:pas|plus)|(?:je )?m'?en souviens plus|peu importe|i don'?t know"
    r"|dont know|no idea|no (?:lo )?se|nao sei"
    r"|ez dakit|ninguna? idea|pas maintenant|plus tard|je (?:prefere"
    r"|veux) (?:ne )?pas(?: (?:le )?(?:dire|donner))?|je prefere ne pas(?: (?:le )?(?:dire"
    r"|donner))?"
    r"|(?:j'en ai|jen ai|j en ai|je n'en ai|j'ai|jai|je n'ai) pas(?: d[e'] ?(?:tel\w*|portable"
    r"|numero))?|pas d[e'] ?(?:tel\w*|portable|numero)|sans|-|\.+)"
)
_GIVE_UP = (
    r"(?:(?:non|nn|no|bon|finalement|ben|bah|ah|en fait|ok|oui|desole|pardon|alors)[ ,]+)*"
    r"(?:(?:je (?:veux|voudrais|prefere|souhaite) )?(?:annul\w*|laiss\w* tomber|abandonn\w*"
    r"|arret\w*|oubli(?:ez|e)|cancel\w*|cancela\w*"
    r"|never ?mind|forget it|dejal[oa]|olvid\w*|deixa(?: estar| pra la)?|esquece"
    r"|utzi(?: bertan behera)?|laisser? beton|ltomb)"
    r"|(?:plus|pas) (?:besoin|la peine|necessaire)|rien|(?:je )?(?:ne )?veux plus(?: rien)?)"
    r"(?: (?:tout|ca|cela|la demande|ma demande|le signalement|everything|it|todo|la|finalement"
    r"|merci|svp|stp|maintenant"
    r"|cette demande|c'est regle|c'est repare|ca remarche|ca marche|thanks|gracias|obrigado"
    r"|mon signalement|que|de|faire|une))*"
)
_END = r"[\s!.,;:)\u263a-\U0001faff]*"
_BARE_YES = re.compile(rf"(?:(?:{_YES})(?:[\s,!.]+(?:{_AFTER}|{_YES}))*){_END}")
_BARE_NO = re.compile(rf"(?:(?:{_NO})(?:[\s,!.]+(?:{_NO}|merci|thanks|gracias))*){_END}")
_BARE_PASS = re.compile(
    rf"(?:(?:{_NO}|ben|bah|euh|oh|bof)[\s,]+)*{_PASSING}(?: (?:merci|svp|desole|sorry|la|ca"
    rf"|a dire))*{_END}"
)
_BARE_GIVE_UP = re.compile(rf"{_GIVE_UP}{_END}")
_BEGINS_YES = re.compile(rf"(?:{_YES})(?![\w'])[\s,.!:;]+")
_BEGINS_NO = re.compile(
    rf"(?:{_NO}|mais|attention|attendez|pardon|oups|rectification|correction)(?![\w'])[\s,.!:;]+"
)


def read(text: str) -> Answer | None:
    """Return the short answer that the whole text is; None when it says more, or something else."""
    plain = fold(clean(text)).strip(" \"'«»")
    if _BARE_YES.fullmatch(plain):
        return Answer.YES
    if _BARE_PASS.fullmatch(plain):
        return Answer.PASS
    if _BARE_NO.fullmatch(plain):
        return Answer.NO
    if plain != "rien" and _BARE_GIVE_UP.fullmatch(plain):
        return Answer.GIVE_UP
    return None


def begins_with(text: str) -> tuple[Answer | None, str]:
    """Return the yes or no that a longer text begins with, and what follows it."""
    text = clean(text)
    plain = fold(text)
    for pattern, answer in ((_BEGINS_YES, Answer.YES), (_BEGINS_NO, Answer.NO)):
        match = pattern.match(plain)
        if match:
            return answer, text[match.end() :]
    return None, text


_QUESTION = re.compile(
    r"(?:(?:et|mais|au fait|sinon|euh|dites|bonjour|par contre|oui|ok|juste|and|but|y|e)[ ,]+)*"
    r"(?:comment|coment|cmt|quels?|quelles?|quel|kel|quand|qd|pourquoi|pk|pq|combien|cmb|qui (?:est"
    r"|paie|paye|peut|doit|dois)"
    r"|est[- ]ce|esk|ou (?:est|se|puis|en|sont|faut|dois|on)|c'? ?(?:est|e) (?:quoi|quand|combien"
    r"|ou|qui)|(?:je|on) (?:peux|peut|dois|doit)"
    r"|vous (?:pouvez|etes|avez|passez|faites|ouvrez)|avez[- ]vous|pouvez[- ]vous|puis[- ]je"
    r"|dois[- ]je|peut[- ]on|y a[- ]t|faut[- ]il|a quelle|de quel\w*|dans quel\w*|j'ai droit"
    r"|what|when|where|how|why|who|which|can i|do i|do you|are you|is it|is there|que (?:es|hago"
    r"|hay)|cual|cuando|como|donde|cuanto|por que"
    r"|puedo|qual|quando|onde|quanto|posso|noiz|non (?:da|dago)|nola|zer|zein|zenbat|zergatik)\b"
)


def is_question(text: str) -> bool:
    """Tell whether somebody asks something."""
    plain = fold(clean(text))
    return "?" in plain or bool(_QUESTION.match(plain))
