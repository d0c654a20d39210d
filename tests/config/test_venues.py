"""Which lists of which venues and years are followed, and what a mistake in them says."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tracker.app.assembly import source_specs
from tracker.config import Settings, load
from tracker.config.checking import check, only_allowed_hosts
from tracker.config.venues import followed_lists, followed_venues, shipped_venues
from tracker.errors import ConfigError

TODAY = date(2026, 11, 23)
LOOPBACK = (
    "[http]\nallow_hosts = ['127.0.0.1']\n[arxiv]\nrss_url = 'http://127.0.0.1/rss'\n"
    "api_url = 'http://127.0.0.1/api'\n"
)


def configured(folder: Path, text: str) -> Settings:
    file = folder / "tracker.toml"
    file.write_text(text, encoding="utf-8")
    settings, _ = load(file, {})
    check(settings)
    return settings


def names(settings: Settings, today: date = TODAY) -> list[str]:
    return [each.name for each in followed_lists(settings, today)]


def test_without_any_configuration_the_five_venues_of_the_roadmap_are_followed() -> None:
    assert [each.name for each in followed_venues(Settings())] == [
        "NeurIPS", "ICML", "ICLR", "ACL", "CVPR",
    ]  # fmt: skip
    early = [each for each in names(Settings()) if each.startswith("venue/")]
    assert early == [
        *("venue/neurips-2025", "venue/neurips-2026", "venue/icml-2025", "venue/icml-2026"),
        *("venue/iclr-2025", "venue/iclr-2026"),
        *("venue/acl-2025", "venue/acl-2025-findings", "venue/acl-2026"),
        *("venue/acl-2026-findings", "venue/cvpr-2025", "venue/cvpr-2026"),
    ]
    # NeurIPS 2026 has not been held yet, and the Anthology is ACL's proceedings itself.
    held = ("neurips-2025", "icml-2025", "icml-2026", "iclr-2025", "iclr-2026")
    held += ("cvpr-2025", "cvpr-2026")
    finals = {f"{kind}/{meeting}" for kind in ("proceedings", "dblp") for meeting in held}
    assert set(names(Settings())) - set(early) == finals


def test_final_lists_come_with_the_end_of_a_meeting_and_can_be_left_out(tmp_path: Path) -> None:
    settings = configured(tmp_path, '[[venues]]\nname = "ICML"\nyears = [2026]\n')
    assert names(settings, date(2026, 6, 30)) == ["venue/icml-2026"]
    later = followed_lists(settings, date(2026, 7, 1))
    assert [each.name for each in later] == [
        *("venue/icml-2026", "proceedings/icml-2026", "dblp/icml-2026"),
    ]
    assert later[1].url == "https://proceedings.mlr.press/v306/assets/bib/citeproc.yaml"
    none = configured(tmp_path, '[[venues]]\nname = "ICML"\nyears = [2026]\nfinals = false\n')
    assert names(none) == ["venue/icml-2026"]


def test_openreview_is_read_only_with_an_account(tmp_path: Path) -> None:
    entry = (
        '[[venues]]\nname = "ICML"\nyears = [2026]\nkind = "openreview"\n'
        'url = "https://api2.openreview.net/notes?content.venueid=ICML.cc/{year}/Conference"\n'
    )
    with pytest.raises(ConfigError, match=r"openreview\.username"):
        configured(tmp_path, entry)
    (found,) = followed_lists(
        configured(tmp_path, entry + '[openreview]\nusername = "toy"\npassword = "secret"\n'), TODAY
    )
    assert found.url.endswith("venueid=ICML.cc/2026/Conference")


@pytest.mark.parametrize(
    ("today", "venue", "years"),
    [
        (date(2026, 1, 10), "NeurIPS", [2025]),
        (date(2026, 1, 10), "ICLR", [2025]),
        (date(2026, 1, 25), "ICLR", [2025, 2026]),
        (date(2026, 9, 23), "NeurIPS", [2025]),
        (date(2026, 9, 24), "NeurIPS", [2025, 2026]),
        (date(2026, 11, 23), "ICCV", [2025]),
        (date(2026, 11, 23), "ECCV", [2026]),
        (date(2027, 11, 23), "ICCV", [2027]),
        (date(2028, 3, 1), "ICCV", [2027]),
        (date(2026, 11, 23), "NAACL", [2025]),
        (date(2026, 11, 23), "EACL", [2026]),
        (date(2031, 12, 1), "ICML", [2030, 2031]),
    ],
)
def test_the_years_are_this_ones_and_the_last_ones_once_the_venue_has_notified(
    tmp_path: Path, today: date, venue: str, years: list[int]
) -> None:
    settings = configured(tmp_path, f'[[venues]]\nname = "{venue}"\n')
    found = {int(each.split("-")[1]) for each in names(settings, today)}
    assert sorted(found) == years


def test_a_list_knows_its_address_and_its_calendar() -> None:
    (spec,) = (each for each in source_specs(Settings(), TODAY) if each.name == "venue/icml-2026")
    assert spec.kind == "virtual-site"
    assert spec.url == "https://icml.cc/static/virtual/data/icml-2026-orals-posters.json"
    assert (spec.group, spec.every) == ("venue", timedelta(days=7))
    assert dict(spec.options) == {
        "venue": "ICML",
        "year": 2026,
        "notified": "2026-04-30",
        "ends": "2026-07-11",
    }


def test_the_dates_of_other_years_fall_like_the_nearest_ones() -> None:
    icml = shipped_venues()["icml"]
    assert icml.window(2029) == (date(2029, 4, 30), date(2029, 7, 11))
    assert icml.window(2021) == (date(2021, 5, 1), date(2021, 7, 19))


def test_every_shipped_venue_has_an_address_that_is_whole() -> None:
    everything = "".join(
        f'[[venues]]\nname = "{each.name}"\n' for each in shipped_venues().values()
    )
    lists = followed_lists(settings_of(everything), TODAY)
    assert len(lists) >= 15
    for each in lists:
        assert each.url.startswith("https://")
        assert "{" not in each.url
        assert set(each.options) >= {"venue", "year", "notified", "ends"}
    assert len({each.name for each in lists}) == len(lists)


def settings_of(text: str) -> Settings:
    import tomllib

    import msgspec

    return msgspec.convert(tomllib.loads(text), Settings)


def test_names_are_found_however_they_are_written_and_findings_come_along(tmp_path: Path) -> None:
    settings = configured(tmp_path, '[[venues]]\nname = "emnlp"\nyears = [2025]\n')
    assert names(settings) == ["venue/emnlp-2025", "venue/emnlp-2025-findings"]
    assert followed_lists(settings, TODAY)[1].options["volumes"] == ["emnlp"]
    assert followed_lists(settings, TODAY)[0].options["venue"] == "EMNLP"


def test_findings_are_not_asked_for_before_there_were_any(tmp_path: Path) -> None:
    assert names(configured(tmp_path, '[[venues]]\nname = "ACL"\nyears = [2020]\n')) == [
        "venue/acl-2020"
    ]


def test_an_address_of_ones_own_takes_the_place_of_the_built_in_ones(tmp_path: Path) -> None:
    text = '[[venues]]\nname = "ACL"\nyears = [2025]\nurl = "https://mirror.test/{year}.xml"\n'
    (found,) = followed_lists(configured(tmp_path, text), TODAY)
    assert (found.name, found.kind) == ("venue/acl-2025", "anthology")
    assert found.url == "https://mirror.test/2025.xml"
    assert found.options["ends"] == "2025-08-01"


def test_a_venue_that_does_not_ship_is_a_virtual_site_unless_it_says_otherwise(
    tmp_path: Path,
) -> None:
    text = (
        '[[venues]]\nname = "AAAI"\nurl = "https://aaai.test/{year}-orals-posters.json"\n'
        '[[venues]]\nname = "CoNLL"\nyears = [2025]\nkind = "anthology"\nurl = "https://a.test/c.xml"\n'
    )
    found = followed_lists(configured(tmp_path, text), TODAY)
    assert [(each.name, each.kind) for each in found] == [
        ("venue/aaai-2025", "virtual-site"),
        ("venue/aaai-2026", "virtual-site"),
        ("venue/conll-2025", "anthology"),
    ]
    assert dict(found[0].options) == {"venue": "AAAI", "year": 2025}


def test_the_hosts_of_the_built_in_lists_can_be_moved(tmp_path: Path) -> None:
    text = (
        '[venue_urls]\nicml = "http://127.0.0.1:8080/"\n[[venues]]\nname = "ICML"\nyears = [2026]\n'
        "finals = false\n"
    )
    (found,) = followed_lists(configured(tmp_path, text), TODAY)
    assert found.url == "http://127.0.0.1:8080/static/virtual/data/icml-2026-orals-posters.json"


@pytest.mark.parametrize(
    "text",
    ["venues = []", "[arxiv]\nenabled = false", LOOPBACK],
    ids=["none named", "arXiv switched off", "arXiv played by another server"],
)
def test_no_venue_is_asked_where_nobody_expects_it(tmp_path: Path, text: str) -> None:
    assert names(configured(tmp_path, text)) == []


def test_venues_count_among_the_hosts_that_a_set_clock_may_not_meet(tmp_path: Path) -> None:
    quiet = "feeds = []\n" + LOOPBACK
    assert only_allowed_hosts(configured(tmp_path, quiet))
    real = quiet + '[[venues]]\nname = "ICML"\nfinals = false\n'
    assert not only_allowed_hosts(configured(tmp_path, real))
    assert only_allowed_hosts(
        configured(tmp_path, real + '[venue_urls]\nicml = "http://127.0.0.1:1"\n')
    )


TOY = 'name = "Toy"\nurl = "https://x.test/'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "ICCV"\nyears = [2026]', "no ICCV in 2026; there is one in 2025 and in 2027"),
        (
            'name = "ECCV"\nyears = [2024, 2025]',
            "no ECCV in 2025; there is one in 2024 and in 2026",
        ),
        ('name = "NAACL"\nyears = [2026]', "no NAACL in 2026; there is one in 2025 and in 2027"),
        ('name = "ICLR"\nyears = [2012]', "the first whose list can be read is that of 2013"),
        ('name = "ICLR"\nyears = [20266]', "venues[1].years: there is no ICLR in 20266"),
        ('name = "ICLR"\nyears = ["2026"]', "venues[1].years[1]: expected int, got string"),
        (
            'name = "NIPS"',
            "venues[1].url: missing, and no venue 'NIPS' ships (did you mean NeurIPS?)",
        ),
        ('name = "Toy"', "(there are: NeurIPS, ICML, "),
        ('name = "ICML"\nyear = [2026]', "venues[1].year (did you mean years?)"),
        ('name = "ICML"\nkind = "anthology"', "venues[1].kind: needs a url"),
        (TOY + '{year}"\nkind = "gopher"', "kind: no kind 'gopher'; there are anthology, "),
        (TOY + '"\nyears = [2025, 2026]', "venues[1].url: https://x.test/ needs {year}"),
        (TOY + '"', "venues[1].url: https://x.test/ needs {year}"),
        ('name = "Toy"\nurl = "ftp://x/{year}"', "ftp://x/{year} is not an http or https address"),
        ('name = "ICML"\nyears = [2026, 2026]', "venues: icml 2026 stands there twice"),
        (
            'name = "ICML"\n[venue_urls]\nicml = "icml.cc"',
            "venue_urls.icml: icml.cc is not an http",
        ),
        ('name = "ICML"\n[venue_urls]\nimcl = "x"', "venue_urls.imcl (did you mean icml?)"),
    ],
)
def test_a_venue_that_cannot_work_is_78_and_says_what_is_right(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        configured(tmp_path, f"[[venues]]\n{text}\n")
    assert said in str(caught.value)
    assert caught.value.exit_code == 78


def test_a_venue_that_is_named_twice_is_followed_once(tmp_path: Path) -> None:
    text = '[[venues]]\nname = "ICML"\nyears = [2026]\n[[venues]]\nname = "icml"\n'
    text = text.replace("\n[[", "\nfinals = false\n[[") + "finals = false\n"
    assert names(configured(tmp_path, text)) == ["venue/icml-2026", "venue/icml-2025"]
