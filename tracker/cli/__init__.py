"""The program `tracker`: every command is a module that is loaded only when it is called."""

import gc
import os
import sys

# A command makes few circles of garbage, but its imports make many objects: collecting at every
# 700th of them costs a question a tenth of its time.
gc.set_threshold(50_000)

import click  # noqa: E402  # after the line above, which is for its sake too

from tracker import __version__  # noqa: E402
from tracker.cli.group import Program  # noqa: E402

# name: (module in this folder, the line in the list of commands)
COMMANDS = {
    "demo": ("demo", "See the whole pipeline at work, offline, in under half a minute."),
    "init": ("init", "Write a commented configuration."),
    "run": ("run", "Do one cycle: fetch what is due, rank, issue, deliver, publish."),
    "daemon": ("run", "Do the same for ever."),
    "fetch": ("run", "Ask sources now."),
    "backfill": ("backfill", "Fill a range of announcement days."),
    "import": ("imports", "Load papers from files: the arXiv snapshot, or our JSON lines."),
    "papers": ("papers", "Ask questions of all papers seen so far."),
    "posts": ("posts", "List posts of labs and communities."),
    "show": ("show", "Show one paper whole."),
    "similar": ("similar", "List the papers most like a paper or a text."),
    "why": ("show", "Show the parts that a paper's score is the sum of."),
    "like": ("feedback", "Say that you like papers; --undo takes it back."),
    "dislike": ("feedback", "Say that you do not like papers."),
    "hide": ("feedback", "Hide papers from lists and digests."),
    "read": ("feedback", "Mark papers as read."),
    "unread": ("feedback", "Mark papers as not read."),
    "topics": ("topics", "List the topics of the roadmap, and how busy each is."),
    "roadmap": ("roadmap", "Show the roadmap, make one of your notes, check it."),
    "mustread": ("mustread", "List the papers that must be read, and what comes next."),
    "venues": ("venues", "List conferences, and how complete their lists are."),
    "sources": ("sources", "Show how each source is doing."),
    "coverage": ("coverage", "Show how complete each arXiv day is."),
    "digest": ("digest", "Show a digest: today's preview or an edition of the past."),
    "deliveries": ("digest", "List the outbox: what was sent to whom."),
    "publish": ("digest", "Write the site anew."),
    "config": ("config", "Show and check the configuration."),
    "db": ("db", "Show and bring up to date the database's schema."),
    "help": ("help", "Explain a command, or the exit codes."),
}


@click.group(cls=Program, commands_by_name=COMMANDS)
@click.version_option(__version__, message="tracker %(version)s")
def cli() -> None:
    """Follow arXiv, conferences and AI labs, and get one short digest a day that says why.

    \b
    tracker demo                            see it at work, offline
    tracker init                            write a configuration
    tracker run                             fetch, rank and issue what is due
    tracker papers "kv cache" --since 7d    ask questions
    """


def main() -> None:
    """Run the program with the arguments of this process."""
    code = cli.main()
    if "sqlalchemy" not in sys.modules:
        # A question has closed what it opened. Taking the interpreter apart takes longer than the
        # answer did (12 ms), so that is left to the system.
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
