"""Two spellings of one title have one key; two titles of one paper have much in common."""

import pytest

from tracker.identity.titles import (
    are_near,
    is_generic,
    is_telling,
    likeness,
    title_core,
    title_key,
    title_name,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Attention Is All You Need", "attention is all you need."),
        ("PØDA: Prompt-driven Zero-shot Domain Adaptation",
         r"P{\O}DA: Prompt-driven Zero-shot Domain Adaptation"),
        ("Schrödinger Bridges à la Łukasz", "Schr\\\"{o}dinger Bridges \\`a la {\\L}ukasz"),
        (r"$\alpha$-Divergences", "α-Divergences"),
        (r"$\ell_2$ and $\ell_\infty$ Attacks", "ℓ₂ and ℓ∞ attacks"),
        (r"(ML)$^2$P-Encoder", "(ML)²P-Encoder"),
        (r"A 4$\times$ Speed-Up", "A 4× speedup"),
        ("Vision & Language", r"Vision \& Language"),
        ("Vision &amp; Language", "Vision and Language"),
        (r"$\mathcal{O}(n)$ Sorting", "O(n) sorting"),
        ("We Count <em>Commas</em>", "We Count Commas"),
        ("Pre-training of Large-Scale Models", "Pretraining of large scale models"),
        ("“Why Should I Trust You?”", "\"Why should I trust you?\""),
        ("ﬁne-tuning", "fine-tuning"),
        ("大模型：综述", "大模型 综述"),
    ],
)  # fmt: skip
def test_spellings_of_one_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Let's <think> about Reasoning", "Let's about Reasoning"),
        ("LoRA+ Adapters", "LoRA Adapters"),
        ("Qwen2 Technical Report", "Qwen3 Technical Report"),
        ("大模型：综述", "小模型：综述"),
    ],
)
def test_other_titles_have_another_key(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


def test_a_title_of_nothing_but_signs_has_no_key() -> None:
    assert title_key("???") == title_core("???") == title_name("?: ?") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Generalized Deep 3D Shape Prior via Part-Discretized Diffusion",
         "3DQD: Generalized Deep 3D Shape Priors via Part-Discretized Diffusion"),
        ("BiViT: Extremely Compressed Binary Vision Transformers",
         "BiViT: Extremely Compressed Binary Vision Transformer"),
        ("ViewRefer: Grasp the Multi-view Knowledge for 3D Visual Grounding",
         "Grasp the Multi-view Knowledge for 3D Grounding with GPT"),
        ("The Steering of Prototypes", "Steering Prototype"),
    ],
)  # fmt: skip
def test_titles_that_changed_keep_their_core(one: str, other: str) -> None:
    assert title_core(one) == title_core(other) != ""


def test_a_name_is_coined_not_an_ordinary_word() -> None:
    names = {"BERT: Pre-training": "bert", "3DQD: A Prior": "3dqd", "Qwen2.5-VL: x": "qwen25vl"}
    assert {title: title_name(title) for title in names} == names
    for title in ("Position: A Call", "Rethinking: Again", "Go deeper: a view", "BERT", "A: b"):
        assert title_name(title) == ""


@pytest.mark.parametrize(
    "title",
    ["Introduction", "EDITORIAL", "Guest editorial", "Preface 2024", "Table of Contents",
     "Message from the Program Chairs", "Technical Report", "2023 Reviewers"],
)  # fmt: skip
def test_front_matter_says_nothing(title: str) -> None:
    assert is_generic(title)
    assert not is_telling(title)


@pytest.mark.parametrize("title", ["BERT", "Transformers", "On It", "A B C"])
def test_a_short_title_may_be_shared_by_chance(title: str) -> None:
    assert not is_telling(title)


def test_a_long_title_is_not_shared_by_chance() -> None:
    for title in ("Segment Anything", "Attention Is All You Need", "An Introduction to Attention"):
        assert is_telling(title)


def test_titles_that_differ_by_a_name_or_a_subtitle_are_near() -> None:
    plain = "Targeted Human Feedback for Alignment"
    assert likeness(f"RLTHF: {plain}", plain).whole
    assert likeness(f"{plain}: A Case Study of Summaries", plain).whole
    assert are_near(f"RLTHF: {plain}", f"{plain} of Language Models")
    assert likeness("BSO: Binary Spiking Optimization", "BSO: Spiking Online Algorithms").name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qwen2 Technical Report", "Qwen2.5 Technical Report"),
        ("DINO: Self-Supervised Vision", "DINOv2: Self-Supervised Vision"),
        ("Overview of the Shared Task 2023", "Overview of the Shared Task 2024"),
        ("The Theory of Commas, Part I", "The Theory of Commas, Part II"),
        ("MOSE: A Dataset for Segmentation", "MOSEv2: A Dataset for Segmentation"),
    ],
)
def test_a_number_makes_a_sequel(one: str, other: str) -> None:
    assert likeness(one, other).sequel
    assert not are_near(one, other)


def test_titles_on_one_subject_are_not_near() -> None:
    for other in ("Can Models Plan?", "A Survey of Language Models for Planning"):
        assert not are_near("Quantizing Large Language Models for Phones", other)
