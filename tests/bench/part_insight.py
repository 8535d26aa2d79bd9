"""All that is concluded from comments, side by side with VADER's tone alone; what it costs to begin."""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from meydan.insight.engine import Analyser
from meydan.insight.language import ENGLISH, TURKISH
from tests.bench.figures import Figure

SAMPLE = Path(__file__).resolve().parents[1] / "insight" / "sample"
ROUNDS = 5
LANGUAGES = ((ENGLISH, "English"), (TURKISH, "Turkish"))
BEGIN = """
import time
start = time.perf_counter()
from meydan.insight.engine import Analyser
Analyser().analyse("ok")
seconds = time.perf_counter() - start
# What getrusage tells is never less than what the process had that began this one.
(peak,) = (line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, peak)
"""


def figures(work: Path, count: int) -> Iterator[Figure]:
    """Messages a second of one core; milliseconds and MiB of a new process.

    "New" is a text with words never met before; "known" is the same texts again, every word remembered. VADER
    reads the English texts in both languages, since it knows no Turkish and is done with it at once.
    """
    vader = SentimentIntensityAnalyzer().polarity_scores
    raw = _rate(vader, _texts(ENGLISH), ROUNDS)
    for language, name in LANGUAGES:
        texts, analyse = _texts(language), Analyser().analyse
        new, known = _rate(analyse, texts, 1), _rate(analyse, texts, ROUNDS)
        yield Figure(f"{name}, new words", "/s", new, raw, 0.5, at_least=True)
        yield Figure(f"{name}, known words", "/s", known, raw, 1.0, at_least=True)
    command = [sys.executable, "-c", BEGIN]
    begun = [
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        for _ in range(ROUNDS)
    ]
    loading = statistics.median(float(seconds) for seconds, _ in begun) * 1000
    yield Figure("import and load", "ms", loading, None, 150)
    yield Figure("resident once loaded", "MiB", max(int(kib) for _, kib in begun) / 1024, None, 60)


def _texts(language: str) -> list[str]:
    lines = gzip.decompress((SAMPLE / f"{language}_train.jsonl.gz").read_bytes()).splitlines()
    return [json.loads(line)["text"] for line in lines]


def _rate(act: Callable[[str], object], texts: Sequence[str], rounds: int) -> float:
    """Texts a second of processor time, in the best round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            act(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best
