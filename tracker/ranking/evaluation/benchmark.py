"""The daily benchmark: is a judged paper near the top of the day it was listed on?

For each listing day the candidates are that day's papers in the categories of AI; each judged
paper's rank by the score on its topic gives recall at 5, 10 and 20 and a percentile. People's lists
are incomplete, so that precision would mean nothing.
"""

from collections.abc import Iterable

from tracker.model.evaluation import Contest, Evaluation, Examination, Knowledge
from tracker.model.papers import Paper
from tracker.model.roadmap import Roadmap
from tracker.ranking.background import builtin_background
from tracker.ranking.evaluation import baselines
from tracker.ranking.evaluation.bench import Bench, Judgements, Told, laid_out
from tracker.ranking.evaluation.feedback import feedback, readers
from tracker.ranking.evaluation.figures import contest
from tracker.ranking.evaluation.ours import Learner, Ours
from tracker.ranking.evaluation.ranks import Method
from tracker.ranking.evaluation.recipes import SanityLite, ZoteroDaily

OF_QUERIES = "the library is the topic's queries"


def evaluate(
    papers: Iterable[Paper],
    judgements: Judgements,
    roadmap: Roadmap,
    examination: Examination,
    told: Told,
) -> Evaluation:
    """Measure how a ranker of `roadmap` ranks judged papers, beside the built-in baselines.

    Raises BadData where nothing can be measured.
    """
    bench = laid_out(papers, judgements, roadmap, examination, told)
    ours = _ours(bench, roadmap, examination)
    return Evaluation(
        knowledge=bench.knowledge,
        first=bench.days[0].on,
        last=bench.days[-1].on,
        days=len(bench.days),
        candidates=sum(len(day.rows) for day in bench.days),
        daily=_daily(bench, ours),
        feedback=feedback(bench, ours, examination.likes),
        unmeasured=bench.unmeasured,
    )


def _ours(bench: Bench, roadmap: Roadmap, examination: Examination) -> Ours:
    all_known = bench.knowledge is Knowledge.WHOLE_WINDOW
    learner = Learner(roadmap.topics, builtin_background(), bench.stream, all_known=all_known)
    places = [roadmap.topics.index(topic) for topic in bench.topics]
    return Ours(learner, bench.stream, places, readers(bench, examination.likes))


def _daily(bench: Bench, ours: Ours) -> Contest:
    methods = [ours, *_others(bench)]
    results = {each.name: bench.outcomes(each, bench.judged) for each in methods}
    notes = {each.name: each.note for each in methods}
    return contest(0, [topic.id for topic in bench.topics], results, notes)


def _others(bench: Bench) -> list[Method]:
    """Return the baselines; those that learn from a library get the topic's queries for one."""
    words, topics = bench.words, bench.topics
    queries = [bench.library(topic) for topic in range(len(topics))]
    return [
        SanityLite(words, queries, bench.milestones, OF_QUERIES),
        ZoteroDaily(words, queries, OF_QUERIES),
        baselines.Cosine(words, topics),
        baselines.Bm25(words, topics),
        baselines.KeywordCount(bench.stream, topics),
        baselines.DateOrder(topics),
        baselines.Chance(topics),
    ]
