"""Names the nearest right word for a wrong one."""

from collections.abc import Iterable

_SHOWN = 12


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean X?)`, or the first few there are where nothing is near."""
    import difflib  # costs a few ms, and only a mistake needs it

    by_folded = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.5)
    if near:
        return f" (did you mean {by_folded[near[0]]}?)"
    shown = list(by_folded.values())
    more = ", …" if len(shown) > _SHOWN else ""
    return f" (there are: {', '.join(shown[:_SHOWN])}{more})" if shown else ""
