"""Names of languages, in English and Italian, to ISO 639-1 codes."""

import re

_NAMES = {
    "am": "amharic amarico", "ar": "arabic arabo", "bg": "bulgarian bulgaro", "bn": "bengali bengalese bangla",
    "bs": "bosnian bosniaco", "cs": "czech ceco", "da": "danish danese", "de": "german tedesco", "el": "greek greco",
    "en": "english inglese", "es": "spanish spagnolo", "fa": "farsi persian persiano", "fr": "french francese",
    "gu": "gujarati", "he": "hebrew ebraico", "hi": "hindi", "hr": "croatian croato", "hu": "hungarian ungherese",
    "hy": "armenian armeno", "it": "italian italiano", "ja": "japanese giapponese", "ka": "georgian georgiano",
    "km": "khmer cambodian", "ko": "korean coreano", "ku": "kurdish curdo", "lo": "lao", "lt": "lithuanian lituano",
    "mk": "macedonian macedone", "mo": "moldovan moldavo", "ne": "nepali nepalese", "nl": "dutch olandese",
    "pa": "punjabi panjabi", "pl": "polish polacco", "ps": "pashto", "pt": "portuguese portoghese",
    "ro": "romanian rumeno romeno", "ru": "russian russo", "si": "sinhala singalese", "sk": "slovak slovacco",
    "sl": "slovenian sloveno", "so": "somali somalo", "sq": "albanian albanese", "sr": "serbian serbo",
    "sv": "swedish svedese", "sw": "swahili", "ta": "tamil", "th": "thai", "ti": "tigrinya tigrino",
    "tl": "tagalog filipino filippino", "tr": "turkish turco", "uk": "ukrainian ucraino", "ur": "urdu",
    "vi": "vietnamese vietnamita", "wo": "wolof", "zh": "chinese cinese mandarin cantonese taiwanese mandarino",
}  # fmt: skip
_CODE_OF = {name: code for code, names in _NAMES.items() for name in names.split()}


def code_of(name):
    """The code of the first language named in the text, "" when it is none we know."""
    for word in re.findall(r"[^\W\d_]+", str(name or "").lower()):
        if word in _CODE_OF:
            return _CODE_OF[word]
    return ""
