"""Lets the `arxiv` package fetch through our client, and refuses the answers it would misread.

The package takes an empty page, a web page and "Rate exceeded." for "no results", and drops in
silence what stands behind a cut; it paces and names itself, which is our client's business.
"""

from typing import Any

import arxiv
import requests

from tracker.errors import BadData
from tracker.http import Http, Limits
from tracker.sources.strict_xml import read_strictly

_ATOM = "{http://www.w3.org/2005/Atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_LIMITS = Limits(deadline=120.0, read=60.0)  # Uncached queries take their time.


def search(
    http: Http, api_url: str, query: arxiv.Search, page_size: int
) -> tuple[list[arxiv.Result], int]:
    """Return all results of `query` and how many arXiv says there are.

    Raises BadData for a page that is not whole and sound, and what `Http.get` raises.
    """
    session = _Session(http)
    client = arxiv.Client(page_size=page_size, delay_seconds=0, num_retries=0)
    client.query_url_format = f"{api_url}?{{}}"
    client._session = session  # Private, but the only way in; pinned to version 4 and tested.
    try:
        return list(client.results(query)), session.total
    except (arxiv.ArxivError, ValueError) as error:  # ValueError: a date that is none.
        raise BadData(f"arXiv's API sent what cannot be read: {error}") from error


def count_results(body: bytes) -> int:
    """Return what a page of results says of their number; raises BadData for anything else."""
    feed = read_strictly(body, "arXiv's API", "feed", f"{_ATOM}feed")
    total = feed.findtext(f"{_OPENSEARCH}totalResults", "").strip()
    if not total.isdigit():
        raise BadData("arXiv's API sent a feed that is no page of results")
    entries = feed.findall(f"{_ATOM}entry")
    for entry in entries:
        if "/api/errors" in entry.findtext(f"{_ATOM}id", ""):
            raise BadData(f"arXiv's API says: {entry.findtext(f'{_ATOM}summary', '').strip()}")
    start = feed.findtext(f"{_OPENSEARCH}startIndex", "0").strip()
    if not entries and start.isdigit() and int(total) > int(start):
        raise BadData(f"arXiv's API counts {total} results and sent none")
    return int(total)


class _Session(requests.Session):
    """Answers the package's requests with pages that were fetched by `http` and checked."""

    def __init__(self, http: Http) -> None:
        super().__init__()
        self._http = http
        self.total = 0

    def get(self, url: str | bytes, **_: Any) -> requests.Response:
        """Return the page at `url`; the package's own headers are left out."""
        fetched = self._http.get(str(url), limits=_LIMITS)
        self.total = max(self.total, count_results(fetched.body))
        response = requests.Response()
        response.status_code = requests.codes.ok
        response.url = fetched.url
        response._content = fetched.body
        return response
