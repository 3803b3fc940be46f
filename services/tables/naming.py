"""Names written in capitals, made readable: `FARM. SCHIAVO DEL DOTT. ROSSI` → `Farmacia Schiavo del dott. Rossi`."""

import re

_SMALL_WORDS = """
a ad al alla alle ai agli con d da dal dalla de dei del dell della delle dello degli di e ed fra gli i il in la le lo l
nel nella nell o per presso s su sul sulla sull tra un una uno
"""
_ACRONYMS = """
ACLI ADL AFAM AIAS AIDO AIFEC AIL AISM AISLA AGESCI ANA ANFFAS ANMIC ANPI ANSPI ANT APS ARCI ASD ASL ASST ATS AUSER AVIS
AVO CAF CAG CAI CDI CIF CISOM CONI CPIA CRD CRI CSI CSV ENAIP ENPA ETS FAI FBF FIDAS IC INPS IRCCS ISIS ITIS LILT
MCL MOIGE ODV ONG ONLUS ONPI OSA PIME RSA SAS SNC SOS SPA SRL SRLS SSD UICI UILDM UISP UNICEF UNITALSI USD USOD UTE WWF
"""
_SMALL, _CAPITALS = set(_SMALL_WORDS.split()), set(_ACRONYMS.split())
_ABBREVIATIONS = {"farm.": "Farmacia"} | {word: word for word in ("dott.", "dott.ssa", "dr.", "d.ssa", "f.lli")}
_APOSTROPHES = {"ca", "po", "de", "fra", "be", "di", "va", "fa", "sta", "mo"}  # cut short, not accented
_ACCENTS = {"a": "à", "e": "è", "i": "ì", "o": "ò", "u": "ù"}
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
_MONTHS = r" (?:GENN|FEBB|MARZ|APRI|MAGG|GIUG|LUGL|AGOS|SETT|OTTO|NOVE|DICE)"
_LETTERS = "A-ZÀ-ÖØ-Þ"
_WORD = re.compile(rf"(?:[{_LETTERS}]\.){{2,}}[{_LETTERS}]?|[{_LETTERS}0-9]+(?:['’](?![{_LETTERS}]))?")


def readable(text):
    """The text with capitals only where Italian has them; one that has small letters already stays as it is."""
    text = _unquoted(text)
    if not re.search(rf"[{_LETTERS}]{{3}}", text) or re.search(r"[a-zà-öø-ÿ]", text):
        return text
    text = re.sub(rf"(?<!\S)[{_LETTERS}.]+\.(?:SSA|LLI)?(?!\S)", _abbreviation, text)
    found = _WORD.sub(lambda match: _word(match, text), text.replace("C/O ", "c/o "))
    return found[:1].upper() + found[1:]


def _unquoted(text):
    """Without the first of an odd number of quotation marks, when the text begins with it."""
    return text[1:].strip() if text.startswith('"') and text.count('"') % 2 else text


def _abbreviation(match):
    return _ABBREVIATIONS.get(match[0].lower(), match[0])


def _word(match, text):
    word, after = match[0], text[match.end() :]
    if "." in word or any(character.isdigit() for character in word):
        return word
    letters = word.rstrip("'’")
    if letters != word:
        return _cut_short(letters)
    before = text[: match.start()].rstrip()
    single = len(letters) == 1 and (before.endswith(".") or not re.match(r"['’]|\s+[\w\"]", after))
    single = single or (letters == "I" and re.match(_MONTHS, after))
    first = not before or text[: match.start()].endswith(('"', "“", "«", "("))
    if letters.lower() in _SMALL and not first and not single and not after.startswith("."):
        return letters.lower()
    if len(letters) == 1 or letters in _CAPITALS or (_ROMAN.fullmatch(letters) and before):
        return letters
    if len(letters) <= 4 and not re.search("[AEIOUÀÈÉÌÒÙ]", letters):
        return letters
    return letters.capitalize()


def _cut_short(letters):
    """`CITTA'` is Città, `CA'` stays Ca'; an article before its noun (`DELL'`) never comes here."""
    if letters.lower() in _APOSTROPHES or letters[-1].lower() not in _ACCENTS:
        return f"{letters.capitalize()}'"
    accent = "é" if letters.lower().endswith("che") else _ACCENTS[letters[-1].lower()]
    return f"{letters[:-1].capitalize()}{accent}"
