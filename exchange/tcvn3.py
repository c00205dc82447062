"""TCVN3 (the `.VnTime` fonts): texts whose letters are Latin-1 characters in disguise.

The table is that of TCVN 5712:1993 (VN3), which the fonts of the 1990s used and offices' old files still do.
"""

import re
import unicodedata

CODES = "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"  # the bytes as Latin-1
LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"

_TABLE = str.maketrans(dict(zip(CODES, LETTERS, strict=True)))
_VIETNAMESE = "àáâãèéêìíòóôõùúýÈÉÊÌÒÓÔÕÝ"
_DISGUISED = "".join(sorted(set(CODES) - set(_VIETNAMESE)))
# a letter no Vietnamese word holds, or a capital inside a word
_EVIDENCE = re.compile(f"[{_DISGUISED}]|[a-z][ÈÉÊÌÒÓÔÕÝ]")
_FOREIGN = re.compile(f"[^\\x00-\\x7f\u00a0{CODES}]")
_WORD = re.compile(f"[A-Za-z{CODES}]+")
_TONE_MARKS = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")
_SYLLABLE = re.compile(
    "(?:ngh?|nh|gh?|gi|kh?|ph|th?|tr|ch?|qu|[bdđhlmnprsvx])?"
    "(?:oai|oay|oao|oeo|uây|uôi|uya|uyê|uyu|iêu|yêu|ươi|ươu"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|ya|yê"
    "|[aăâeêioôơuưy])"
    "(?:ch|ng|nh|[cmnpt])?"
)


def decode(text: str) -> str:
    """Return what `text` says when its characters are TCVN3 codes."""
    return text.translate(_TABLE)


def may_be_tcvn3(text: str) -> bool:
    """Tell whether `text` holds only characters that TCVN3 has."""
    return not _FOREIGN.search(text)


def is_tcvn3(text: str) -> bool:
    """Tell whether `text` can only be TCVN3: no Unicode Vietnamese, and suspect words decode to syllables.

    Names from other languages (Müller, Núñez) are therefore left alone.
    """
    if text.isascii() or not _EVIDENCE.search(text) or not may_be_tcvn3(text):
        return False
    # a single sign proves nothing: it may be a bullet
    suspects = [word for word in _WORD.findall(text) if len(word) > 1 and _EVIDENCE.search(word)]
    return bool(suspects) and all(is_syllable(decode(word)) for word in suspects)


def is_syllable(word: str) -> bool:
    """Tell whether `word` is built like one Vietnamese syllable."""
    # tones go, the marks that make a letter (â, ơ, đ) stay
    plain = unicodedata.normalize("NFD", word.lower()).translate(_TONE_MARKS)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None
