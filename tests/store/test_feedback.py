"""What readers say is kept by reader, the last word counts, and lists and digests go by it."""

from datetime import timedelta

import pytest

from tests.builders import NOW, announcement, arxiv_id, batch, paper, score
from tracker.model.feedback import ME, Opinion, Standing
from tracker.model.identifiers import PaperId
from tracker.model.queries import PaperQuery
from tracker.model.roadmap import MustRead, Name
from tracker.store import Store
from tracker.store.reading import Reader

LIKE, DISLIKE, HIDE = Opinion.LIKE, Opinion.DISLIKE, Opinion.HIDE
LATER = NOW + timedelta(hours=1)
IDS = [arxiv_id(number) for number in range(1, 5)]
BERT = MustRead("bert", "BERT", (), 2018, (IDS[0], PaperId("doi", "10.1/BERT")), Name("", ""))
GPT = MustRead("gpt-3", "GPT-3", (), 2020, (PaperId("arxiv", "2005.14165"),), Name("", ""))


@pytest.fixture(autouse=True)
def _four_papers(store: Store) -> None:
    store.record(batch(*(announcement(number) for number in range(1, 5))), NOW)
    store.scores.record("a", [score(number, float(number)) for number in range(1, 5)])


def found(questions: Reader, /, **asked: object) -> list[int]:
    """Return the numbers of the papers that a query gives, in its order."""
    papers = questions.papers(PaperQuery(**({"sort": "score"} | asked)))  # type: ignore[arg-type]
    return [int(each.paper.id.value[-2:]) for each in papers]


def picked(store: Store, reader: str | None = ME) -> list[int]:
    candidates = store.editions.candidates("daily", "a", reader=reader)
    return [int(each.paper.id.value[-2:]) for each in candidates]


def test_an_opinion_is_kept_and_the_newest_is_told_first(store: Store) -> None:
    store.feedback.say(ME, [IDS[0]], LIKE, NOW)
    store.feedback.say(ME, [IDS[1]], DISLIKE, LATER)
    judged = store.feedback.judged(ME)
    assert [(each.paper.id, each.opinion, each.at) for each in judged] == [
        (IDS[1], DISLIKE, LATER),
        (IDS[0], LIKE, NOW),
    ]
    assert judged[0].paper.title == "Paper 2 on attention"


def test_the_last_word_counts_and_what_was_said_before_is_told(store: Store) -> None:
    assert store.feedback.say(ME, [IDS[0]], LIKE, NOW) == (
        Standing(IDS[0], "Paper 1 on attention", None, False),
    )
    assert store.feedback.say(ME, [IDS[0]], DISLIKE, LATER)[0].opinion is LIKE
    assert [each.opinion for each in store.feedback.judged(ME)] == [DISLIKE]


def test_to_say_the_same_again_changes_nothing(store: Store) -> None:
    store.feedback.say(ME, [IDS[0]], LIKE, NOW)
    store.feedback.say(ME, [IDS[0]], LIKE, LATER)
    assert store.feedback.judged(ME)[0].at == NOW


def test_an_opinion_is_taken_back_without_forgetting_what_was_read(store: Store) -> None:
    store.feedback.say(ME, IDS[:2], LIKE, NOW)
    store.feedback.mark_read(ME, [IDS[0]], True, NOW)
    store.feedback.say(ME, IDS[:2], None, LATER)
    assert store.feedback.judged(ME) == ()
    assert store.feedback.mark_read(ME, IDS[:2], False, LATER) == (
        Standing(IDS[0], "Paper 1 on attention", None, True),
        Standing(IDS[1], "Paper 2 on attention", None, False),
    )


def test_only_a_like_is_taken_back_by_undoing_likes(store: Store) -> None:
    store.feedback.say(ME, [IDS[0]], LIKE, NOW)
    store.feedback.say(ME, [IDS[1]], DISLIKE, NOW)
    store.feedback.say(ME, IDS[:2], None, LATER, only=LIKE)
    assert [each.paper.id for each in store.feedback.judged(ME)] == [IDS[1]]


def test_an_unknown_id_is_left_out_and_the_others_are_done(store: Store) -> None:
    unknown = PaperId("arxiv", "9901.00001")
    said = store.feedback.say(ME, [unknown, IDS[2], unknown], LIKE, NOW)
    assert [each.id for each in said] == [IDS[2]]
    assert store.feedback.say(ME, [], LIKE, NOW) == ()


def test_any_identifier_of_a_paper_will_do(store: Store) -> None:
    told = paper(9, identifiers=(arxiv_id(9), PaperId("doi", "10.1/abc")))
    store.record(batch(announcement(9, paper=told)), NOW)
    said = store.feedback.say(ME, [PaperId("doi", "10.1/ABC"), arxiv_id(9)], LIKE, NOW)
    assert [each.id for each in said] == [PaperId("doi", "10.1/ABC"), arxiv_id(9)]
    assert len(store.feedback.judged(ME)) == 1


def test_each_reader_has_feedback_of_their_own(store: Store, reader: Reader) -> None:
    store.feedback.say("ada", IDS[:2], LIKE, NOW)
    store.feedback.say("李雷", [IDS[0]], DISLIKE, NOW)
    store.feedback.mark_read("bob", IDS, True, NOW)
    assert store.feedback.readers() == ("ada", "李雷")
    assert store.feedback.judged(ME) == ()
    assert found(reader, liked=True, reader="ada") == [2, 1]
    assert found(reader, liked=True) == []
    assert found(reader, unread=True, reader="bob") == []
    assert found(reader, unread=True) == [4, 3, 2, 1]


def test_ten_thousand_likes_are_written_and_told(store: Store) -> None:
    many = [announcement(number) for number in range(5, 10_005)]
    store.record(batch(*many), NOW)
    store.feedback.say(ME, [each.paper.id for each in many], LIKE, NOW)
    assert len(store.feedback.judged(ME)) == 10_000


@pytest.mark.parametrize("asked", [{}, {"text": "attention"}, {"sort": "date"}, {"topic": "t"}])
def test_liked_papers_are_found_with_any_other_filter(
    store: Store, reader: Reader, asked: dict[str, object]
) -> None:
    store.feedback.say(ME, [IDS[0], IDS[3]], LIKE, NOW)
    store.feedback.say(ME, [IDS[1]], DISLIKE, NOW)
    expected = [] if "topic" in asked else [4, 1]
    assert found(reader, liked=True, **asked) == expected
    assert found(reader, liked=True, unread=True, min_score=2.0) == [4]


@pytest.mark.parametrize("asked", [{}, {"text": "attention"}, {"sort": "date"}])
def test_read_papers_are_not_among_the_unread(
    store: Store, reader: Reader, asked: dict[str, object]
) -> None:
    store.feedback.mark_read(ME, [IDS[1]], True, NOW)
    store.feedback.say(ME, [IDS[2]], LIKE, NOW)
    assert found(reader, unread=True, **asked) == [4, 3, 1]


@pytest.mark.parametrize("asked", [{}, {"text": "attention"}, {"sort": "date"}])
def test_hidden_papers_are_left_out_unless_they_are_asked_for(
    store: Store, reader: Reader, asked: dict[str, object]
) -> None:
    store.feedback.say(ME, [IDS[1]], HIDE, NOW)
    assert found(reader, **asked) == [4, 3, 1]
    assert found(reader, hidden=True, **asked) == [2]
    assert found(reader, reader="ada", **asked) == [4, 3, 2, 1]


def test_hidden_papers_are_left_out_among_those_without_a_score_too(
    store: Store, reader: Reader
) -> None:
    store.record(batch(announcement(5), announcement(6)), NOW)
    store.feedback.say(ME, [arxiv_id(5)], HIDE, NOW)
    store.feedback.say(ME, [arxiv_id(6)], LIKE, NOW)
    assert found(reader) == [4, 3, 2, 1, 6]
    assert found(reader, liked=True) == [6]


def test_a_paper_is_told_with_what_its_reader_said(store: Store, reader: Reader) -> None:
    store.feedback.say(ME, [IDS[0]], LIKE, NOW)
    store.feedback.say("ada", [IDS[0]], DISLIKE, NOW)
    store.feedback.say("bob", [IDS[0]], HIDE, NOW)
    store.feedback.mark_read("ada", [IDS[0]], True, NOW)
    told = [reader.paper(str(IDS[0]), name) for name in (ME, "ada", "bob", "eve")]
    assert [(each.liked, each.read, each.hidden) for each in told if each] == [
        (True, False, False),
        (False, True, False),
        (None, False, True),
        (None, False, False),
    ]
    (first,) = reader.papers(PaperQuery(liked=True))
    assert first.liked is True


def test_no_digest_picks_what_its_reader_is_through_with(store: Store) -> None:
    store.feedback.say(ME, [IDS[0]], HIDE, NOW)
    store.feedback.say(ME, [IDS[1]], DISLIKE, NOW)
    store.feedback.mark_read(ME, [IDS[2]], True, NOW)
    store.feedback.say("ada", [IDS[3]], HIDE, NOW)
    assert picked(store) == [4]
    assert picked(store, "ada") == [3, 2, 1]
    assert picked(store, None) == [4, 3, 2, 1]


def test_no_digest_picks_a_paper_with_the_title_of_a_disliked_one(store: Store) -> None:
    twin = paper(7, title="PAPER 2: on Attention!")
    store.record(batch(announcement(7, paper=twin)), NOW)
    store.scores.record("a", [score(7, 9.0)])
    assert picked(store)[0] == 7
    store.feedback.say(ME, [IDS[1]], DISLIKE, NOW)
    assert picked(store) == [4, 3, 1]


def test_an_undone_hide_lets_the_paper_come_again(store: Store) -> None:
    store.feedback.say(ME, [IDS[3]], HIDE, NOW)
    store.feedback.say(ME, [IDS[3]], None, LATER)
    assert picked(store) == [4, 3, 2, 1]


def test_a_must_read_is_done_by_hand_or_by_reading_its_paper(store: Store, reader: Reader) -> None:
    both = (BERT, GPT)
    assert store.must_reads.done(ME, both) == frozenset()
    assert store.must_reads.mark(ME, "gpt-3", True, NOW)
    assert not store.must_reads.mark(ME, "gpt-3", True, LATER)
    store.feedback.mark_read(ME, [IDS[0]], True, NOW)
    assert store.must_reads.done(ME, both) == {"bert", "gpt-3"}
    assert reader.must_reads_done(ME, both) == {"bert", "gpt-3"}
    assert reader.must_reads_done("ada", both) == frozenset()
    assert store.must_reads.mark(ME, "gpt-3", False, LATER)
    assert not store.must_reads.mark(ME, "gpt-3", False, LATER)
    assert reader.must_reads_done(ME, both) == {"bert"}


def test_an_id_that_is_marked_but_left_the_roadmap_does_not_count(store: Store) -> None:
    store.must_reads.mark(ME, "gone", True, NOW)
    assert store.must_reads.done(ME, (BERT,)) == frozenset()
    assert store.must_reads.done(ME, ()) == frozenset()


def test_a_reader_named_with_what_no_database_holds_is_kept_all_the_same(store: Store) -> None:
    store.feedback.say("a\0b\ud800", [IDS[0]], LIKE, NOW)
    assert len(store.feedback.judged("a\0b\ud800")) == 1
