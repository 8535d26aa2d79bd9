"""What the rooms that know no language show, so that people can read it in their own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from meydan.app.locale.words import WORDS
from meydan.app.ownmodel.problems import PROBLEMS
from meydan.app.reasons import REASONS
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.panes.speech import Speech

TOLD = (
    N_("no item {which}"),
    N_("no delivery {which}"),
    N_("no account on {platform}"),
    N_("no account {which}"),
    N_("no member {which}"),
    N_("no tag {which}"),
    N_("no saved_reply {which}"),
    N_("no split {which}"),
    N_("no post {which}"),
    N_("no target {which}"),
    N_("no inquiry {which}"),
    N_("no person {which}"),
    N_("no wave {which}"),
    N_("no phrase {which}"),
    N_("{login} has answered this already"),
    N_("{login} no longer asks this"),
    N_("person {id} and person {other} are joined already"),
    N_("person {id} is not joined to anybody"),
    N_("no rule {which}"),
    N_("no stream {which}"),
    N_("account {which} has no stream {name}"),
    N_("no brand yet"),
    N_("{name} still has deliveries in the outbox"),
    N_("post {id} is already {state}"),
    N_("the conversation around item {id} changed meanwhile"),
    N_("there is a rule {name} already"),
    N_("a rule needs a name"),
    N_("delivery {id} is {state}"),
    N_("target {id} is {state}"),
    N_("delivery {id} was changed by {login} meanwhile"),
    N_("other answers to the same item wait for approval: {ids}"),
    N_("another answer was approved"),
    N_("a rejection needs a reason"),
    N_("{login} may look, not write: the role is {role}"),
    N_("{login} may not send without approval: the role is {role}"),
    N_("{login} may not approve or reject: the role is {role}"),
    N_("the reply window closes at {moment}"),
    N_("the letter {key} already assigns to {login}"),
    N_("the letter {letter} already sets {name}"),
    N_("the code {code} and the code {other} begin alike: one would hide the other"),
    N_("a saved reply needs a code"),
    N_("another account ({platform}) is named {name}"),
    N_("{where}: there is no such file"),
    N_("{where}: this is no copy of a store"),
    N_("{where}: the database belongs to something else"),
    N_("{where}: copy a PostgreSQL store with pg_dump"),
    N_("{where}: restore a PostgreSQL store with pg_restore"),
    N_("{where}: the store is busy: another process held it too long ({error})"),
    N_("{where}: the disk is full: nothing was written ({error})"),
    N_("{where}: the disk cannot be written or read ({error})"),
    N_("{where}: the store is damaged ({error})"),
    N_("{where}: the store is damaged or no store at all ({error})"),
    N_("{where}: the store cannot be opened or made there ({error})"),
    N_("{where}: the store may not be written by this user ({error})"),
    N_("{where}: the store may not be used by this user ({error})"),
    N_("{where}: the database server does not answer ({error})"),
    N_("{where}: the database server does not answer"),
    N_("{where}: another process held it for more than {seconds} s"),
    N_(
        "{where} has schema version {found}, this program knows versions up to {known}: "
        "use the newer program that made it"
    ),
    N_("a SQLite store needs a file: sqlite:////path/to/file.db"),
    N_("a store is SQLite or PostgreSQL, not {backend}"),
    N_("{url} is no store address: sqlite:////path or postgresql+psycopg://..."),
    N_("The server could not be reached"),
    N_("The server failed"),
    N_("The platform asks to wait"),
    N_("The sign-in is no longer accepted"),
    N_("The answer was lost"),
    N_("The address is not valid"),
    N_("The server answered with a web page instead of data"),
    N_("The server answered with something that is no JSON"),
    N_("The server has moved to another address"),
    N_("The server points to an address that is not safe"),
    N_("The server redirects without end"),
    N_("The answer is larger than allowed"),
    N_("Another process is renewing this sign-in and does not finish"),
    N_("The server's answer made no sense"),
    N_("The server's answer to the sign-in made no sense"),
    N_("The answer is compressed in a way that was not asked for"),
    N_("The answer is compressed, but broken"),
    N_("There is no such stream"),
    N_("No stream of Mastodon has this name"),
    N_("It did not arrive"),
    N_("The server is still working on the file"),
    N_("Mastodon cannot do this"),
    N_("The file cannot be read"),
    N_("The file is too large"),
    N_("The message is no longer there"),
    N_("There is no message to answer"),
    N_("It has not been seen yet"),
    N_("The sender stopped before the answer came"),
    N_("It could not leave within an hour of its time"),
    N_("It is not known when it was tried"),
    N_("The server accepted it, but its answer made no sense"),
    N_("The server could not be asked whether it arrived"),
    N_("The server does not say whether it arrived"),
    N_("Not found"),
    N_("Refused with status {status}"),
    N_("There is no connector for {key}"),
    N_("The connector {key} is no PlatformEntry"),
    N_("The connector {key} cannot be loaded: {error}"),
    N_("An empty credential for {platform}"),
    N_("A token for {platform} is plain letters, digits and signs without spaces"),
    N_("The credential for {platform} is not valid JSON"),
    N_("The credential for {platform} is empty"),
    N_("This is no code: paste the code, or the whole address of the page"),
    N_("The platform did not give access"),
    N_("There is no code in this address"),
    N_("This address belongs to another sign-in: start again"),
    N_("The file is no recording"),
    N_("The file holds no interactions"),
)
"""Messages of store and connectors, `{field}` where they put a value; a test holds them against the code."""

_ERROR = re.compile(r"\w+(\.\w+)+")


def translate(message: str, speech: Speech) -> str:
    """A message of another room in the person's language; as it is where it is not known."""
    for told in (*TOLD, *PROBLEMS.values()):
        match = _pattern(told).fullmatch(message)
        if match:
            values = {name: _word(name, value, speech) for name, value in match.groupdict().items()}
            return speech.say(told, **values)
    return speech.say(message)


def is_ours(reason: str) -> bool:
    """Whether a reason is in our words or the name of one of our errors, and not what a platform said."""
    told = (_pattern(told) for told in TOLD)
    return reason in REASONS or bool(_ERROR.fullmatch(reason)) or any(one.fullmatch(reason) for one in told)


def _word(name: str, value: str, speech: Speech) -> str:
    return speech.say(WORDS[value]) if name == "state" and value in WORDS else value


@lru_cache(256)
def _pattern(told: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", told)
    parts[0::2] = map(re.escape, parts[0::2])
    parts[1::2] = (f"(?P<{name}>.*?)" for name in parts[1::2])
    return re.compile("".join(parts), re.DOTALL)
