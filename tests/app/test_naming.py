"""A topic or must-read is found by any name, in Chinese also by a name with a slip in it."""

import pytest

from tracker.app.naming import must_read_meant, topic_called, topic_meant, topic_named
from tracker.errors import UsageError
from tracker.model.identifiers import PaperId
from tracker.model.roadmap import MustRead, Name, Roadmap, Stage, Topic

TOPICS = (
    Topic(
        "inference",
        Name("Inference optimization", "推理优化"),
        ("q",),
        aliases=("推测解码", "KV缓存"),
    ),
    Topic(
        "distillation", Name("Knowledge distillation", "模型蒸馏"), ("q",), aliases=("知识蒸馏",)
    ),
    Topic("distributed", Name("Distributed training", "分布式训练"), ("q",), aliases=("数据并行",)),
    Topic("nameless", Name("Nameless", ""), ("q",)),
)
ROADMAP = Roadmap(Name("Way", "路线"), (Stage("one", Name("One", "一"), TOPICS),))
BERT = MustRead(
    "bert", "BERT: Pre-training", (), 2018, (PaperId("arxiv", "1810.04805"),), Name("", "")
)
GPT = MustRead("gpt-3", "Language Models", (), 2020, (PaperId("doi", "10.1/gpt"),), Name("", ""))


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("inference", "inference"),
        ("INFERENCE  optimization", "inference"),
        ("推测解码", "inference"),
        ("ＫＶ缓存", "inference"),
        (" kv缓存 ", "inference"),
        ("知识蒸馏", "distillation"),
    ],
)
def test_any_name_leads_to_its_topic(typed: str, topic: str) -> None:
    assert topic_named(ROADMAP, typed).id == topic
    called = topic_called(ROADMAP, typed)
    assert called is not None
    assert called.id == topic


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("推测", "inference"),
        ("知识", "distillation"),
        ("distil", "distillation"),
        ("knowledge", "distillation"),
        ("推测解玛", "inference"),
        ("分布式训连", "distributed"),
    ],
)
def test_the_beginning_of_one_name_or_a_slip_in_chinese_is_understood(
    typed: str, topic: str
) -> None:
    assert topic_meant(ROADMAP, typed).id == topic
    assert topic_called(ROADMAP, typed) is None


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("destillation", "did you mean distillation?"),
        ("dist", "did you mean"),  # two topics begin so
        ("星期天", "there are"),
        ("推", "there are"),
        ("", "there are"),
    ],
)
def test_anything_else_is_refused_with_the_nearest_name(typed: str, near: str) -> None:
    with pytest.raises(UsageError, match="no topic") as refused:
        topic_meant(ROADMAP, typed)
    assert near in str(refused.value)


def test_a_configuration_is_held_to_whole_names() -> None:
    with pytest.raises(UsageError):
        topic_named(ROADMAP, "推测")


@pytest.mark.parametrize(
    "typed", ["bert", "BERT", "arxiv:1810.04805", "https://arxiv.org/abs/1810.04805v2",
              "bert: pre-training"],
)  # fmt: skip
def test_a_must_read_is_found_by_id_identifier_and_title(typed: str) -> None:
    assert must_read_meant((GPT, BERT), typed) is BERT


@pytest.mark.parametrize("typed", ["brt", "arxiv:2501.00001", "", "GPT"])
def test_another_must_read_is_refused_with_the_nearest(typed: str) -> None:
    with pytest.raises(UsageError, match="no must-read"):
        must_read_meant((GPT, BERT), typed)
