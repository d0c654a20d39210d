"""Text from elsewhere is made fit to be shown, and never loses its meaning on the way."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.text import display, excerpt, header, plain, readable, safe_url, shorten, slug, width

HOSTILE = "a\x00b\x1b[31mc\x9b2Jd\u202ee\u2066f\u200bg\ufeffh\r\ni\tj\ud800"


def test_display_leaves_one_line_without_controls_bidi_or_zero_width() -> None:
    assert display(HOSTILE) == "ab[31mc2Jdefgh i j"


@given(st.text())
def test_whatever_is_displayed_is_printable_utf_8_on_one_line(text: str) -> None:
    shown = display(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert shown.encode() and "\n" not in shown if shown else True


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"Poincar\'e, Erd\H{o}s", "Poincaré, Erdős"),
        (r"$\ell_2$ and $\tilde{O}(\sqrt{T})$", "ℓ₂ and Õ(√(T))"),
        (r"\texttt{code} and \textbf{bold}", "code and bold"),
        ("a $5 price and $6 fee", "a $5 price and $6 fee"),
        ("via $50,000 Kaggle Competition", "via $50,000 Kaggle Competition"),
        (r"RT-2 & C\&C", "RT-2 & C&C"),
        (r"50\% of 40% # ~x", "50% of 40% # ~x"),
        (r"LLM$^3$-DTI with $10^{-3}$", "LLM³-DTI with 10⁻³"),
        (r"UI2Code$^\text{N}$", "UI2Codeᴺ"),
        (r"(up to 3$\times$) in $O(n\log n)$", "(up to 3×) in O(n log n)"),
        ("plain _under_ text ^ here", "plain _under_ text ^ here"),
        ("Let's <think> about it", "Let's <think> about it"),
        (r"\Ajinkya", r"\Ajinkya"),
        (r"$\alpha_i$, $\boldsymbolθ$ and $\sum_{i=1}^n x_i$", "αᵢ, θ and ∑ᵢ₌₁ⁿ xᵢ"),
        (r"Code is \href{https://example.org/a_b}{here}.", "Code is here."),
    ],
)
def test_tex_becomes_plain_text_and_plain_text_stays(source: str, shown: str) -> None:
    assert display(readable(source)) == shown


@pytest.mark.parametrize(
    "source", [r"\href{javascript:alert(1)}", r"\input{/etc/passwd}", "\\", r"\begin{a}"]
)
def test_what_cannot_be_converted_is_shown_as_written(source: str) -> None:
    assert readable(source) == source


@pytest.mark.parametrize("source", ["{" * 1_000_000, "$" * 50_001, r"\{" * 2_000, "$a" * 2_000])
def test_a_heap_of_tex_is_done_in_no_time(source: str) -> None:
    readable(r"$x$ \alpha")  # the first call loads the library
    began = time.process_time()
    readable(source + "\\")
    assert time.process_time() - began < 1.0  # 0.05 s on a quiet machine


@given(st.text(alphabet="ab\\${}^_&%#~ 1", max_size=60))
def test_no_text_makes_the_converter_fail(text: str) -> None:
    assert isinstance(readable(text), str)


@pytest.mark.parametrize(
    "title",
    [
        "=?utf-8?q?=0ABcc:_e=40x.org?=",
        "=?=?utf-8?b?AAAA?=?=",
        "a\r\nBcc: x@example.org",
        "=\u200b?u?q?x?=",
    ],
)
def test_nothing_in_a_header_reads_as_an_encoded_word(title: str) -> None:
    shown = header(title)
    assert "=?" not in shown
    assert "?=" not in shown
    assert "\n" not in shown


def test_a_header_is_cut_to_its_limit() -> None:
    assert len(header("word " * 100, 120)) <= 120


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:x",
        "java\nscript:x",
        "java\tscript:x",
        "\x01javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//x.example",
        "/a",
        "https://",
        "http://[bad",
        "https://user:secret@example.org/",
        "https:\\\\example.org",
        "",
        None,
    ],
)
def test_an_unsafe_link_is_dropped(url: str | None) -> None:
    assert safe_url(url) is None


def test_a_safe_link_comes_back_in_ascii_and_cannot_leave_its_quotes() -> None:
    assert (
        safe_url("https://example.org/a b?x=é&y=%20") == "https://example.org/a%20b?x=%C3%A9&y=%20"
    )
    assert safe_url('https://example.org/"><script>') == "https://example.org/%22%3E%3Cscript%3E"
    assert safe_url("mailto:you@example.net?subject=stop") == "mailto:you@example.net?subject=stop"


ABSTRACT = (
    "Large models are slow, e.g. at decoding. Prior work (Smith et al. 2024) caches keys. "
    "In this paper, we propose a smaller cache. It halves memory at 0.5 points of loss! More."
)


def test_an_excerpt_starts_where_the_authors_say_what_they_did() -> None:
    assert excerpt(ABSTRACT) == (
        "In this paper, we propose a smaller cache. It halves memory at 0.5 points of loss!"
    )


def test_an_excerpt_is_made_of_whole_sentences_of_the_abstract() -> None:
    assert excerpt("First one is here. Second one, i.e. Part Two, is here. Third.", limit=80) == (
        "First one is here. Second one, i.e. Part Two, is here."
    )
    assert excerpt(ABSTRACT, sentences=1) == "In this paper, we propose a smaller cache."


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    cut = excerpt("word " * 200, limit=100)
    assert len(cut) <= 100
    assert cut.endswith("word…")


def test_no_abstract_gives_no_excerpt() -> None:
    assert excerpt("") == ""


def test_blog_markup_becomes_text_without_its_scripts() -> None:
    markup = "<p>One &lt;b&gt;</p><p>two<script>alert(1)</script> <img src=x onerror=alert(1)></p>"
    assert plain(markup) == "One <b> two"


def test_a_stalling_fragment_is_capped_first() -> None:
    began = time.process_time()
    plain("<div>" * 100_000)
    assert time.process_time() - began < 2.0  # 0.4 s on a quiet machine; uncapped 58 s


def test_wide_characters_take_two_columns_and_accents_none() -> None:
    assert width("KV 缓存") == 7
    assert width("e\u0301") == 1


def test_shortening_never_exceeds_the_limit() -> None:
    assert shorten("one two three", 20) == "one two three"
    assert shorten("one two three", 9) == "one two…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"


@given(st.text(), st.text())
def test_different_names_never_share_a_file_name(one: str, other: str) -> None:
    assert (slug(one).casefold() == slug(other).casefold()) == (one == other)


@given(st.text())
def test_a_slug_is_a_safe_file_name(name: str) -> None:
    made = slug(name)
    assert 0 < len(made) <= 48
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
