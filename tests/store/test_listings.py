"""On which day a paper was listed, by all that was shown of it, and where estimates stand."""

from datetime import date, timedelta
from itertools import permutations

from tests.builders import TODAY, announcement
from tracker.model.papers import Announcement, Kind
from tracker.store.listings import NEVER, Listed, listed, listing_of, seen_again, settled

DAY = timedelta(days=1)
YESTERDAY, TOMORROW = TODAY - DAY, TODAY + DAY


def new(category: str = "cs.CL", on: date = TODAY) -> Announcement:
    return announcement(source=f"arxiv-rss/{category}", category=category, announced_on=on)


def cross(category: str = "cs.LG", on: date = TODAY) -> Announcement:
    source = f"arxiv-rss/{category}"
    return announcement(source=source, category=category, announced_on=on, kind=Kind.CROSS_LIST)


def guess(category: str = "cs.LG", on: date = TODAY, *, late: bool = False) -> Announcement:
    return announcement(
        source=f"arxiv-oai/{category}",
        category=category,
        announced_on=on,
        kind=Kind.CROSS_LIST,
        estimated=True,
        late=late,
    )


def day_of(*announcements: Announcement) -> Listed | None:
    """Return the day that these tell, after they were settled each time."""
    sightings = NEVER
    for each in announcements:
        sightings = settled(seen_again(sightings, each))
    return listed(sightings)


def days_of(*announcements: Announcement) -> set[Listed | None]:
    """Return the day that these tell in each possible order."""
    return {day_of(*each) for each in permutations(announcements)}


def standing(*announcements: Announcement) -> set[tuple[str, date]]:
    """Return the categories and days that count after all of these."""
    sightings = NEVER
    for each in announcements:
        sightings = settled(seen_again(sightings, each))
    return {(each.category, each.on) for each in sightings}


def test_an_announcement_alone_tells_what_all_that_was_shown_would() -> None:
    others = [announcement(kind=kind) for kind in Kind]
    for each in (new(), cross(on=YESTERDAY), guess(), announcement(announced_on=None), *others):
        assert listing_of(each) == day_of(each)


def test_only_new_and_cross_list_are_a_listing() -> None:
    for kind in (Kind.REPLACEMENT, Kind.PUBLISHED, Kind.MENTION):
        assert day_of(announcement(kind=kind)) is None
    assert day_of(cross()) == (TODAY, False)
    assert day_of(announcement(announced_on=None)) is None


def test_the_day_is_the_earliest_that_is_told() -> None:
    assert days_of(new(on=TOMORROW), cross(on=TODAY)) == {(TODAY, False)}


def test_a_day_that_is_told_beats_estimates() -> None:
    assert days_of(new(on=TODAY), guess(on=YESTERDAY)) == {(TODAY, False)}
    assert days_of(new(on=TODAY), guess(on=TOMORROW)) == {(TODAY, False)}


def test_of_two_estimates_the_later_knows_more() -> None:
    assert days_of(guess("cs.CL", TODAY), guess("cs.LG", YESTERDAY)) == {(TODAY, True)}


def test_what_may_be_late_moves_no_paper_from_its_day() -> None:
    assert day_of(guess("cs.CL"), guess("cs.LG", TOMORROW, late=True)) == (TODAY, True)
    assert day_of(guess("cs.LG", TOMORROW, late=True)) == (TOMORROW, True)


def test_what_may_be_late_counts_on_the_day_of_the_paper_and_on_no_other() -> None:
    both = standing(guess("cs.CL", late=True), guess("cs.LG", late=True))
    assert both == {("cs.CL", TODAY), ("cs.LG", TODAY)}
    assert standing(new("cs.CL"), guess("cs.LG", TOMORROW, late=True)) == {("cs.CL", TODAY)}


def test_a_cross_list_says_nothing_of_an_earlier_day_of_another_category() -> None:
    assert days_of(guess("cs.CL", YESTERDAY), cross("cs.LG", TODAY)) == {(YESTERDAY, True)}
    assert days_of(guess("cs.CL", TOMORROW), cross("cs.LG", TODAY)) == {(TODAY, False)}


def test_a_cross_list_corrects_the_estimate_of_its_own_category() -> None:
    assert days_of(guess("cs.LG", YESTERDAY), cross("cs.LG", TODAY)) == {(TODAY, False)}


def test_a_paper_without_a_day_that_is_told_counts_on_its_estimate_in_every_category() -> None:
    found = standing(guess("cs.CL", YESTERDAY), guess("cs.LG", TODAY))
    assert found == {("cs.CL", TODAY), ("cs.LG", TODAY)}


def test_an_estimate_stands_on_the_day_that_is_told_for_another_category() -> None:
    found = standing(guess("cs.LG", YESTERDAY), new("cs.CL", TODAY))
    assert found == {("cs.CL", TODAY), ("cs.LG", TODAY)}


def test_an_estimate_is_nothing_beside_another_day_of_its_own_category() -> None:
    late = [new("cs.CL", TODAY), cross("cs.LG", TOMORROW)]
    for order in permutations([*late, guess("cs.LG", TODAY)]):
        assert standing(*order) == {("cs.CL", TODAY), ("cs.LG", TOMORROW)}


def test_the_same_day_by_two_routes_is_kept_of_both() -> None:
    sightings = settled(seen_again(seen_again(NEVER, cross("cs.LG")), guess("cs.LG")))
    assert {each.source for each in sightings} == {"arxiv-rss/cs.LG", "arxiv-oai/cs.LG"}
