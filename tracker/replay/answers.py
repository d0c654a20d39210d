"""What the played servers answer to a request at an instant; pure."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from tracker.replay.anthology import anthology_answer
from tracker.replay.daily_papers import daily_answer
from tracker.replay.exchange import Answer, page_answer
from tracker.replay.faults import Fault
from tracker.replay.feeds import blog_answer, feed_answer
from tracker.replay.listing import listing_answer
from tracker.replay.oai import oai_answer
from tracker.replay.scene import Scene
from tracker.replay.search import search_answer
from tracker.replay.virtual_site import virtual_answer


def answer(scene: Scene, target: str, headers: Mapping[str, str]) -> Answer:
    """Answer `GET target` (path and query); `headers` have lower-case names."""
    parts = urlsplit(target)
    match unquote(parts.path).split("/")[1:]:
        case ["rss", asked]:
            return feed_answer(scene, asked, headers)
        case ["api", "query"]:
            return search_answer(scene, parts.query)
        case ["oai"]:
            return oai_answer(scene, parts.query)
        case ["list", category, "new"]:
            return listing_answer(scene, category, parts.query)
        case ["api", "daily_papers"]:
            return daily_answer(scene, parts.query, headers)
        case ["feeds", name]:
            return blog_answer(scene, name, headers)
        case ["static", "virtual", "data", name]:
            return virtual_answer(scene, name, headers)
        case ["anthology", name]:
            return anthology_answer(scene, name, headers)
        case _:
            return page_answer(404, "404 Not Found")


def refusal(fault: Fault) -> Answer:
    """Return what comes instead of an answer when the server refuses."""
    said = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    return Answer(fault.status, b"Rate exceeded.", "text/plain", said)


def spoilt(right: Answer, fault: Fault) -> Answer:
    """Return the answer with its body cut, emptied or replaced by a web page."""
    match fault.trouble:
        case "cut":
            return replace(right, body=half(right.body))
        case "empty":
            return replace(right, body=b"")
        case "web-page":
            return page_answer(200, "Please log in")
        case _:
            return right


def half(body: bytes) -> bytes:
    """Return the first half."""
    return body[: len(body) // 2]
