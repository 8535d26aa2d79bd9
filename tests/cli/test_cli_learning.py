"""Learning from corrections on the command line, and what comes in afterwards."""

from __future__ import annotations

from meydan.store import Actor, open_store
from meydan.store.writes import triage
from tests.cli.command import Cli, item, jsonl

PRAISED = [
    f"{word} bitter çikolata {more}" for word in ("bugün", "akşam", "dün") for more in ("aldım", "var")
]
MEANT = [text.replace("bitter", "sütlü") for text in PRAISED]


def tones(cli: Cli) -> dict[str, str]:
    return {row["text"]: row["sentiment"] for row in cli.rows("inbox", "-n", 1000)}


def correct(cli: Cli, ids: list[int], tone: str) -> None:
    """As `meydan sentiment` does for one."""
    store = open_store(f"sqlite:///{cli.folder / 'ws' / 'meydan.db'}", Actor("ayse", "cli"))
    triage.sentiment(store, ids, tone)
    store.close()


def test_what_was_corrected_is_learnt_and_judges_what_comes_and_what_is_stored(cli: Cli) -> None:
    cli("ingest", "--account", "a", stdin=jsonl([item(at, t) for at, t in enumerate([*PRAISED, *MEANT])]))
    assert cli.rows("learn") == []
    assert "d1" in cli("learn").stdout
    ids = {row["text"]: row["id"] for row in cli.rows("inbox", "-n", 100)}
    for texts, tone in ((PRAISED, "positive"), (MEANT, "negative")):
        correct(cli, [ids[text] for text in texts[2:]], tone)
    (learnt,) = cli.rows("learn")
    assert (learnt["lang"], learnt["corrections"], learnt["new"]) == ("tr", 8, True)
    assert [row["new"] for row in cli.rows("learn")] == [False]
    assert "8" in cli("learn").stdout
    news = ["yarın bitter alacağım", "yarın sütlü alacağım"]
    cli("ingest", "--account", "a", stdin=jsonl([item(100 + at, text) for at, text in enumerate(news)]))
    found = tones(cli)
    assert [found[text] for text in news] == ["positive", "negative"]
    assert {found[text] for text in (*PRAISED[:2], *MEANT[:2])} == {"neutral"}
    assert cli.rows("retag") == [{"judged": 6, "changed": 4}]
    assert [tones(cli)[text] for text in (PRAISED[0], MEANT[0])] == ["positive", "negative"]


def test_many_at_once_are_judged_by_it_too(cli: Cli) -> None:
    cli("ingest", "--account", "a", stdin=jsonl([item(at, text) for at, text in enumerate(PRAISED)]))
    correct(cli, [row["id"] for row in cli.rows("inbox", "-n", 100)], "positive")
    cli("learn")
    many = [f"{at}. bitter çikolata" for at in range(700)]
    cli("ingest", "--account", "b", stdin=jsonl([item(at, text) for at, text in enumerate(many)]))
    assert len(cli.rows("inbox", "--account", "b", "--sentiment", "positive", "-n", 1000)) == len(many)


def test_phrases_are_said_listed_and_forgotten(cli: Cli) -> None:
    cli("phrases", "add", "War  Zone", "neutral")
    cli("phrases", "add", "bitter*", "positive")
    said = {row["phrase"]: row["tone"] for row in cli.rows("phrases", "list")}
    assert said == {"bitter*": "positive", "War Zone": "neutral"}
    assert "War Zone" in cli("phrases", "list").stdout
    texts = ["War zone is out on Friday", "bitterler bugün rafta"]
    cli("ingest", "--account", "a", stdin=jsonl([item(at, text) for at, text in enumerate(texts)]))
    assert [tones(cli)[text] for text in texts] == ["neutral", "positive"]
    cli("phrases", "remove", "war zone")
    assert cli.rows("retag") == [{"judged": 2, "changed": 1}]
    assert tones(cli)[texts[0]] == "negative"
    assert "angry" in cli("phrases", "add", "x", "angry", status=2).stderr
    assert "letters" in cli("phrases", "add", "!", "neutral", status=2).stderr
    assert "no phrase war zone" in cli("phrases", "remove", "war zone", status=1).stderr
