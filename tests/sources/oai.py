"""Answers of an OAI server, written down by hand where a test cares about one field of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from lxml import etree
from lxml.builder import ElementMaker

_OAI = ElementMaker(
    namespace="http://www.openarchives.org/OAI/2.0/",
    nsmap={None: "http://www.openarchives.org/OAI/2.0/"},
)
_RAW = ElementMaker(
    namespace="http://arxiv.org/OAI/arXivRaw/", nsmap={None: "http://arxiv.org/OAI/arXivRaw/"}
)


@dataclass(frozen=True)
class Told:
    """A record as the server tells of it; `versions` are their submission times.

    `source_type` is that of the last one.
    """

    id: str
    versions: Sequence[datetime]
    datestamp: date
    categories: str = "cs.CL"
    title: str = "A title"
    doi: str = ""
    source_type: str = "D"
    status: str = ""


def page(records: Sequence[Told], answered_at: datetime, token: str | None = None) -> bytes:
    listed = _OAI.ListRecords(*(_record(each) for each in records))
    if token is not None:
        listed.append(_OAI.resumptionToken(token))
    return _answer(answered_at, listed)


def error(code: str, answered_at: datetime) -> bytes:
    return _answer(answered_at, _OAI.error("Something about it.", code=code))


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def _answer(answered_at: datetime, content: etree._Element) -> bytes:
    said = answered_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    root = _OAI("OAI-PMH", _OAI.responseDate(said), _OAI.request("x"), content)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _record(told: Told) -> etree._Element:
    header = _OAI.header(
        _OAI.identifier(f"oai:arXiv.org:{told.id}"), _OAI.datestamp(told.datestamp.isoformat())
    )
    if told.status:
        header.set("status", told.status)
        return _OAI.record(header)
    return _OAI.record(header, _OAI.metadata(_raw(told)))


def _raw(told: Told) -> etree._Element:
    versions = [
        _RAW.version(
            _RAW.date(format_datetime(at.astimezone(UTC), usegmt=True)),
            _RAW.source_type(told.source_type if number == len(told.versions) else "D"),
            version=f"v{number}",
        )
        for number, at in enumerate(told.versions, start=1)
    ]
    doi = [_RAW.doi(told.doi)] if told.doi else []
    return _RAW.arXivRaw(
        _RAW.id(told.id),
        _RAW.submitter("Ann Other"),
        *versions,
        _RAW.title(told.title),
        _RAW.authors("Ann Other"),
        _RAW.categories(told.categories),
        *doi,
        _RAW.abstract("  Text.\n"),
    )


def _rfc822(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
