"""Reads the venue out of a DOI, the strongest evidence that a paper was published there."""

import re

from tracker.model.papers import VenueMention
from tracker.venues.catalogue import Venue, venue_named

_ANTHOLOGY = re.compile(r"10\.18653/v1/(?P<year>\d{4})\.(?P<event>[a-z]+)-(?P<volume>[a-z]+)\.\d+")
# Until 2019 a letter named the venue; only the first volume was the main one in every year.
_LETTERED = re.compile(r"10\.18653/v1/(?P<event>[pdne])(?P<year>\d\d)-1\d{3}")
_TACL = re.compile(r"10\.1162/(?P<event>tacl)_a_\d+")
_IEEE = re.compile(r"10\.1109/(?P<event>cvpr|iccv|wacv)(?P<part>w?)\d*\.(?P<year>\d{4})\.\d+")
_AAAI = re.compile(r"10\.1609/(?P<event>aaai)\.v(?P<number>\d+)i\d+\.\d+")
_IJCAI = re.compile(r"10\.24963/(?P<event>ijcai)\.(?P<year>\d{4})/\d+")
_PUBLISHERS = (_ANTHOLOGY, _LETTERED, _TACL, _IEEE, _AAAI, _IJCAI)

_EVENTS = {"p": "ACL", "d": "EMNLP", "n": "NAACL", "e": "EACL", "ijcnlp": "AACL"}
_VOLUMES = {
    **dict.fromkeys(("long", "short", "main"), "main"),
    **dict.fromkeys(("demo", "demos"), "demo"),
    **dict.fromkeys(("tutorial", "tutorials"), "tutorial"),
    "srw": "srw",
    "industry": "industry",
}


def mention_by_doi(doi: str) -> VenueMention | None:
    """Return the venue that a DOI itself names, None for those that name none of ours.

    >>> mention_by_doi("10.18653/v1/2025.acl-long.41").venue
    'ACL'
    """
    for publisher in _PUBLISHERS:
        match = publisher.fullmatch(doi.lower())
        if match:
            return _mention(match.groupdict(), doi)
    return None


def _mention(told: dict[str, str], doi: str) -> VenueMention | None:
    event, volume = told["event"], told.get("volume", "main")
    findings = event == "findings"
    venue = venue_named(volume if findings else _EVENTS.get(event, event))
    kind = "findings" if findings else "workshop" if told.get("part") else _VOLUMES.get(volume)
    if not venue or not kind:
        return None
    kind = "journal" if venue.journal else kind
    address = f"https://doi.org/{doi}"
    return VenueMention(venue.name, _year(told, venue), kind, None, "accepted", address)


def _year(told: dict[str, str], venue: Venue) -> int | None:
    if "number" in told:
        return venue.year_of(int(told["number"]))
    year = told.get("year", "")
    return 2000 + int(year) if len(year) == 2 else int(year or 0) or None
