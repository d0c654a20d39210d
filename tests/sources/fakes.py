"""A network that answers from memory, with the interface of the real one."""

import hashlib
from collections.abc import Callable, Mapping
from typing import cast

from tracker.http import FEEDS, Http, Limits, Response, Validators
from tracker.model.harvests import Batch
from tracker.sources import Account, Tools
from tracker.sources.parsing import FeedParser


class FakeHttp:
    """Answers every address with `body`, or what that returns for it; remembers the questions."""

    def __init__(
        self, body: bytes | Callable[[str], bytes], headers: Mapping[str, str] | None = None
    ) -> None:
        self.body = body
        self.headers = dict(headers or {})
        self.asked: list[str] = []
        self.posted: list[tuple[str, bytes]] = []
        self.validators: list[Validators | None] = []

    def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        limits: Limits | None = None,
        accept: str = FEEDS,
        token: str = "",
    ) -> Response:
        self.asked.append(url)
        self.validators.append(validators)
        body = self.body if isinstance(self.body, bytes) else self.body(url)
        kept = Validators(self.headers.get("etag"), None, hashlib.sha256(body).hexdigest())
        same = validators is not None and validators.body_sha256 == kept.body_sha256
        return Response(url, 200, self.headers, body, kept, unchanged=same)

    def post(self, url: str, content: bytes, *, limits: Limits | None = None) -> Response:
        """Let everybody in."""
        self.posted.append((url, content))
        return Response(url, 200, {}, b'{"token": "let-in"}', Validators(), unchanged=False)


def tools(http: FakeHttp, parser: FeedParser) -> Tools:
    return Tools(cast(Http, http), parser, {"openreview": Account("toy", "secret")})


def brings_something(batch: Batch) -> bool:
    return bool(batch.announcements or batch.papers or batch.posts)
