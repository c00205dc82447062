"""Vietnamese text as people type it: one form of each letter, no hidden characters, keys for comparing."""

import re
import unicodedata
from functools import lru_cache

# control, zero-width, soft-hyphen and direction characters, and what XML (and so every paper) cannot hold
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# Icelandic eth looks like the Vietnamese letter and old keyboard programs typed it
_ETH = str.maketrans("Ðð", "Đđ")
# at the end of a word both ways of placing the tone are in use: hoà and hòa are one word
_TONE_PLACES = re.compile(r"(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
_OLD_PLACES = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
_NEW_PLACES = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_TONES = dict(zip(_OLD_PLACES.split(), _NEW_PLACES.split(), strict=True))


# a list repeats its villages, classes and dates on every row
@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Return `text` in composed Unicode (NFC), without hidden characters or needless blanks."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _HIDDEN.sub("", text).translate(_ETH))
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the key by which two spellings are one: case, blanks and place of the tone aside."""
    folded = unicodedata.normalize("NFC", clean(text).casefold())
    return _TONE_PLACES.sub(lambda found: _TONES[found[0]], folded)


def bare(text: str) -> str:
    """Return the key of a header: letters without accents and digits, single blanks between words."""
    plain = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    return " ".join(re.findall("[0-9a-z]+", "".join(c for c in plain if not unicodedata.combining(c))))
