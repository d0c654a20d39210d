"""Mail, site and terminal say the same of a part of a score."""

import html

import pytest

from tests.digest.examples import TOPICS, candidate, edition, topic
from tracker.cli.context import Session
from tracker.cli.words import reason
from tracker.digest import Renderer
from tracker.digest.environment import environment
from tracker.digest.reading import lines
from tracker.model.scores import Reason

PARTS = (
    topic("kv", 50.0, "kv cache", "eviction", "a third", "a fourth", "a fifth"),
    Reason("topic", "A topic that left the roadmap", 9.0, "gone", ("term",)),
    Reason("must-read", "Attention Is All You Need", 8.0, "attention", ("attention",)),
    Reason("must-read", r"On $\ell_2$ & others", 7.0, "l2"),
    Reason("liked", "A paper that I liked", 6.0, "arxiv:2511.00001", ("draft", "verify")),
    Reason("liked", "A very long title indeed " * 9, 5.0, "arxiv:2511.00002", ("x" * 60,)),
    Reason("watch", "Scaling laws group", 500.0, "Scaling laws group", ("Ada Lovelace",)),
    Reason("venue", "NeurIPS 2025 oral", 4.0),
    Reason("lab", "OpenAI", 3.0),
    Reason("penalty", "excluded", -20.0, "kv", ("dataset",)),
    Reason("penalty", "no abstract", -10.0),
    Reason("penalty", "disliked", -5.0, "", ("gan",)),
)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.kind}: {part.label[:12]}")
def test_a_part_is_worded_alike_everywhere(part: Reason, lang: str) -> None:
    shown = lines(edition([candidate(1, part, topic("moe", 60.0))], lang=lang), lang)
    said = next(
        each
        for section in shown.sections
        for pick in section.picks
        for each in pick.parts
        if each.kind == part.kind and (part.kind != "topic" or each.value != "60.0")
    )
    macro = environment(lang).get_template("edition/words.jinja").module.part(said)  # type: ignore[attr-defined]  # a macro
    names = {each.id: each.name.in_language(lang) for each in TOPICS}
    assert html.unescape(str(macro)) == reason(Session({"lang": lang}), part, names)


def test_mail_and_site_hold_those_very_words() -> None:
    made = edition([candidate(1, *PARTS[:1], PARTS[4], PARTS[7])])
    renderer = Renderer()
    for part in (PARTS[0], PARTS[4], PARTS[7]):
        told = reason(Session({"lang": "en"}), part, {"kv": "KV cache"})
        site = html.unescape(renderer.site([made])[1].body.decode())
        assert told in site
        assert told in html.unescape(renderer.html(made))
        assert told in " ".join(renderer.text(made).split())
