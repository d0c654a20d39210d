"""The nouns as plain records: the JSON of docs/json.md, whose keys are a promise."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from tracker.text import display

# Only names of types: a question about papers must not pay for the nouns of the others.
if TYPE_CHECKING:
    from tracker.model.deliveries import Delivery
    from tracker.model.events import Event
    from tracker.model.harvests import SourceHealth, SourceSpec
    from tracker.model.neighbours import Neighbour
    from tracker.model.papers import KnownPaper
    from tracker.model.posts import Post
    from tracker.model.roadmap import MustRead, Resource, Roadmap, Topic
    from tracker.model.scores import Reason, TopicScore

Record: TypeAlias = dict[str, Any]


def paper(known: "KnownPaper", topic_names: Mapping[str, str]) -> Record:
    """Return a paper; `topic_names` maps topic ids to English names."""
    told = known.paper
    return {
        "id": str(told.id),
        "title": display(told.title),
        "authors": [display(author.name) for author in told.authors],
        "abstract": display(told.abstract),
        "url": display(told.url),
        "pdf_url": display(told.pdf_url) if told.pdf_url else None,
        "identifiers": [str(each) for each in told.identifiers],
        "categories": [display(each) for each in told.categories],
        "version": told.version,
        "submitted_at": instant(told.submitted_at),
        "announced_on": told.announced_on and told.announced_on.isoformat(),
        "announced_on_estimated": told.announced_on_estimated,
        "venues": [
            {
                "venue": display(each.venue),
                "year": each.year,
                "kind": each.kind,
                "presentation": each.presentation,
                "status": each.status,
                "evidence": display(each.evidence),
            }
            for each in told.venues
        ],
        "announcements": [
            {
                "source": each.source,
                "kind": str(each.kind),
                "announced_on": each.announced_on and each.announced_on.isoformat(),
            }
            for each in known.announcements
        ],
        "score": known.score,
        "topics": [_topic_score(each, topic_names) for each in known.topics],
        "reasons": [reason(each) for each in known.reasons],
        "liked": known.liked,
        "read": known.read,
        "events": [_event(each) for each in known.events],
    }


def _event(happened: "Event") -> Record:
    return {
        "kind": str(happened.kind),
        "label": display(happened.label),
        "at": instant(happened.at),
        "source": display(happened.source),
        "url": display(happened.url) or None,
        "upvotes": happened.upvotes,
    }


def _topic_score(found: "TopicScore", names: Mapping[str, str]) -> Record:
    return {
        "id": found.id,
        "name": names.get(found.id, found.id),
        "score": found.score,
        "percentile": found.percentile,
    }


def why(known: "KnownPaper", topic_names: Mapping[str, str]) -> Record:
    """Return the parts of a score, each with what it is about, and the topics, best first."""
    ordered = sorted(known.topics, key=lambda each: (-each.percentile, -each.score))
    return {
        "id": str(known.paper.id),
        "score": known.score,
        "reasons": [{**reason(each), "about": each.about} for each in known.reasons],
        "topics": [_topic_score(each, topic_names) for each in ordered],
    }


def reason(part: "Reason") -> Record:
    """Return one part of a score, with the words of the paper that it rests on."""
    return {
        "kind": part.kind,
        "label": display(part.label),
        "value": part.value,
        "terms": [display(term) for term in part.terms],
    }


def post(entry: "Post") -> Record:
    """Return a post."""
    return {
        "source": entry.source,
        "title": display(entry.title),
        "url": display(entry.url),
        "published_at": instant(entry.published_at),
        "published_at_estimated": entry.estimated,
        "author": display(entry.author),
        "excerpt": display(entry.excerpt),
        "categories": [display(each) for each in entry.categories],
        "papers": [str(each) for each in entry.papers],
        "group": entry.group,
    }


def topic(found: "Topic", stage: str, strong: int) -> Record:
    """Return a topic; `strong` counts its strong papers in the days that were asked for."""
    name = {"en": found.name.en, "zh": found.name.zh}
    return {"id": found.id, "name": name, "stage": stage, "strong_papers": strong}


def whole_topic(found: "Topic", terms: "Sequence[tuple[str, float]] | None") -> Record:
    """Return a topic with what it asks for; `terms` (None: not asked for) with their weights."""
    row: Record = {
        "id": found.id,
        "name": {"en": found.name.en, "zh": found.name.zh},
        "queries": list(found.queries),
        "exclude": list(found.exclude),
        "aliases": list(found.aliases),
        "weight": found.weight,
    }
    if terms is not None:
        row["terms"] = [{"term": display(term), "weight": weight} for term, weight in terms]
    return row


def must_read(paper: "MustRead", done: bool) -> Record:
    """Return a must-read and whether it is done."""
    return {
        "id": paper.id,
        "title": display(paper.title),
        "authors": list(paper.authors),
        "year": paper.year or None,
        "ids": [str(each) for each in paper.ids],
        "note": {"en": paper.note.en, "zh": paper.note.zh},
        "done": done,
    }


def resource(found: "Resource") -> Record:
    """Return a course, book, community, tool or project."""
    return {
        "kind": str(found.kind),
        "title": display(found.title),
        "author": display(found.author),
        "note": display(found.note),
        "url": display(found.url),
        "stage": found.stage or None,
    }


def roadmap(found: "Roadmap", done: "Collection[str]") -> Record:
    """Return a roadmap whole; `done` are the ids of the must-reads that are read."""
    return {
        "title": {"en": found.title.en, "zh": found.title.zh},
        "stages": [
            {
                "id": stage.id,
                "name": {"en": stage.name.en, "zh": stage.name.zh},
                "topics": [whole_topic(topic, None) for topic in stage.topics],
            }
            for stage in found.stages
        ],
        "must_read": [must_read(each, each.id in done) for each in found.must_read],
        "venues": list(found.venues),
        "categories": list(found.categories),
        "labs": list(found.labs),
        "resources": [resource(each) for each in found.resources],
    }


def neighbour(found: "Neighbour") -> Record:
    """Return a paper that is like another, with the words that both share."""
    told = found.paper
    return {
        "id": str(told.id),
        "title": display(told.title),
        "authors": [display(author.name) for author in told.authors],
        "url": display(told.url),
        "announced_on": told.announced_on and told.announced_on.isoformat(),
        "likeness": found.likeness,
        "terms": [display(term) for term in found.terms],
    }


def source(spec: "SourceSpec", health: "SourceHealth | None", state: str) -> Record:
    """Return a source and how it has been doing."""
    return {
        "name": spec.name,
        "kind": spec.kind,
        "group": spec.group,
        "url": without_secrets(spec.url),
        "state": state,
        "failures": health.failures if health else 0,
        "last_attempt_at": instant(health.last_attempt_at) if health else None,
        "last_success_at": instant(health.last_success_at) if health else None,
        "last_item_at": instant(health.last_item_at) if health else None,
        "next_at": instant(health.next_at) if health else None,
        "error": display(health.error) if health and health.error else None,
    }


def delivery(row: "Delivery") -> Record:
    """Return a line of the outbox."""
    return {
        "id": row.id,
        "digest": row.digest,
        "local_date": row.local_date.isoformat(),
        "channel": row.channel,
        "recipient": display(row.recipient),
        "state": str(row.state),
        "message_id": row.message_id,
        "attempts": row.attempts,
        "next_attempt_at": instant(row.next_attempt_at),
        "sent_at": instant(row.sent_at),
        "error": display(row.error) if row.error else None,
    }


def instant(at: datetime | None) -> str | None:
    """Return an aware instant as `2025-11-03T14:00:00Z`."""
    if at is None:
        return None
    from datetime import UTC

    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def without_secrets(url: str) -> str:
    """Return `url` with `***` for its password and for what its query says: either may be a key."""
    import re

    if url.startswith("http"):
        url = re.sub(r"://[^/?#]*@", "://***@", url)
    else:
        url = re.sub(r"(://[^/:@]*):[^/]*@", r"\1:***@", url)
    return re.sub(r"([?&][^=&#]*)=(?!\d{1,4}(?:[&#]|$))[^&#]*", r"\1=***", url)
