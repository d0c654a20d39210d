"""Notes in English and Chinese become stages, topics, must-reads, sources and resources."""

from pathlib import Path

import pytest

from tracker.errors import BadData
from tracker.model.notes import Open, Understood
from tracker.model.roadmap import MustRead, Resource, Topic
from tracker.notes import understand

HERE = Path(__file__).parent
ENGLISH = (HERE / "english.md").read_text(encoding="utf-8")
CHINESE = (HERE / "chinese.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def english() -> Understood:
    return understand(ENGLISH)


@pytest.fixture(scope="module")
def chinese() -> Understood:
    return understand(CHINESE)


def topic(notes: Understood, id_: str) -> Topic:
    return next(each for each in notes.roadmap.topics if each.id == id_)


def must_read(notes: Understood, id_: str) -> MustRead:
    return next(each for each in notes.roadmap.must_read if each.id == id_)


def titles(notes: Understood, kind: str) -> list[str]:
    return [each.title for each in notes.roadmap.resources if each.kind == kind]


def resource(notes: Understood, title: str) -> Resource:
    return next(each for each in notes.roadmap.resources if each.title == title)


def open_lines(notes: Understood) -> list[tuple[int, str, Open]]:
    return [(each.line.number, each.line.text, each.why) for each in notes.remarks]


def from_line(text: str) -> Understood:
    """Understand one entry below a heading, beside a topic that makes the notes whole."""
    return understand(f"## Part\n- **Known**: diffusion\n\n## Other\n{text}")


# --- English --------------------------------------------------------------------------------------


def test_headings_without_their_numbers_are_stages(english: Understood) -> None:
    assert english.roadmap.title.en == "My road to LLM engineering"
    assert [each.name.en for each in english.roadmap.stages] == [
        "Foundations",
        "Deep learning",
        "Papers to read",
        "Practice projects",
        "Staying up to date",
        "Resources",
    ]


def test_bold_entries_are_topics_of_their_stage(english: Understood) -> None:
    first, second, *_ = english.roadmap.stages
    assert [each.name.en for each in first.topics] == [
        "Linear algebra",
        "Probability",
        "Information theory",
        "Python",
        "CUDA",
    ]
    assert [each.name.en for each in second.topics] == [
        "Transformers",
        "Knowledge distillation",
        "Mixture of experts",
        "Community detection",
        "Retrieval",
    ]


def test_queries_are_the_name_and_the_short_phrases_of_the_explanation(english: Understood) -> None:
    assert topic(english, "linear-algebra").queries == (
        "Linear algebra",
        "matrix multiplication",
        "eigenvalues",
        "SVD",
    )
    assert topic(english, "transformers").queries == (
        "Transformers",
        "self-attention",
        "positional encoding",
    )
    assert topic(english, "mixture-of-experts").queries == (
        "Mixture of experts",
        "sparse routing",
        "load balancing",
    )


def test_a_sentence_gives_known_terms_only(english: Understood) -> None:
    assert topic(english, "knowledge-distillation").queries == (
        "Knowledge distillation",
        "DistilBERT",
    )
    assert topic(english, "cuda").queries == ("CUDA",)


def test_what_is_optional_weighs_less(english: Understood) -> None:
    assert topic(english, "information-theory").weight == 0.5
    assert topic(english, "probability").weight == 1.0


def test_a_topic_that_only_sounds_like_a_list_stays_a_topic(english: Understood) -> None:
    assert topic(english, "community-detection").name.en == "Community detection"


def test_papers_are_found_by_link_title_short_name_and_in_tables(english: Understood) -> None:
    assert [(each.title[:25], str(*each.ids), each.year) for each in english.roadmap.must_read] == [
        ("Dense Passage Retrieval f", "arxiv:2004.04906", 2020),
        ("Attention Is All You Need", "arxiv:1706.03762", 2017),
        ("LoRA: Low-Rank Adaptation", "arxiv:2106.09685", 2021),
        ("A Paper Nobody Knows Abou", "", 2019),
        ("Training Compute-Optimal ", "arxiv:2203.15556", 2022),
        ("GPTQ: Accurate Post-Train", "arxiv:2210.17323", 2022),
        ("Unheard Of Methods for Ta", "arxiv:2401.99999", 2024),
    ]


def test_a_known_paper_is_completed_and_an_unknown_one_keeps_what_is_told(
    english: Understood,
) -> None:
    transformer = must_read(english, "transformer")
    assert transformer.authors[0] == "Ashish Vaswani"
    assert transformer.note.en == "where it all begins"
    assert "self-attention" in transformer.text
    widgets = must_read(english, "a-paper-nobody-knows-about-widgets")
    assert widgets.authors == ("Ada Lovelace", "Alan Turing")
    assert widgets.text == ""


def test_families_of_models_are_topics_with_more_to_ask_than_a_name(english: Understood) -> None:
    assert topic(english, "gpt").queries[0] == "GPT language models"
    assert topic(english, "falcon").queries == ("Falcon", "Falcon model")


def test_venues_categories_and_labs_are_sources(english: Understood) -> None:
    assert english.roadmap.venues == ("NeurIPS", "ICML", "EMNLP")
    assert english.roadmap.categories == ("cs.CL", "stat.ML")
    assert english.roadmap.labs == ("OpenAI", "DeepMind", "Anthropic")


def test_courses_books_places_and_projects_are_resources(english: Understood) -> None:
    assert titles(english, "course") == ["Deep Learning Specialization", "CS224n"]
    assert resource(english, "Deep Learning Specialization").author == "Andrew Ng"
    assert resource(english, "CS224n").note == "Stanford"
    assert titles(english, "book") == ["Deep Learning"]
    assert resource(english, "Deep Learning").author == "Goodfellow, Bengio and Courville"
    assert titles(english, "community") == ["The Batch", "Reddit", "EleutherAI Discord"]
    assert resource(english, "Reddit").note == "r/MachineLearning"
    assert titles(english, "project") == [
        "Fine-tune BERT for sentiment analysis",
        "nanoGPT: train it from scratch",
    ]
    assert resource(english, titles(english, "project")[1]).url.endswith("nanoGPT")
    assert resource(english, "CS224n").stage == "resources"


def test_what_was_not_understood_is_told_line_by_line(english: Understood) -> None:
    assert open_lines(english) == [
        (3, "Some notes I wrote on a train.", Open.NOT_UNDERSTOOD),
        (26, "``` import torch", Open.NOT_UNDERSTOOD),
        (35, "A Paper Nobody Knows About Widgets", Open.NO_ID),
        (49, "FooConf", Open.NOT_UNDERSTOOD),
    ]


def test_every_line_is_kept_or_told(english: Understood) -> None:
    kept = " ".join(
        [
            *(f"{each.text} " for each in english.origins.values()),
            *english.groups.values(),
            *(each.line.text for each in english.remarks),
        ]
    )
    for each in ("sparse routing", "load balancing", "GPU kernels are scheduled", "Mathematics"):
        assert each in kept


# --- Chinese --------------------------------------------------------------------------------------


def test_chinese_numerals_make_headings_and_plain_entries_topics(chinese: Understood) -> None:
    assert [each.name.zh for each in chinese.roadmap.stages] == [
        "数学与编程",
        "模型",
        "论文",
        "资源",
    ]
    assert [each.name.zh for each in chinese.roadmap.stages[0].topics] == ["数学", "编程"]
    assert topic(chinese, "mathematics").queries == (
        "linear algebra",
        "probability theory",
        "statistics",
    )


def test_a_name_in_two_languages_is_parted(chinese: Understood) -> None:
    quantization = topic(chinese, "quantization")
    assert (quantization.name.en, quantization.name.zh) == ("Quantization", "量化")
    assert quantization.queries == ("Quantization", "GPTQ", "AWQ")
    rlhf = topic(chinese, "rlhf")
    assert (rlhf.name.en, rlhf.name.zh) == ("RLHF", "人类反馈强化学习")
    assert "reinforcement learning from human feedback" in rlhf.queries
    assert "reward model" in rlhf.queries


def test_a_topic_in_chinese_only_gets_english_from_the_glossary(chinese: Understood) -> None:
    assert topic(chinese, "speculative-decoding").name.zh == "推测解码"
    assert topic(chinese, "speculative-decoding").queries == ("Speculative decoding",)


def test_a_topic_without_english_waits_for_queries(chinese: Understood) -> None:
    (waiting,) = [each for each in chinese.roadmap.topics if not each.queries]
    assert waiting.name.zh == "盘古之白"
    assert (17, "盘古之白：一个词典里没有的词", Open.NO_QUERIES) in open_lines(chinese)


def test_a_line_before_entries_tells_what_they_are(chinese: Understood) -> None:
    assert [each.title for each in chinese.roadmap.must_read] == [
        "Training language models to follow instructions with human feedback",
        "Attention Is All You Need",
        "Scaling Laws for Neural Language Models",
        "一篇没有人知道的论文",
    ]


def test_a_table_of_topics_is_one_under_any_heading(chinese: Understood) -> None:
    assert topic(chinese, "rag").name.zh == "检索增强生成"
    assert topic(chinese, "language-model-agents").queries == ("Language model agents", "tool use")


def test_several_works_in_a_line_are_parted(chinese: Understood) -> None:
    assert titles(chinese, "course") == ["斯坦福 CS224n", "机器学习"]
    assert resource(chinese, "机器学习").author == "李宏毅"
    assert titles(chinese, "book") == ["深度学习", "动手学深度学习"]
    assert resource(chinese, "深度学习").note == "花书"
    assert titles(chinese, "community") == ["知乎", "Discord"]
    assert titles(chinese, "tool") == ["云平台"]


def test_years_behind_venues_do_no_harm(chinese: Understood) -> None:
    assert chinese.roadmap.venues == ("NeurIPS", "ICLR", "EMNLP")
    assert (40, "火星会议", Open.NOT_UNDERSTOOD) in open_lines(chinese)


# --- layouts --------------------------------------------------------------------------------------


def test_notes_without_headings_have_their_outermost_entries_for_stages() -> None:
    notes = understand(
        "1. Basics\n   - **Diffusion**: DDPM\n   - **GAN**\n2. More\n   - **VAE**\n   - **Flow**\n"
    )
    assert [each.name.en for each in notes.roadmap.stages] == ["Basics", "More"]
    assert [each.id for each in notes.roadmap.topics] == ["diffusion", "gan", "vae", "flow"]


def test_a_bare_list_is_one_stage() -> None:
    notes = understand("- Diffusion models\n- Mixture of experts\n")
    assert len(notes.roadmap.stages) == 1
    assert [each.id for each in notes.roadmap.topics] == ["diffusion-models", "mixture-of-experts"]


def test_headings_alone_are_topics_explained_by_their_text() -> None:
    notes = understand(
        "# Road\n\n## Diffusion models\nImage generation, DDPM\n\n## GAN\nRead more.\n"
    )
    assert topic(notes, "diffusion-models").queries == (
        "Diffusion models",
        "Image generation",
        "DDPM",
    )
    assert notes.remarks == ()


def test_headings_within_a_stage_are_topics_where_nothing_in_bold_stands_below() -> None:
    notes = understand(
        "## One\n### Diffusion\n- DDPM\n- score matching\n## Two\n### GAN\nStyleGAN\n"
    )
    assert topic(notes, "diffusion").queries == ("Diffusion", "DDPM", "score matching")
    assert topic(notes, "gan").queries == ("GAN", "StyleGAN")


def test_underlined_headings_count() -> None:
    notes = understand(
        "Road\n====\n\nPart one\n--------\n- **GAN**\n\nPart two\n--------\n- **VAE**\n"
    )
    assert notes.roadmap.title.en == "Road"
    assert [each.name.en for each in notes.roadmap.stages] == ["Part one", "Part two"]


def test_bullets_right_below_numbers_are_within_them() -> None:
    notes = understand(
        "## A\n1. **Group**\n- **GAN**\n- **VAE**\n2. **Other**\n- **Flow**\n## B\n- **MoE**\n"
    )
    assert [each.id for each in notes.roadmap.topics] == ["gan", "vae", "flow", "moe"]
    assert notes.groups == {"topic/gan": "Group", "topic/vae": "Group", "topic/flow": "Other"}


def test_a_topic_named_twice_is_one_topic() -> None:
    notes = understand("## A\n- **GAN**: StyleGAN\n## B\n- **GAN**: BigGAN\n")
    assert [each.queries for each in notes.roadmap.topics] == [("GAN", "StyleGAN", "BigGAN")]


def test_different_topics_never_share_an_id() -> None:
    notes = understand("## A\n- **C++**: CUDA\n- **C**: kernels\n- **C#**: DirectML\n")
    ids = [each.id for each in notes.roadmap.topics]
    assert len(set(ids)) == 3


def test_an_alias_leads_to_one_topic_and_never_past_its_own() -> None:
    notes = understand("## A\n- **模型压缩**：量化、剪枝\n- **量化**：GPTQ\n- **高效推理**：剪枝\n")
    aliases = {each.id: each.aliases for each in notes.roadmap.topics}
    assert aliases["model-compression"] == ("剪枝",)
    assert all("剪枝" not in each for id_, each in aliases.items() if id_ != "model-compression")


@pytest.mark.parametrize(
    ("line", "kind", "title", "author", "note"),
    [
        ("- 课程：吴恩达《机器学习》（Coursera）", "course", "机器学习", "吴恩达", "Coursera"),
        ("- Courses: CS231n", "course", "CS231n", "", ""),
        ("- **Textbooks**: Pattern Theory by Bishop", "book", "Pattern Theory", "Bishop", ""),
        ("- 社群（交流）：加入知乎", "community", "知乎", "", ""),
        ("- **Hands-on projects**: build a chatbot (with memory)", "project", "build a chatbot",
         "", "with memory"),
        ("- **Cloud platforms**: AWS or Colab", "tool", "Cloud platforms", "", "AWS or Colab"),
        ("- 学习资源：[动手学](https://zh.d2l.ai)", "course", "动手学", "", ""),
    ],
)  # fmt: skip
def test_a_resource_is_taken_apart(
    line: str, kind: str, title: str, author: str, note: str
) -> None:
    (found,) = from_line(line).roadmap.resources
    assert (found.kind, found.title, found.author, found.note) == (kind, title, author, note)


@pytest.mark.parametrize(
    ("line", "title", "id_"),
    [
        (
            "- 必读：[BERT](https://arxiv.org/abs/1810.04805)",
            "BERT: Pre-training",
            "arxiv:1810.04805",
        ),
        ("- Must-read: GPT-3", "Language Models are Few-Shot", "arxiv:2005.14165"),
        ("- 论文：《Sparse Widgets》 arXiv:2501.00001v2", "Sparse Widgets", "arxiv:2501.00001"),
        (
            "- Papers: Widgets at Scale, https://doi.org/10.1145/12345",
            "Widgets",
            "doi:10.1145/12345",
        ),
        ("- Papers: “long short-term memory”", "Long Short-Term", "doi:10.1162/neco.1997.9.8.1735"),
    ],
)
def test_a_must_read_is_identified(line: str, title: str, id_: str) -> None:
    (found,) = from_line(line).roadmap.must_read
    assert found.title.startswith(title)
    assert [str(each) for each in found.ids] == [id_]


@pytest.mark.parametrize("line", ["- see cs.com and math.html", "- my email: a@cs.CL.edu", "- RSS"])
def test_what_only_looks_like_a_category_is_none(line: str) -> None:
    assert from_line(line).roadmap.categories == ()


def test_a_line_that_names_sources_is_one_under_any_heading() -> None:
    notes = from_line("- **GAN**\n- I read ICML and ICLR every year\n- cs.LG is the one for me")
    assert notes.roadmap.venues == ("ICML", "ICLR")
    assert notes.roadmap.categories == ("cs.LG",)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "just a sentence.", "# Title\n\nSome words.\n", "```\n- **GAN**\n```\n"]
)
def test_notes_without_a_topic_are_refused_in_a_line(text: str) -> None:
    with pytest.raises(BadData, match="no topics in these notes"):
        understand(text)
