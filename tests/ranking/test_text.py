import pytest

from tracker.ranking.text import folded, read
from tracker.ranking.wording import Wording


def test_tex_accents_become_plain_letters() -> None:
    assert read(r"Poincar\'e, Erd\H{o}s and na\"{\i}ve G\"odel").plain == (
        "Poincare, Erdos and naive Godel"
    )


def test_tex_and_unicode_accents_meet() -> None:
    assert read(r"Schr\"odinger").terms == read("Schrödinger").terms == read("schrodinger").terms


def test_tex_wrappers_go_and_their_words_stay() -> None:
    assert read(r"\textbf{KV} cache with $\ell_2$ norm").terms[:2] == ["kv", "cach"]


def test_a_tex_symbol_counts_by_its_name() -> None:
    assert "alpha" in read(r"the $\alpha$-divergence").terms


@pytest.mark.parametrize("spelling", ["pre-training", "pretraining", "Pre–training", "Pretraining"])
def test_hyphens_dashes_and_case_do_not_part_a_compound(spelling: str) -> None:
    assert "pretrain" in read(spelling).terms


def test_a_compound_also_counts_as_its_words() -> None:
    assert {"fine", "tune", "fine tune", "finetun"} <= set(read("fine-tuning").terms)


def test_forms_of_a_word_become_one_term() -> None:
    assert set(read("distilled. distilling. distills. distillation").terms) == {"distil"}


def test_of_binds_its_neighbours() -> None:
    assert "chain thought" in read("chain of thought").terms
    assert "chain thought" in read("Chain-of-Thought").terms


def test_no_pair_reaches_across_punctuation_or_other_stop_words() -> None:
    assert "prune quantiz" not in read("pruning, quantization").terms
    assert "model prune" not in read("models with pruning").terms


def test_numbers_and_single_letters_are_no_terms_but_bind_into_compounds() -> None:
    assert read("GPT-4 in 8-bit with k-means").terms == [
        "gpt",
        "bit",
        "mean",
        "gpt4",
        "8bit",
        "kmean",
    ]


def test_an_angle_bracket_is_text_and_not_markup() -> None:
    assert "think" in read("Let's <think> about reasoning").terms


def test_a_chinese_word_is_a_term() -> None:
    assert read("低秩 适配").terms == ["低秩", "适配", "低秩 适配"]


@pytest.mark.parametrize(
    "text", ["", " ", "\\", "$", r"\'", "{{{", "-", "a" * 50_000, "a-" * 20_000]
)
def test_odd_text_is_read_and_its_terms_stand_in_it(text: str) -> None:
    passage = read(text)
    assert all(passage.written(term) for term in set(passage.terms))
    assert passage.written("elsewhere") == passage.written("not here") == ""


def test_a_term_is_written_as_it_first_stands() -> None:
    passage = read("Chains of Thought: a chain\nof-thought, pre-training and thoughts on chains")
    assert passage.written("chain thought") == "Chains of Thought"
    assert passage.written("pretrain") == "pre-training"
    assert passage.written("thought chain") == ""


def test_folding_makes_spellings_of_a_name_equal() -> None:
    assert folded("Łukasz  Kaiser") == folded("Łukasz Kaiser")
    assert folded("Jean-François LeCun") == folded("jean francois lecun")


def test_matched_terms_are_shown_as_the_paper_writes_them() -> None:
    wording = Wording("Low-Rank LoRA", "Distilling the knowledge of a teacher.")
    assert wording.of(["lora", "distil", "teacher"]) == ("LoRA", "Distilling", "teacher")


def test_a_phrase_takes_the_place_of_its_words() -> None:
    wording = Wording("Knowledge distillation", "cache")
    assert wording.of(["distil", "cach", "knowledg distil", "knowledg"]) == (
        "Knowledge distillation",
        "cache",
    )


def test_a_compound_is_said_once() -> None:
    wording = Wording("Pre-training", "")
    assert wording.of(["pre train", "pretrain", "train"]) == ("Pre-training",)


def test_at_most_five_terms_are_shown() -> None:
    words = "attention cache gradient kernel optimizer token vision"
    assert len(Wording(words, "").of(read(words).terms[:7])) == 5
