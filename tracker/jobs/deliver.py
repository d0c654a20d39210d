"""Hands over what the outbox holds: claims one delivery, renders it, sends it, marks it."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from tracker.delivery import Channel
from tracker.digest.render import Renderer
from tracker.errors import DeliveryFailed, DeliveryInDoubt, DeliveryRefused
from tracker.jobs.publish import new_pages
from tracker.model.clock import Clock
from tracker.model.deliveries import Delivery, DeliveryState, Parcel, Rendered
from tracker.model.editions import Edition
from tracker.model.reports import DeliveryOutcome
from tracker.store.store import Store

log = logging.getLogger(__name__)

# RFC 5321 4.5.4.1: wait, doubling, and give up after days rather than hours.
_FIRST_PAUSE = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(hours=4)
_GIVE_UP_AFTER = 40  # attempts: 5 min doubling to 4 h reaches this after about six days


def deliver(
    store: Store,
    channels: Mapping[str, Channel],
    renderer: Renderer,
    clock: Clock,
    *,
    resend_in_doubt: bool = True,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[DeliveryOutcome, ...]:
    """Send everything that may be sent now and return one outcome for each try."""
    outcomes = []
    while not stopped() and (delivery := store.deliveries.claim(clock())):
        error = _send(store, delivery, channels, renderer, clock, resend_in_doubt)
        outcomes.append(_outcome(delivery, error))
    return tuple(outcomes)


def _send(
    store: Store,
    delivery: Delivery,
    channels: Mapping[str, Channel],
    renderer: Renderer,
    clock: Clock,
    resend_in_doubt: bool,
) -> DeliveryFailed | None:
    """Try one claimed delivery and mark what became of it, before anything else is begun."""
    doubtful = delivery.state is DeliveryState.IN_DOUBT
    try:
        if doubtful and not resend_in_doubt:
            raise DeliveryInDoubt(delivery.error or "it may have arrived; held back")
        channel = channels.get(delivery.channel)
        if channel is None:
            raise DeliveryRefused(f"the channel {delivery.channel} is no longer configured")
        channel.deliver(_parcel(store, delivery, channel, renderer))
    except DeliveryInDoubt as error:
        # Once more under the same Message-ID; after that a person decides.
        again = clock() + _FIRST_PAUSE if resend_in_doubt and not doubtful else None
        store.deliveries.in_doubt(delivery.id, str(error), again)
        return error
    except DeliveryRefused as error:
        store.deliveries.refused(delivery.id, str(error))
        return error
    except DeliveryFailed as error:
        _try_later(store, delivery, error, clock())
        return error
    store.deliveries.sent(delivery.id, clock())
    return None


def _parcel(store: Store, delivery: Delivery, channel: Channel, renderer: Renderer) -> Parcel:
    edition = store.editions.by_id(delivery.edition_id)
    written = render(renderer, edition)
    return Parcel(
        recipient=delivery.recipient,
        message_id=delivery.message_id,
        digest=edition.digest,
        local_date=edition.local_date,
        composed_at=edition.composed_at,
        lang=edition.lang,
        subject=written.subject,
        text=written.text,
        html=written.html,
        pages=new_pages(store, renderer, edition) if channel.wants_pages else (),
    )


def render(renderer: Renderer, edition: Edition) -> Rendered:
    """Return an edition as people read it."""
    return Rendered(renderer.subject(edition), renderer.text(edition), renderer.html(edition))


def _try_later(store: Store, delivery: Delivery, error: DeliveryFailed, now: datetime) -> None:
    if delivery.attempts >= _GIVE_UP_AFTER:
        store.deliveries.refused(delivery.id, f"given up after {delivery.attempts} tries: {error}")
        return
    pause = min(_FIRST_PAUSE * 2 ** min(delivery.attempts - 1, 10), _LONGEST_PAUSE)
    store.deliveries.delayed(delivery.id, str(error), now + pause)


def _outcome(delivery: Delivery, error: DeliveryFailed | None) -> DeliveryOutcome:
    if error:
        log.warning("delivery %s to %s: %s", delivery.channel, delivery.recipient or "-", error)
    return DeliveryOutcome(
        delivery.digest,
        delivery.local_date.isoformat(),
        delivery.channel,
        delivery.recipient,
        error=str(error) if error else None,
        in_doubt=isinstance(error, DeliveryInDoubt),
    )
