"""How colleagues at an item are shown: a sign and initials in the list, words above the conversation."""

from __future__ import annotations

from collections.abc import Mapping

from meydan.insight.text import one_line
from meydan.panes.spans import Span
from meydan.panes.speech import Speech
from meydan.store.rows.together import Company

LOOKS, ANSWERS = "•", "✎"


def initials(name: str) -> str:
    """Two letters for a name: the first of its first two words, or of its only one."""
    words = one_line(name).split()
    return "".join(word[0] for word in words[:2]) if len(words) > 1 else "".join(words)[:2]


def company_marks(company: Company, names: Mapping[str, str], me: str) -> dict[int, Span]:
    """By item what its line shows: `✎MK` for who answers, else `•MK` for who looks, `+` for more of them."""
    marks: dict[int, Span] = {}
    for item_id, logins in company.viewing.items():
        more = "+" if len(logins) > 1 else ""
        marks[item_id] = Span(f"{LOOKS}{initials(names.get(logins[0], logins[0]))}{more}", "blue")
    for item_id, typist in company.typing.items():
        if typist.login != me:
            marks[item_id] = Span(f"{ANSWERS}{initials(names.get(typist.login, typist.login))}", "amber")
    return marks


def company_words(
    company: Company, item_id: int, names: Mapping[str, str], me: str, speech: Speech
) -> tuple[Span, ...]:
    """Who answers an item and since when, and who else looks at it."""
    words: list[Span] = []
    typist = company.typing.get(item_id)
    others = company.viewing.get(item_id, ())
    if typist is not None and typist.login != me:
        name = one_line(names.get(typist.login, typist.login))
        since = speech.clock(typist.since)
        words.append(Span(speech.say("{name} is answering since {time}", name=name, time=since), "amber"))
        others = tuple(login for login in others if login != typist.login)
    if others:
        listed = ", ".join(one_line(names.get(login, login)) for login in others)
        words.append(Span(speech.say("also here: {names}", names=listed), "blue"))
    return tuple(words)
