"""Opens what the verbs work with, each part when it is first needed, and closes what was opened."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import __version__
from tracker.app import assembly
from tracker.config.settings import Settings
from tracker.model.clock import Clock

# Imported where they are used: a command pays only for the workshops it enters.
if TYPE_CHECKING:
    from tracker.delivery import Channel
    from tracker.digest.render import Renderer
    from tracker.http import Http
    from tracker.jobs.issue import Desk
    from tracker.model.roadmap import Roadmap
    from tracker.ranking.ranker import Ranker
    from tracker.sources import Source, Tools
    from tracker.store.store import Store

PROJECT_URL = "https://github.com/paper-tracker/tracker"


class Workbench:
    """The opened parts of one configuration; `close` ends requests in flight and the database."""

    def __init__(
        self, settings: Settings, base: Path, clock: Clock, environ: Mapping[str, str] = os.environ
    ) -> None:
        self.settings = settings
        self.clock = clock
        self._base = base
        self._environ = environ
        self._opened = ExitStack()
        self._sources: tuple[Source, ...] = ()

    @property
    def database_url(self) -> str:
        return assembly.database_url(self.settings, self._base)

    @cached_property
    def store(self) -> "Store":
        """The database, made where it is absent and upgraded where it is older."""
        from tracker.store.store import Store

        store = Store.open(self.database_url, self.clock, create=True, upgrade=True)
        self._opened.callback(store.close)
        return store

    @cached_property
    def http(self) -> "Http":
        from tracker.http import Http, Identity

        settings = self.settings
        http = Http(
            Identity("tracker", __version__, PROJECT_URL, settings.http.contact or None),
            self.store.gate,
            self.clock,
            allow_hosts=frozenset(settings.http.allow_hosts),
            groups=assembly.gate_groups(settings),
            pace={"arxiv.org": settings.arxiv.pace_seconds},
            default_pace=settings.http.pace_seconds,
        )
        self._opened.callback(http.close)
        return http

    @property
    def sources(self) -> "tuple[Source, ...]":
        """Every enabled source; those of venues come and go with their years."""
        from tracker.sources import open_source

        specs = assembly.source_specs(self.settings, self.clock().date())
        if specs != tuple(each.spec for each in self._sources):
            self._sources = tuple(open_source(spec, self._tools) for spec in specs)
        return self._sources

    @cached_property
    def _tools(self) -> "Tools":
        from tracker.sources import Tools
        from tracker.sources.parsing import FeedParser

        parser = FeedParser()
        self._opened.callback(parser.close)
        account = assembly.openreview_account(self.settings, self._base, self._environ)
        return Tools(self.http, parser, {"openreview": account} if account else {})

    @cached_property
    def roadmap(self) -> "Roadmap":
        from tracker.ranking.roadmap_file import read_roadmap

        return read_roadmap(assembly.roadmap_file(self.settings, self._base))

    @cached_property
    def ranker(self) -> "Ranker":
        from tracker.model.roadmap import Watch
        from tracker.ranking.background import builtin_background
        from tracker.ranking.ranker import Ranker, Weights

        watch = tuple(
            Watch(each.name or ", ".join(each.authors + each.phrases), each.authors, each.phrases)
            for each in self.settings.watch
        )
        return Ranker(self.roadmap, Weights(), builtin_background(), watch)

    @cached_property
    def desk(self) -> "Desk":
        from tracker.jobs.issue import Desk

        return Desk(
            self.roadmap,
            self.ranker.fingerprint,
            self.settings.ranking.quiet_below,
            self.settings.arxiv.categories if self.settings.arxiv.enabled else (),
            self.settings.arxiv.mailing_free,
        )

    @cached_property
    def renderer(self) -> "Renderer":
        from tracker.digest.render import Renderer

        site = self.settings.site
        return Renderer(
            base_url=site.base_url,
            project_url=PROJECT_URL,
            unsubscribe=assembly.bare_address(self.settings.smtp.sender),
            title=site.title,
            lang=site.lang,
        )

    @cached_property
    def channels(self) -> "dict[str, Channel]":
        from tracker.delivery import open_channel

        options = assembly.channel_options(self.settings, self._base, self._environ)
        return {name: open_channel(name, each) for name, each in options.items()}

    def new_message_id(self) -> str:
        """Return a Message-ID that nobody can guess and that names no host of ours."""
        import secrets

        return f"<{secrets.token_hex(16)}@{assembly.mail_domain(self.settings)}>"

    def interrupt(self) -> None:
        """Cut the requests in flight, where any part has opened the network."""
        if "http" in self.__dict__:
            self.http.close()

    def close(self) -> None:
        """Close what was opened, newest first."""
        self._opened.close()
