"""An evaluation as tables that people read, and as the one record of docs/evaluation.md."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.cli import output
from tracker.cli.context import Session
from tracker.cli.records import Record
from tracker.model.evaluation import METRICS

if TYPE_CHECKING:
    from tracker.model.evaluation import (
        Contest,
        Estimate,
        Evaluation,
        MethodFigures,
        TopicFigures,
        Unmeasured,
    )

_AT_TEN, _PERCENTILE = METRICS.index("recall@10"), METRICS.index("percentile")


def record(found: "Evaluation") -> Record:
    """Return all figures; each has its 95 % intervals over papers and over topics."""
    return {
        "knowledge": found.knowledge.value,
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "days": found.days,
        "candidates": found.candidates,
        "daily": _contest(found.daily),
        "feedback": [_contest(each) for each in found.feedback],
        "unmeasured": [
            {"topic": each.id, "papers": each.papers, "reason": each.reason}
            for each in found.unmeasured
        ],
    }


def _contest(found: "Contest") -> Record:
    return {
        "likes": found.likes,
        "papers": found.papers,
        "topics": list(found.topics),
        "methods": [_method(each) for each in found.methods],
    }


def _method(found: "MethodFigures") -> Record:
    return {
        "name": found.name,
        "note": found.note,
        "macro": _estimates(found.macro),
        "pooled": _estimates(found.pooled),
        "lead": _estimates(found.lead),
        "pooled_lead": _estimates(found.pooled_lead),
        "topics": [
            {"id": each.id, "papers": each.papers, **dict(zip(METRICS, each.figures, strict=True))}
            for each in found.topics
        ],
    }


def _estimates(found: "Sequence[Estimate]") -> Record:
    return {
        name: {
            "value": each.value,
            "papers": [each.papers.low, each.papers.high],
            "topics": [each.topics.low, each.topics.high],
        }
        for name, each in zip(METRICS, found, strict=False)
    }


# --- for people -----------------------------------------------------------------------------------


def tables(session: Session, found: "Evaluation") -> None:
    """Print what was measured: the methods, the topics, and the methods with likes."""
    for text in output.wrapped(_heading(session, found)):
        output.line(text)
    output.line()
    _daily(session, found.daily)
    output.line()
    _topics(session, found.daily)
    for each in found.feedback:
        output.line()
        _feedback(session, each)
    if found.unmeasured:
        output.line()
        for text in output.wrapped(_unmeasured(session, found.unmeasured)):
            output.line(text)
    output.line()
    for text in _notes(session, found):
        for wrapped in output.wrapped(text):
            output.line(wrapped)


def _heading(session: Session, found: "Evaluation") -> str:
    _ = session._
    about = {
        "first": found.first,
        "last": found.last,
        "days": found.days,
        "candidates": found.candidates,
        "papers": found.daily.papers,
        "topics": len(found.daily.topics),
    }
    what = session.n(
        "%(first)s to %(last)s: %(days)d listing days, %(candidates)d candidates, %(papers)d "
        "judged papers of %(topics)d topic.",
        "%(first)s to %(last)s: %(days)d listing days, %(candidates)d candidates, %(papers)d "
        "judged papers of %(topics)d topics.",
        len(found.daily.topics),
    )
    how = {
        "causal": _("A day is scored with what was listed until then."),
        "whole-window": _("Every day is scored with all days known: this flatters."),
        "cold-start": _("Every day is scored as if it were the first."),
    }
    return f"{what % about} {how[found.knowledge.value]}"


def _daily(session: Session, contest: "Contest") -> None:
    _ = session._
    heads = (
        output.Column(_("Method"), flexible=True),
        *(output.Column(each, right=True) for each in _metric_heads(session)),
        output.Column(_("Lead at 10 (95 %)"), right=True),
        output.Column("R@10 (95 %)", right=True, optional=True),
    )
    rows = [
        (
            _named(session, each),
            *(f"{estimate.value:.3f}" for estimate in each.macro),
            _lead(each.lead),
            _range(each.macro[_AT_TEN]),
        )
        for each in contest.methods
    ]
    output.table(heads, rows, color=session.color)


def _topics(session: Session, contest: "Contest") -> None:
    _ = session._
    heads = (
        output.Column(_("Topic"), flexible=True),
        output.Column(_("Judged"), right=True),
        *(output.Column(each, right=True) for each in _metric_heads(session)),
        output.Column(_("Best other R@10"), right=True),
    )
    ours, *others = contest.methods
    rows = [
        (
            each.id,
            str(each.papers),
            *(f"{figure:.3f}" for figure in each.figures),
            _best(topics),
        )
        for each, *topics in zip(ours.topics, *(other.topics for other in others), strict=True)
    ]
    output.table(heads, rows, color=session.color)


def _metric_heads(session: Session) -> tuple[str, ...]:
    return ("R@5", "R@10", "R@20", session._("Pct."))


def _best(topics: "Iterable[TopicFigures]") -> str:
    return f"{max(each.figures[_AT_TEN] for each in topics):.3f}"


def _feedback(session: Session, contest: "Contest") -> None:
    _ = session._
    about = {"likes": contest.likes, "papers": contest.papers, "topics": len(contest.topics)}
    if not contest.topics:
        output.line(_("With %(likes)d likes: no topic has enough judged papers.") % about)
        return
    text = session.n(
        "With %(likes)d likes: %(papers)d later judged papers of %(topics)d topic.",
        "With %(likes)d likes: %(papers)d later judged papers of %(topics)d topics.",
        len(contest.topics),
    )
    output.line(text % about)
    heads = (
        output.Column(_("Method"), flexible=True),
        output.Column("R@10", right=True),
        output.Column(_("Pct."), right=True),
        output.Column(_("pooled"), right=True),
        output.Column(_("Pooled lead (95 %)"), right=True),
        output.Column(_("Lead at 10 (95 %)"), right=True, optional=True),
    )
    rows = [
        (
            _named(session, each),
            f"{each.macro[_AT_TEN].value:.3f}",
            f"{each.macro[_PERCENTILE].value:.3f}",
            f"{each.pooled[_AT_TEN].value:.3f}",
            _lead(each.pooled_lead),
            _lead(each.lead),
        )
        for each in contest.methods
    ]
    output.table(heads, rows, color=session.color)


def _named(session: Session, method: "MethodFigures") -> str:
    _ = session._
    name = {
        "chance": _("chance"),
        "date order": _("date order"),
        "keyword count": _("keyword count"),
        "TF-IDF cosine": _("TF-IDF cosine"),
        "topic prior only": _("topic prior only"),
        "linear model on likes": _("linear model on likes"),
    }.get(method.name, method.name)
    return f"{name} *" if method.note else name


def _lead(lead: "Sequence[Estimate]") -> str:
    if not lead:
        return ""
    found = lead[_AT_TEN]
    low, high = found.papers.low, found.papers.high
    return f"{found.value:+.3f} ({low:+.3f} … {high:+.3f})".replace("-", "−")


def _range(found: "Estimate") -> str:
    return f"{found.papers.low:.3f} … {found.papers.high:.3f}"


def _unmeasured(session: Session, found: "Sequence[Unmeasured]") -> str:
    _ = session._
    reasons = {"few papers": _("few papers"), "not in the roadmap": _("not in the roadmap")}
    listed = ", ".join(
        f"{output.shown(each.id)} ({each.papers}: {reasons[each.reason]})" for each in found
    )
    return _("Not measured: %(topics)s.") % {"topics": listed}


def _notes(session: Session, found: "Evaluation") -> Iterator[str]:
    _ = session._
    yield _(
        "R@n: the share of judged papers among the first n of their day. Pct.: the share of the "
        "day's candidates below them. Means over topics; lists are incomplete, so that precision "
        "would mean nothing. In brackets what 95 % of resampled papers give."
    )
    if any(each.note for each in found.daily.methods):
        yield _("* Made for a library of liked papers; here it has the topic's queries for one.")
