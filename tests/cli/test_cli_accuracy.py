"""`accuracy`: items to judge without their tone, the judgements, and what follows from them by month."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meydan.insight.agreement import macro_f1, wilson
from tests.cli.command import Cli, item, jsonl

TEXTS = (
    "bu kahve berbat, rezalet",
    "bu kahve harika, bayıldım",
    "what a terrible coffee",
    "kahve saat ikide",
)
KEYS = ["month", "lang", "judged", "agreeing", "accuracy", "low", "high", "macro_f1", "thin"]
KEYS += ["items", "corrected", "differing"]


def fill(cli: Cli, count: int, **more: Any) -> None:
    """Items of this very moment, so that all of them are of one month, in two languages and all tones."""
    more = {"created_at": datetime.now(UTC).isoformat()} | more
    lines = [item(n, f"{TEXTS[n % len(TEXTS)]} {n}") | more for n in range(count)]
    cli("ingest", "--account", "kahve", stdin=jsonl(lines))


def analysed(cli: Cli) -> dict[int, str]:
    return {row["id"]: row["sentiment"] for row in cli.rows("inbox", "-n", 1000)}


def other(tone: str) -> str:
    return "neutral" if tone != "neutral" else "positive"


def figures(cli: Cli, *options: str) -> dict[str, dict[str, Any]]:
    return {row["lang"]: row for row in cli.rows("accuracy", *options)}


def test_a_sample_shows_all_of_the_text_and_nothing_of_its_tone(cli: Cli) -> None:
    text = "bu kahve berbat,\nrezalet \x1b[31m" + "çok kötü, " * 40
    fill(cli, 1, text=text)
    (row,) = cli.rows("accuracy", "sample")
    assert list(row) == ["id", "author", "account", "created_at", "text", "lang"]
    assert (row["id"], row["author"], row["account"], row["lang"]) == (1, "user0", "kahve", "tr")
    shown = cli("accuracy", "sample", MEYDAN_LANGUAGE="tr").stdout
    first, *lines, hint = shown.splitlines()
    assert first.startswith("1  kahve  user0  ") and first.endswith("  tr")
    assert lines[0] == "    bu kahve berbat," and lines[1].count("çok kötü") == 40
    assert "\x1b" not in shown and "meydan accuracy judge" in hint
    assert analysed(cli) == {1: "negative"} and "olumsuz" not in shown
    assert "negative" not in shown.removesuffix(f"{hint}\n")


def test_a_sample_is_drawn_anew_of_what_is_left(cli: Cli) -> None:
    fill(cli, 60)
    draws = [[row["id"] for row in cli.rows("accuracy", "sample")] for _ in range(2)]
    assert [len(set(draw)) for draw in draws] == [20, 20] and draws[0] != draws[1]
    cli("sentiment", 1, "neutral")
    cli("accuracy", "judge", 2, "neutral")
    left = {row["id"] for row in cli.rows("accuracy", "sample", "--count", 100)}
    assert left == set(range(3, 61))


def test_a_sample_is_of_the_last_month_unless_it_is_said_since_when(cli: Cli) -> None:
    fill(cli, 1, created_at=(datetime.now(UTC) - timedelta(days=40)).isoformat())
    assert cli.rows("accuracy", "sample") == []
    assert cli("accuracy", "sample").stdout == "there is nothing to judge\n"
    assert [row["id"] for row in cli.rows("accuracy", "sample", "--since", "41d")] == [1]
    assert "--since" in cli("accuracy", "sample", "--since", "x", status=2).stderr


def test_judgements_are_measured_by_language(cli: Cli) -> None:
    fill(cli, 40)
    tones = analysed(cli)
    langs = {row["id"]: row["lang"] for row in cli.rows("accuracy", "sample", "--count", 100)}
    # The first ten are said to be something else, all others what they are.
    said = {number: tone if number > 10 else other(tone) for number, tone in tones.items()}
    lines = "\ufeff" + "\r\n\n".join(f" {number}\t{tone}" for number, tone in said.items())
    assert cli("accuracy", "judge", "-", stdin=lines).stdout == "40 judgements kept\n"
    assert analysed(cli) == tones, "the items stay as they are"
    found = figures(cli)
    assert [list(row) for row in found.values()] == [KEYS] * len(found)
    for lang, row in found.items():
        own = [number for number in said if lang in ("all", langs[number])]
        right = sum(said[number] == tones[number] for number in own)
        low, high = wilson(right, len(own))
        assert (row["judged"], row["agreeing"], row["items"]) == (len(own), right, len(own))
        assert row["accuracy"] == pytest.approx(right / len(own), abs=5e-5)
        assert (row["low"], row["high"]) == pytest.approx((low, high), abs=5e-5)
        assert row["thin"] is (len(own) < 30)
    assert set(found) == {"all", "tr", "en"}
    assert (found["all"]["thin"], found["en"]["thin"]) == (False, True)
    assert 0 < found["all"]["macro_f1"] < 1
    assert found["en"]["macro_f1"] is None, "nobody said that an English one is positive"


def test_macro_f1_needs_each_tone_said_five_times(cli: Cli) -> None:
    fill(cli, 15)
    tones = analysed(cli)
    said = dict(zip(range(1, 16), ["negative"] * 5 + ["neutral"] * 5 + ["positive"] * 5, strict=True))
    cli("accuracy", "judge", *(word for number in range(1, 15) for word in (number, said[number])))
    assert figures(cli)["all"]["macro_f1"] is None
    cli("accuracy", "judge", 15, said[15])
    expected = macro_f1(Counter((said[number], tones[number]) for number in said))
    assert figures(cli)["all"]["macro_f1"] == pytest.approx(expected, abs=5e-5)
    assert 0 < expected < 1


def test_corrections_stand_beside_and_what_nobody_judged_has_no_share(cli: Cli) -> None:
    fill(cli, 8)
    tones = analysed(cli)
    cli("sentiment", 1, tones[1])
    cli("sentiment", 2, other(tones[2]))
    row = figures(cli)["all"]
    assert (row["items"], row["corrected"], row["differing"], row["judged"]) == (8, 2, 1, 0)
    assert [row[key] for key in ("accuracy", "low", "high", "macro_f1")] == [None] * 4
    shown = cli("accuracy").stdout
    assert "too few" not in shown
    assert shown.splitlines()[1].split()[2:] == ["all", "0", "-", "-", "-", "8", "2", "1"]


def test_people_read_it_in_their_language(cli: Cli) -> None:
    assert cli("accuracy").stdout == "nothing here\n"
    fill(cli, 4)
    tones = analysed(cli)
    cli("accuracy", "judge", *(word for number in (1, 2, 3) for word in (number, tones[number])))
    cli("accuracy", "judge", 4, other(tones[4]))
    english, turkish = cli("accuracy").stdout, cli("accuracy", MEYDAN_LANGUAGE="tr").stdout
    assert "75%*" in english and "30%–95%" in english and "* too few judgements" in english
    assert "%75*" in turkish and "%30–%95" in turkish and "çok az" in turkish and "Türkçe" in turkish


def test_only_so_many_months_are_shown(cli: Cli) -> None:
    fill(cli, 1, created_at=(datetime.now(UTC) - timedelta(days=70)).isoformat())
    assert len(figures(cli)) == 2
    assert figures(cli, "--months", "1") == figures(cli, "--months", "2") == {}
    middle = (datetime.now(UTC).replace(day=1) - timedelta(days=10)).replace(day=15)
    cli("ingest", "--account", "kahve", stdin=jsonl([item(1, "kahve", created_at=middle.isoformat())]))
    assert {row["month"] for row in cli.rows("accuracy", "--months", 2)} == {f"{middle:%Y-%m}"}
    assert f"{middle:%B %Y}" in cli("accuracy", "--months", 2).stdout
    for wrong in ("0", "121", "x"):
        assert "--months" in cli("accuracy", "--months", wrong, status=2).stderr


@pytest.mark.parametrize("by_stdin", [False, True])
def test_what_is_wrong_is_named_with_where_and_the_rest_is_kept(cli: Cli, by_stdin: bool) -> None:
    fill(cli, 3)
    pairs = [
        ("1", "neutral"),
        ("99", "neutral"),
        ("2", "angry"),
        ("two", "neutral"),
        ("9" * 30, "neutral"),
        ("-1", "neutral"),
        ("3", "positive"),
    ]
    where = "line" if by_stdin else "pair"
    if by_stdin:
        text = "".join(f"{number} {tone}\n" for number, tone in pairs) + "3\n3 very positive\n"
        done = cli("accuracy", "judge", "-", stdin=text, status=1)
    else:
        words = [word for pair in pairs for word in pair]
        done = cli("accuracy", "judge", "--", *words, status=1)
    assert done.stdout == "2 judgements kept\n"
    expected = [
        f"{where} 2: no item 99",
        f"{where} 3: TONE cannot be angry: one of positive, neutral, negative",
        f"{where} 4: two is no item's number",
        f"{where} 5: {'9' * 30} is no item's number",
        f"{where} 6: -1 is no item's number",
    ]
    expected += ["line 8: give ID TONE", "line 9: give ID TONE"] if by_stdin else []
    assert done.stderr.splitlines() == expected
    assert {row["id"] for row in cli.rows("accuracy", "sample")} == {2}


def test_an_id_without_its_tone_keeps_nothing(cli: Cli) -> None:
    fill(cli, 2)
    assert "2" in cli("accuracy", "judge", 1, "neutral", 2, status=2).stderr
    assert "ID TONE" in cli("accuracy", "judge", status=2).stderr
    assert figures(cli)["all"]["judged"] == 0


def test_a_judgement_can_be_said_anew_and_taken_back(cli: Cli) -> None:
    fill(cli, 1)
    tone = analysed(cli)[1]
    cli("accuracy", "judge", 1, other(tone))
    cli("accuracy", "judge", 1, tone)
    assert [figures(cli)["all"][key] for key in ("judged", "agreeing")] == [1, 1]
    assert cli("undo").stdout == "undone: judged blind\n"
    assert [figures(cli)["all"][key] for key in ("judged", "agreeing")] == [1, 0]
    cli("undo")
    assert figures(cli)["all"]["judged"] == 0
    assert [row["id"] for row in cli.rows("accuracy", "sample")] == [1]
