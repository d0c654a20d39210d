"""Small roadmaps, backgrounds and papers for the ranking tests."""

from collections.abc import Sequence

from tracker.model.identifiers import PaperId
from tracker.model.papers import Author, Paper
from tracker.model.roadmap import MustRead, Name, Roadmap, Stage, Topic

DISTILLATION = Topic(
    "distillation",
    Name("Knowledge distillation", "模型蒸馏"),
    ("knowledge distillation", "teacher and student"),
)
DIFFUSION = Topic("diffusion", Name("Diffusion models", "扩散模型"), ("diffusion models",))
ATTENTION = MustRead(
    "attention",
    "Attention Is All You Need",
    ("Ashish Vaswani",),
    2017,
    (PaperId("arxiv", "1706.03762"),),
    Name("", ""),
    text="A transformer reads a sequence by self-attention with several attention heads.",
)


def roadmap(topics: Sequence[Topic] = (DISTILLATION, DIFFUSION), must_read: bool = True) -> Roadmap:
    name = Name("Test", "测试")
    return Roadmap(name, (Stage("one", name, tuple(topics)),), (ATTENTION,) if must_read else ())


def paper(number: int, title: str, abstract: str = "", authors: Sequence[str] = ()) -> Paper:
    identifier = PaperId("arxiv", f"2511.{number:05d}")
    return Paper(identifier, title, tuple(map(Author, authors)), abstract)


DISTILLED = paper(
    1,
    "Knowledge Distillation of Language Models",
    "A small student learns from a large teacher by knowledge distillation on its own samples.",
)
DIFFUSED = paper(
    2,
    "Faster Sampling for Diffusion Models",
    "We cut the denoising steps of diffusion models for image generation.",
)
UNRELATED = paper(
    3,
    "Crop Yields and Rainfall",
    "We measure how rainfall in spring changes the harvest of wheat and barley.",
)
HEADS = paper(
    4,
    "Which Attention Heads Matter?",
    "In a transformer, self-attention is split into attention heads; we remove attention heads.",
)
STREAM = (DISTILLED, DIFFUSED, UNRELATED, HEADS)
