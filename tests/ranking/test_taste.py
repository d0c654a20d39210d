from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import NOW
from tests.ranking.making import DIFFUSED, DISTILLED, UNRELATED, paper, roadmap
from tracker.model.feedback import Judged, Opinion
from tracker.model.papers import Paper
from tracker.model.scores import Score
from tracker.ranking.background import builtin_background
from tracker.ranking.ranker import Ranker, Weights, exchanged

RAIN = paper(
    11,
    "Rainfall and the Harvest of Barley",
    "Rainfall in spring decides the harvest of wheat and barley, as we measure on farms.",
)
STREAM = (DISTILLED, DIFFUSED, UNRELATED)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return Ranker(roadmap(), Weights(), builtin_background())


def judged(each: Paper, opinion: Opinion = Opinion.LIKE, day: int = 0) -> Judged:
    return Judged(each, opinion, NOW + timedelta(days=day))


def scored(*opinions: Judged) -> dict[str, Score]:
    own = Ranker(roadmap(), Weights(), builtin_background(), judged=opinions)
    return {score.paper_id: score for score in own.score(STREAM, {})}


def values(scores: dict[str, Score], each: Paper, kind: str) -> list[float]:
    return [reason.value for reason in scores[str(each.id)].reasons if reason.kind == kind]


def test_a_paper_like_a_liked_one_gains_and_names_it() -> None:
    scores = scored(judged(RAIN))
    reason = next(r for r in scores[str(UNRELATED.id)].reasons if r.kind == "liked")
    assert (reason.label, reason.about) == (RAIN.title, str(RAIN.id))
    assert reason.value > 10
    assert "rainfall" in [term.lower() for term in reason.terms]
    assert values(scores, DIFFUSED, "liked") == []


def test_a_paper_like_a_disliked_one_loses_and_names_it() -> None:
    scores = scored(judged(RAIN, Opinion.DISLIKE))
    (value,) = values(scores, UNRELATED, "disliked")
    assert value < 0
    assert values(scores, DISTILLED, "disliked") == []


def test_without_feedback_nothing_is_personal(ranker: Ranker) -> None:
    kinds = {reason.kind for score in ranker.score(STREAM, {}) for reason in score.reasons}
    assert not kinds & {"liked", "disliked"}


def test_the_parts_still_sum_to_the_score() -> None:
    for score in scored(judged(RAIN), judged(DISTILLED, Opinion.DISLIKE)).values():
        assert abs(sum(reason.value for reason in score.reasons) - score.value) < 1e-9


def test_the_last_word_on_a_paper_counts() -> None:
    changed = scored(judged(RAIN), judged(RAIN, Opinion.DISLIKE, day=1))
    assert values(changed, UNRELATED, "liked") == []
    assert values(changed, UNRELATED, "disliked") != []


def test_the_same_text_liked_and_disliked_under_two_ids_is_one_paper() -> None:
    twin = replace(RAIN, id=paper(12, "").id)
    scores = scored(judged(RAIN, Opinion.DISLIKE), judged(twin, day=1))
    assert values(scores, UNRELATED, "disliked") == []
    assert values(scores, UNRELATED, "liked") != []


def test_hiding_a_paper_is_no_judgement_of_its_kind() -> None:
    scores = scored(judged(RAIN, Opinion.HIDE))
    assert values(scores, UNRELATED, "liked") == values(scores, UNRELATED, "disliked") == []


def test_a_dislike_of_the_same_kind_weakens_a_like() -> None:
    only_liked = values(scored(judged(RAIN)), UNRELATED, "liked")
    near = replace(UNRELATED, id=paper(13, "").id, title="Crop Yields, Rainfall and Barley")
    both = values(scored(judged(RAIN), judged(near, Opinion.DISLIKE)), UNRELATED, "liked")
    assert sum(both) < sum(only_liked)


def test_ten_thousand_likes_count_no_more_than_the_latest_thousand(ranker: Ranker) -> None:
    many = [judged(paper(n, f"Widget {n}", "Of widgets."), day=n) for n in range(20, 10_020)]
    latest = ranker.taste(many[-1000:])
    assert ranker.personal(STREAM, [ranker.taste(many)]) == ranker.personal(STREAM, [latest])


def test_empty_papers_can_be_liked_and_disliked() -> None:
    nothing = [judged(paper(21, "")), judged(paper(22, "、"), Opinion.DISLIKE)]
    assert len(scored(*nothing)) == len(STREAM)


def test_the_order_of_what_was_said_changes_nothing(ranker: Ranker) -> None:
    said = [judged(RAIN), judged(DIFFUSED, Opinion.DISLIKE), judged(DISTILLED)]
    one, other = ranker.taste(said), ranker.taste(said[::-1])
    assert ranker.personal(STREAM, [one]) == ranker.personal(STREAM, [other])


def test_the_parts_of_one_reader_take_the_place_of_anothers(ranker: Ranker) -> None:
    mine = Ranker(roadmap(), Weights(), builtin_background(), judged=[judged(RAIN)])
    hers = [judged(DIFFUSED)]
    her_own = Ranker(roadmap(), Weights(), builtin_background(), judged=hers).score(STREAM, {})
    (parts,) = mine.personal(STREAM, [mine.taste(hers)])
    stored = mine.score(STREAM, {})
    assert tuple(map(exchanged, stored, parts)) == her_own
    assert tuple(exchanged(score, ()) for score in stored) == ranker.score(STREAM, {})


def test_feedback_changes_the_fingerprint_and_not_what_the_roadmap_says(ranker: Ranker) -> None:
    mine = Ranker(roadmap(), Weights(), builtin_background(), judged=[judged(RAIN)])
    assert mine.fingerprint != ranker.fingerprint
    assert mine.fingerprint.startswith(ranker.roadmap_fingerprint)


def test_the_more_is_liked_the_more_it_counts_beside_the_roadmap() -> None:
    fields = [
        replace(paper(20 + n, f"{RAIN.title} {n}"), abstract=RAIN.abstract) for n in range(40)
    ]
    few, some, many = (
        values(scored(*map(judged, fields[:number])), UNRELATED, "liked")[0]
        for number in (1, 10, 40)
    )
    assert few < some < many
    assert many <= 4 * Weights().liked


def test_no_paper_is_a_reason_for_itself() -> None:
    scores = scored(judged(UNRELATED), judged(DISTILLED))
    reasons = [r for each in STREAM for r in scores[str(each.id)].reasons if r.kind == "liked"]
    assert all(reason.about != str(UNRELATED.id) for reason in reasons)
    assert values(scores, UNRELATED, "liked") == []
