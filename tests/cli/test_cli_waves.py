"""`waves`: alerts over a file of counts, and what is said about files that are not as they should be."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from meydan.insight.waves.detector import Tally
from tests.cli.command import Cli, item, jsonl
from tests.insight.wave_kit import brand, recorded, windows, with_wave

START = "2026-10-05 00:00:00"
ROW = 30 * 288 + 14 * 12


@pytest.fixture(scope="module")
def wave() -> list[Tally]:
    """A month of a small brand, and a wave on its last day."""
    return with_wave(brand(60, 31, seed=1), ROW, 24, 6, 5)


def csv(rows: list[Tally], *, zone: str = "", separator: str = ",", header: bool = True) -> str:
    lines = [separator.join(("timestamp", "value", "negative"))] if header else []
    lines += [
        separator.join((f"{row.at:%Y-%m-%d %H:%M:%S}{zone}", f"{row.count:g}", f"{row.negative or 0:g}"))
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def told(cli: Cli, text: str, **more: Any) -> list[dict[str, Any]]:
    done = cli("waves", "-", "--json", stdin=text, **more)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_real_alerts_name_the_files_own_times_and_use_nothing_later(cli: Cli, tmp_path: Path) -> None:
    rows = recorded("CRM")
    lines = ["timestamp,value", *(f"{row.at:%Y-%m-%d %H:%M:%S},{row.count:g}" for row in rows)]
    (tmp_path / "whole.csv").write_text("\n".join(lines), "utf-8")
    (tmp_path / "half.csv").write_text("\n".join(lines[: len(lines) // 2]), "utf-8")
    whole = cli.rows("waves", tmp_path / "whole.csv")
    half = cli.rows("waves", tmp_path / "half.csv")
    assert [list(row) for row in whole] == [["at", "score", "reason"]] * len(whole)
    for begin, end in windows("CRM"):
        assert any(f"{begin:%Y-%m-%d %H:%M:%S}" <= row["at"] <= f"{end:%Y-%m-%d %H:%M:%S}" for row in whole)
    assert half and half == [row for row in whole if row["at"] < lines[len(lines) // 2]]
    assert not (cli.folder / "ws").exists(), "it needs no workspace"


def test_a_wave_is_told_to_people_in_their_language(cli: Cli, wave: list[Tally]) -> None:
    english = cli("waves", "-", stdin=csv(wave))
    assert "2026-11-04 14:" in english.stdout and "within an hour, usually" in english.stdout
    assert english.stderr == "stdin: times without a zone are taken as UTC\n"
    turkish = cli("waves", "-", stdin=csv(wave), MEYDAN_LANGUAGE="tr")
    assert "bir saat içinde" in turkish.stdout and "UTC" in turkish.stderr
    quiet = cli("waves", "-", stdin=csv(brand(60, 10, seed=1), zone="Z"))
    assert (quiet.stdout, quiet.stderr) == ("2,880 rows, no wave\n", "")


def test_the_same_counts_give_the_same_alerts_however_they_are_written(cli: Cli, wave: list[Tally]) -> None:
    expected = told(cli, csv(wave))
    assert expected
    assert told(cli, csv(wave, header=False)) == expected
    assert told(cli, csv(wave, separator=";")) == expected
    assert told(cli, "\ufeff" + csv(wave).replace("\n", "\r\n")) == expected
    zoned = told(cli, csv(wave, zone="+03:00"))
    assert zoned and all(row["at"].endswith("+03:00") for row in zoned)


def test_columns_are_found_by_name(cli: Cli, wave: list[Tally]) -> None:
    lines = csv(wave).splitlines()[1:]
    moved = [f"x,{c},{b},{a}" for a, b, c in (line.split(",") for line in lines)]
    text = "\n".join(["note,Negative, value ,TIMESTAMP", *moved])
    assert told(cli, text) == told(cli, csv(wave))


def test_rows_out_of_order_are_put_in_their_places(cli: Cli, wave: list[Tally]) -> None:
    done = cli("waves", "-", "--json", stdin=csv(wave[::-1], zone="Z"))
    assert done.stdout == cli("waves", "-", "--json", stdin=csv(wave, zone="Z")).stdout != ""
    assert "8,927 rows stood after a later one" in done.stderr


def test_bad_rows_are_named_with_file_and_line_and_the_rest_is_judged(
    cli: Cli, wave: list[Tally], tmp_path: Path
) -> None:
    bad = [
        "yesterday,5,1",
        f"{START},5,1",
        "2027-01-01 00:00:00,many,1",
        "2027-01-01 00:05:00,-1,0",
        "2027-01-01 00:10:00,nan,0",
        "2027-01-01 00:15:00,1e999,0",
        "2027-01-01 00:20:00,5,6",
        "2027-01-01 00:25:00",
    ]
    file = tmp_path / "counts.csv"
    good = csv(wave)
    file.write_text(good + "\n" + "\n".join(bad) + "\n", "utf-8")
    done = cli("waves", file, "--json", status=1)
    assert done.stdout == cli("waves", "-", "--json", stdin=good).stdout != ""
    first = len(good.splitlines()) + 2
    *named, assumed = done.stderr.splitlines()
    assert [line.split(": ")[0] for line in named] == [
        f"{file}, line {number}" for number in range(first, first + len(bad))
    ]
    words = ("yesterday", "line 2", "many", "-1", "nan", "1e999", "6", "value is no number")
    assert all(word in line for word, line in zip(words, named, strict=True))
    assert "UTC" in assumed


def test_waves_of_accounts_are_found_listed_and_seen(cli: Cli) -> None:
    now = datetime.now(UTC)

    def said(number: int, text: str, ago: timedelta) -> dict[str, Any]:
        return item(number, text, created_at=(now - ago).isoformat())

    # Most of what comes is bad, so that it is its volume that stands out, at whatever minute this runs.
    usual = ("paket ezik geldi, rezalet", "çok kötü bir hizmet", "çok güzel, teşekkürler")
    history = [said(at, usual[at % 3], timedelta(hours=4 * at)) for at in range(1, 200)]
    complaints = [
        said(1000 + at, f"{at} gündür kargo yok, rezalet", timedelta(minutes=8)) for at in range(12)
    ]
    cli("ingest", "--account", "kahve", stdin=jsonl(history + complaints))
    assert cli.rows("waves") == []
    cli("sync", "--once")
    (wave,) = cli.rows("waves")
    assert list(wave) == [
        *("id", "account_id", "account", "platform", "signal", "begun_at", "at", "count", "negative"),
        *("usual", "usual_share", "days", "topics", "seen_by", "seen_at"),
    ]
    assert (wave["account"], wave["signal"], wave["count"]) == ("kahve", "volume", 12)
    assert "kargo" in wave["topics"][0] and wave["seen_at"] is None
    assert "! Complaint wave  kahve: '" in cli().stdout
    assert "Şikayet dalgası" in cli("waves", MEYDAN_LANGUAGE="tr").stdout
    cli("waves", "--seen", wave["id"])
    assert cli.rows("waves")[0]["seen_at"] is not None
    assert "Complaint wave" not in cli().stdout and "Complaint wave" in cli("waves").stdout
    assert "wave seen" in cli("undo").stdout
    assert "Complaint wave" in cli().stdout
    assert "no wave 99" in cli("waves", "--seen", 99, status=1).stderr
    assert "99 numaralı dalga yok" in cli("waves", "--seen", 99, status=1, MEYDAN_LANGUAGE="tr").stderr


def test_a_file_that_is_none_is_told(cli: Cli, tmp_path: Path) -> None:
    assert "nosuch.csv" in cli("waves", tmp_path / "nosuch.csv", status=1).stderr
    assert "no column value" in cli("waves", "-", stdin="timestamp,count\n", status=1).stderr
    assert cli("waves", "-", stdin="").stdout == "0 rows, no wave\n"
    assert "--seen" in cli("waves", "-", "--seen", 1, status=2).stderr
    assert "line 2" in cli("waves", "-", stdin=b"timestamp,value\n\xff\xfe,1\n", status=1).stderr
