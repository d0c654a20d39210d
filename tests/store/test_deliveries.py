"""The outbox: claimed once, told apart after a crash, never lost."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.builders import NOW, FixedClock, edition
from tracker.model.deliveries import DeliveryState
from tracker.store import Store
from tracker.store.reading import Reader

MINUTE = timedelta(minutes=1)


def _outbox(store: Store, *recipients: str) -> None:
    rows = [("email", each, f"<{each}@tracker>") for each in recipients]
    store.editions.issue(edition(), [], [], rows)


def _claim_all(url: str) -> list[int]:
    store = Store.open(url, FixedClock())
    claimed = []
    while delivery := store.deliveries.claim(NOW):
        claimed.append(delivery.id)
    store.close()
    return claimed


def test_the_oldest_delivery_is_claimed_first_and_once(store: Store) -> None:
    _outbox(store, "a", "b")
    claims = [store.deliveries.claim(NOW) for _ in range(3)]
    assert [claim and claim.recipient for claim in claims] == ["a", "b", None]
    assert claims[0] is not None
    assert (claims[0].state, claims[0].attempts) == (DeliveryState.PENDING, 1)
    assert {each.state for each in store.deliveries.all()} == {DeliveryState.SENDING}


def test_nothing_is_claimed_before_its_time(store: Store) -> None:
    _outbox(store, "a")
    assert store.deliveries.next_at() == NOW
    assert store.deliveries.claim(NOW - MINUTE) is None


def test_a_sent_delivery_is_done(store: Store) -> None:
    _outbox(store, "a")
    claimed = store.deliveries.claim(NOW)
    assert claimed is not None
    store.deliveries.sent(claimed.id, NOW + MINUTE)
    (known,) = store.deliveries.all()
    assert (known.state, known.sent_at) == (DeliveryState.SENT, NOW + MINUTE)
    assert store.deliveries.next_at() is None
    assert store.deliveries.claim(NOW + 999 * MINUTE) is None


def test_a_delayed_delivery_comes_back_with_the_same_message_id(store: Store) -> None:
    _outbox(store, "a")
    first = store.deliveries.claim(NOW)
    assert first is not None
    store.deliveries.delayed(first.id, "451 try later", NOW + 5 * MINUTE)
    assert store.deliveries.next_at() == NOW + 5 * MINUTE
    assert store.deliveries.claim(NOW + 4 * MINUTE) is None
    second = store.deliveries.claim(NOW + 5 * MINUTE)
    assert second is not None
    assert (second.message_id, second.attempts) == (first.message_id, 2)
    assert (second.state, second.error) == (DeliveryState.FAILED, "451 try later")


def test_a_refused_delivery_is_not_tried_again(store: Store) -> None:
    _outbox(store, "a")
    claimed = store.deliveries.claim(NOW)
    assert claimed is not None
    store.deliveries.refused(claimed.id, "550 no such user")
    (known,) = store.deliveries.all()
    assert (known.state, known.next_attempt_at) == (DeliveryState.FAILED, None)
    assert store.deliveries.claim(NOW + 999 * MINUTE) is None


@pytest.mark.parametrize("again", [None, NOW + MINUTE])
def test_a_delivery_in_doubt_waits_for_its_time_or_for_a_person(
    store: Store, again: object
) -> None:
    _outbox(store, "a")
    claimed = store.deliveries.claim(NOW)
    assert claimed is not None
    store.deliveries.in_doubt(claimed.id, "cut off after DATA", again)  # type: ignore[arg-type]
    assert store.deliveries.next_at() == again
    assert (store.deliveries.claim(NOW + MINUTE) is None) == (again is None)


def test_a_delivery_left_by_a_crash_is_in_doubt_after_a_quarter_of_an_hour(store: Store) -> None:
    _outbox(store, "a")
    store.deliveries.claim(NOW)
    assert store.deliveries.next_at() == NOW + 15 * MINUTE
    assert store.deliveries.claim(NOW + 14 * MINUTE) is None
    left = store.deliveries.claim(NOW + 15 * MINUTE)
    assert left is not None
    assert (left.state, left.attempts) == (DeliveryState.IN_DOUBT, 2)
    assert store.deliveries.claim(NOW + 16 * MINUTE) is None


def test_people_see_the_outbox_newest_first(store: Store, reader: Reader) -> None:
    _outbox(store, "a", "b", "c")
    assert reader.deliveries(2) == store.deliveries.all(2)
    assert [each.recipient for each in reader.deliveries(2)] == ["c", "b"]


def test_two_threads_never_claim_the_same_delivery(store: Store, url: str) -> None:
    _outbox(store, *(str(number) for number in range(200)))
    with ThreadPoolExecutor(4) as pool:
        claimed = [each for some in pool.map(_claim_all, [url] * 4) for each in some]
    assert len(claimed) == len(set(claimed)) == 200


def test_two_processes_never_claim_the_same_delivery(store: Store, url: str) -> None:
    _outbox(store, *(str(number) for number in range(200)))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        claimed = [each for some in pool.map(_claim_all, [url] * 2) for each in some]
    assert len(claimed) == len(set(claimed)) == 200
