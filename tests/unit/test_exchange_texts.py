"""Vietnamese letters: one form of each, and the old TCVN3 encoding."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasoat.exchange import tcvn3
from rasoat.exchange.texts import bare, clean, fold

SURNAMES = ["Nguyễn", "Trần", "Lò", "Dương", "Đặng", "Vừ", "Giàng", "Lý", "Hoàng", "Sùng", "Bế", "Khuất"]
GIVEN = ["Hương", "Thủy", "Mỷ", "Dở", "Páo", "Nghĩa", "Quỳnh", "Ưng", "Khuyên", "Giếng", "Uyên", "Đức"]
ENCODE = str.maketrans(dict(zip(tcvn3.LETTERS, tcvn3.CODES, strict=True)))


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What is clean stays as it is, composed, without blanks to spare."""
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    assert once == once.strip()


@given(st.sampled_from(SURNAMES), st.sampled_from(GIVEN), st.sampled_from(["NFC", "NFD", "NFKD"]))
def test_a_decomposed_name_is_the_same_name(surname: str, given_name: str, form: str) -> None:
    """Letters typed as base and accents become the letters of a Vietnamese keyboard."""
    name = f"{surname} {given_name}"
    assert clean(unicodedata.normalize(form, name)) == name


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u00ad", "\x07", "\u202e", "\ud800"])
def test_hidden_characters_go(hidden: str) -> None:
    """What nobody sees cannot make two spellings of one name."""
    assert clean(f"Vi {hidden}A Lâm{hidden}") == "Vi A Lâm"


def test_no_break_space_is_a_blank() -> None:
    """A blank that Word inserts separates words like any other."""
    assert clean("\u00a0Vi\u00a0 A\n Lâm ") == "Vi A Lâm"


def test_eth_is_read_as_the_vietnamese_letter() -> None:
    """The Icelandic letter that old keyboards typed is taken for Đ."""
    assert clean("\u00d0inh") == "Đinh"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("THUỶ", "Thủy"),
        ("Khoẻ", "khỏe"),
        ("  LŨNG   VÀI ", "Lũng Vài"),
        ("hoàn thành", "HOÀN THÀNH"),
    ],
)
def test_spellings_that_mean_one_word(one: str, other: str) -> None:
    """Case, blanks and the place of the tone make no other village."""
    assert fold(one) == fold(other)


def test_accents_make_another_word() -> None:
    """Names that differ by an accent are different names."""
    assert fold("Nà Khoa") != fold("Na Khoa")


def test_headers_are_compared_without_accents_and_signs() -> None:
    """A header is known by its letters, whatever breaks its line."""
    assert bare("Ngày,\ntháng, năm sinh (*)") == "ngay thang nam sinh"
    assert bare("Số CCCD/ĐDCN") == "so cccd ddcn"


def test_the_tcvn3_table_has_every_vietnamese_letter_once() -> None:
    """67 accented small letters and 7 capitals, each with a code of its own."""
    assert len(set(tcvn3.CODES)) == len(set(tcvn3.LETTERS)) == 74
    small = {letter for letter in tcvn3.LETTERS if letter.islower()}
    vowels = {
        unicodedata.normalize("NFC", base + tone)
        for base in "aăâeêioôơuưy"
        for tone in ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
    }
    assert small == (vowels | {"đ"}) - set("aeiouy")


@pytest.mark.parametrize(
    ("coded", "text"),
    [
        ("D\u00ad\u00acng Thu H\u00ad\u00acng", "Dương Thu Hương"),
        ("Ph¹m ThÞ Hµ", "Phạm Thị Hà"),
        ("NguyÔn V¨n Lß", "Nguyễn Văn Lò"),
        ("§Æng ThÕ Mü", "Đặng Thế Mỹ"),
        ("Hä vµ tªn chñ hé", "Họ và tên chủ hộ"),
    ],
)
def test_old_encoding_is_seen_and_converted(coded: str, text: str) -> None:
    """Names typed in the fonts of the 1990s come out in Unicode."""
    assert tcvn3.is_tcvn3(coded)
    assert tcvn3.decode(coded) == text


@pytest.mark.parametrize(
    "text",
    [
        "Müller",
        "Núñez",
        "Zoë",
        "Groß",
        "«trích»",
        "· chú ý",
        "35 m² × 2",
        "Vi A Lâm",
        "LÊ THÌN",
        "Vi An",
        "Quý®",
    ],
)
def test_other_texts_are_not_taken_for_the_old_encoding(text: str) -> None:
    """Foreign names, signs and proper Vietnamese stay as they are."""
    assert not tcvn3.is_tcvn3(text)


@given(st.lists(st.sampled_from(SURNAMES + GIVEN), min_size=1, max_size=4))
def test_proper_names_are_never_taken_for_the_old_encoding(words: list[str]) -> None:
    """A name in Unicode is never converted."""
    assert not tcvn3.is_tcvn3(" ".join(words))


@given(st.lists(st.sampled_from(SURNAMES + GIVEN), min_size=2, max_size=4))
def test_every_name_survives_the_old_encoding(words: list[str]) -> None:
    """A name written in TCVN3 and recognised as such is the name again."""
    name = " ".join(words)
    coded = name.translate(ENCODE)
    if tcvn3.is_tcvn3(coded):
        assert tcvn3.decode(coded) == name


@pytest.mark.parametrize("word", SURNAMES + GIVEN)
def test_names_are_built_like_syllables(word: str) -> None:
    """Each part of a Vietnamese name is one syllable."""
    assert tcvn3.is_syllable(word)
