"""Reading comments, the tone and all that is concluded, side by side with VADER; what it costs to begin."""

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
from meydan.insight.forms import plain_form
from meydan.insight.language import ENGLISH, TURKISH
from meydan.insight.linear import LinearModel
from meydan.insight.memory import Memory
from meydan.insight.sentiment.english import EnglishRules
from meydan.insight.sentiment.tone import Tone
from meydan.insight.sentiment.turkish import TurkishRules
from meydan.insight.tokens import tokenise
from meydan.insight.weights import read_weights
from tests.bench.figures import Figure

SAMPLE = Path(__file__).resolve().parents[1] / "insight" / "sample"
ROUNDS = 5
LANGUAGES = ((ENGLISH, "English", "english.npz"), (TURKISH, "Turkish", "turkish.npz"))
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
    for language, name, weights in LANGUAGES:
        texts = _texts(language)
        acts = ((_tone(language, weights), "tone", (0.5, 1.0)), (Analyser().analyse, "all", (0.5, 1.0)))
        for act, what, (floor, floor_known) in acts:
            new, known = _rate(act, texts, 1), _rate(act, texts, ROUNDS)
            yield Figure(f"{name}, {what}, new words", "/s", new, raw, floor, at_least=True)
            yield Figure(f"{name}, {what}, known words", "/s", known, raw, floor_known, at_least=True)
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


def _tone(language: str, weights: str) -> Callable[[str], object]:
    rules = EnglishRules() if language == ENGLISH else TurkishRules()
    tone = Tone(rules, LinearModel(read_weights(weights)))
    form_of = Memory(plain_form).__getitem__

    def judge(text: str) -> object:
        tokens = tokenise(text)
        return tone.judge(text, tokens, [*map(form_of, tokens)], asks=False, rude=0.0)

    return judge


def _rate(act: Callable[[str], object], texts: Sequence[str], rounds: int) -> float:
    """Texts a second of processor time, in the best round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            act(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best
