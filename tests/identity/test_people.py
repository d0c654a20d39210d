"""One person has many spellings, and a list of authors many orders."""

import pytest

from tracker.identity.people import agreement, author_key, people
from tracker.model.papers import Author


def authors(*names: str) -> tuple[Author, ...]:
    return tuple(map(Author, names))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lovelace", "Lovelace, Ada"),
        ("Ada Lovelace", "A. Lovelace"),
        ("Ada King Lovelace", "Ada Lovelace"),
        ("Mihaela van der Schaar", "M van der Schaar"),
        ("Ilya Kaufman Sirot", "Ilya Kaufman"),
        ("Carlos Stein Naves de Brito", "Carlos Stein Brito"),
        ("Wei Zhang", "Zhang Wei"),
        ("Wei Zhang 0003", "Wei Zhang"),
        ("Xiao-Ming Wu", "Xiaoming Wu"),
        ("Xiao Ming Wu", "Xiaoming Wu"),
        ("Martin Luther King Jr.", "King, Martin Luther"),
        ("Zoë Example-Núñez", "Zo\\\"e Example-N\\'u\\~nez"),
        ("Emre Kıcıman", "Emre Kiciman"),
        ("Paul MONTAGUE", "Paul Montague"),
        ("João Henriques*", "Joao F. Henriques"),
        ("Zoë Example (Lab of Toys, Example University)", "Zoe Example"),
        ("Gemma Team", "Gemma team"),
        ("李明", "李明"),
        ("Madonna", "Madonna"),
    ],
)
def test_spellings_of_one_person_agree(one: str, other: str) -> None:
    found = agreement(authors(one), authors(other))
    assert (found.known, found.shared, found.share, found.ends) == (True, 1, 1.0, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yi Li", "Yi Liu"),
        ("Wei Zhang", "Jun Zhang"),
        ("A. Lovelace", "B. Lovelace"),
        ("Gemma Team", "Qwen Team"),
        ("J. L.", "J. L. Borges"),
    ],
)
def test_other_persons_do_not_agree(one: str, other: str) -> None:
    assert agreement(authors(one), authors(other)).shared == 0


def test_order_does_not_matter_but_the_ends_are_told() -> None:
    found = agreement(authors("A Ada", "B Bob", "C Cid"), authors("C Cid", "A Ada", "B Bob"))
    assert (found.share, found.ends) == (1.0, False)


def test_share_is_of_the_longer_list_and_cover_of_the_shorter() -> None:
    found = agreement(authors("A Ada", "B Bob"), authors("A Ada", "B Bob", "C Cid", "D Dan"))
    assert (found.shared, found.share, found.cover) == (2, 0.5, 1.0)


def test_namesakes_in_one_list_are_two() -> None:
    assert agreement(authors("Wei Li", "Wei Li"), authors("Wei Li", "Jun Wu")).shared == 1


@pytest.mark.parametrize("nobody", [(), ("Anonymous",), ("Anonymous Authors",), ("", "***")])
def test_nobody_is_not_known(nobody: tuple[str, ...]) -> None:
    assert not agreement(authors(*nobody), authors("Ada Lovelace")).known


def test_all_authors_in_one_string_are_told_apart() -> None:
    assert len(people(authors("Ada Lovelace, Alan Turing, Grace Hopper"))) == 3
    assert len(people(authors("Ada Lovelace, Alan Turing"))) == 2
    assert len(people(authors("Lovelace, Ada"))) == 1


def test_a_thousand_authors_are_compared_at_once() -> None:
    many = [f"Given{n} Surname{n}" for n in range(3000)]
    other = [f"{name[0]}. {name.split()[1]}" for name in many]
    assert agreement(authors(*many), authors(*many[::-1])).share == 1
    assert agreement(authors(*many), authors(*other)).known


def test_the_key_is_made_of_the_first_and_the_last_author() -> None:
    assert author_key(authors("Ada King Lovelace", "X Y", "Turing, Alan M.")) == "alovelace aturing"
    assert author_key(authors("Ada Lovelace", "X Y", "Alan Turing, Jr.")) == "alovelace aturing"
    assert author_key(authors("A. Lovelace", "Alan Mathison Turing")) == "alovelace aturing"
    assert author_key(authors("Ada Lovelace")) == "alovelace"
    assert author_key(authors("Ada Lovelace, X Y, Alan Turing")) == "alovelace aturing"
    assert author_key(authors("Gemma Team")) == "gteam"
    assert author_key(()) == ""
