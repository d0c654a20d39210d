"""Where one thought of a comment ends and the next begins."""

import pytest

from tracker.venues.clauses import clauses_of


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Accepted to CVPR 2026. Project page", ("Accepted to CVPR 2026", "Project page")),
        ("ICLR 2026; 12 pages | code", ("ICLR 2026", "12 pages", "code")),
        ("Accepted by AAAI 2026.Code follows", ("Accepted by AAAI 2026", "Code follows")),
        ("PMLR vol. 306, Proc. of ICML", ("PMLR vol. 306, Proc. of ICML",)),
        ("J. Smith et al. at ACL", ("J. Smith et al. at ACL",)),
        ("V1.1 appeared in NeurIPS", ("V1.1 appeared in NeurIPS",)),
        ("Quo Vadis? workshop at ICCV", ("Quo Vadis? workshop at ICCV",)),
        (
            "4th HCI Workshop (bridging; part of EMNLP)",
            ("4th HCI Workshop (bridging, part of EMNLP)",),
        ),
        ("hard\n  wrapped", ("hard wrapped",)),
        (" . ; ", ()),
        ("", ()),
    ],
)
def test_a_comment_falls_into_clauses(text: str, clauses: tuple[str, ...]) -> None:
    assert clauses_of(text) == clauses


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/x/ICCV2025-TUNA",
        "https: //github.com/x/ICCV2025-TUNA",
        "github.com/x/ICCV2025-TUNA",
        "aqua-iclr2026.github.io",
        "www.neurips.cc/2025",
        "arXiv:2408.14802",
        "someone@neurips.cc",
    ],
)
def test_addresses_say_nothing_and_end_no_sentence_of_ours(address: str) -> None:
    assert clauses_of(f"Code at {address}. Accepted") == ("Code at", "Accepted")
