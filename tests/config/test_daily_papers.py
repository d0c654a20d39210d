"""Where Hugging Face's daily papers are asked for: its own server, a stand-in, or nowhere."""

from datetime import date, timedelta

from msgspec.structs import replace

from tracker.app.assembly import source_specs
from tracker.config import Settings
from tracker.config.settings import Arxiv, HfDaily

OWN = "https://huggingface.co/api/daily_papers"
TODAY = date(2026, 11, 23)
PLAYED = Arxiv(rss_url="http://127.0.0.1:9/rss")


def test_with_arxiv_itself_they_come_from_hugging_face_at_most_every_two_hours() -> None:
    assert Settings().daily_papers_url == OWN
    (spec,) = (each for each in source_specs(Settings(), TODAY) if each.kind == "hf-daily")
    assert (spec.name, spec.url, spec.group) == ("Hugging Face daily papers", OWN, "community")
    assert spec.every == timedelta(hours=2)
    assert spec.options == {"first_days": 7}


def test_who_plays_arxiv_or_leaves_it_out_asks_hugging_face_for_nothing() -> None:
    for arxiv in (PLAYED, Arxiv(enabled=False)):
        settings = Settings(arxiv=arxiv, feeds=())
        assert settings.daily_papers_url == ""
        assert all(each.kind != "hf-daily" for each in source_specs(settings, TODAY))


def test_another_address_is_asked_wherever_arxiv_comes_from() -> None:
    stand_in = HfDaily(url="http://127.0.0.1:9/api/daily_papers")
    settings = Settings(arxiv=PLAYED, hf_daily=stand_in)
    assert settings.daily_papers_url == stand_in.url


def test_they_can_be_switched_off() -> None:
    settings = replace(Settings(), hf_daily=HfDaily(enabled=False, url="https://hub.test/"))
    assert settings.daily_papers_url == ""
