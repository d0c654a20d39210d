"""The line of a venue and year: what its sources told, put together."""

from tests.builders import programme
from tracker.model.venues import VenueLine


def test_lists_that_add_up_are_counted_together_and_those_that_repeat_once() -> None:
    early = programme(source="venue/acl-2025", counts=(("main", 1699), ("demo", 60)))
    findings = programme(source="venue/acl-2025-findings", counts=(("findings", 1387),))
    print_ = programme(source="proceedings/acl-2025", counts=(("main", 1700),))
    line = VenueLine("ACL", 2025, (early, findings, print_))
    assert line.counts == (("main", 1700), ("findings", 1387), ("demo", 60))
