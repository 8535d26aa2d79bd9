"""The card of someone out there: who they are and what they said before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from meydan.insight.text import one_line, sanitise
from meydan.panes.inbox.itemline import tone_span
from meydan.panes.inbox.surroundings import mark_span, weeks_line
from meydan.panes.marks import tone_sign
from meydan.panes.spans import Span, Spans, between, clip, clip_spans, wrap
from meydan.panes.speech import Speech
from meydan.store.rows.around import PersonCard


def person_lines(
    person: PersonCard, titles: Callable[[str], str], width: int, now: datetime, speech: Speech
) -> list[Spans]:
    """The card's lines: names, address, bio, other profiles, mark, followers, tones, tags, latest messages.

    `titles` gives the platforms' names by key.
    """
    say = speech.say
    platform = titles(person.platform)
    handle = one_line(person.handle)
    name = one_line(person.name) or handle
    who = platform if name == handle else f"{handle} · {platform}"
    lines: list[Spans] = [
        clip_spans((Span(name, bold=True), Span(f"  {who}", "dim")), width),
        clip_spans((Span(one_line(person.url), "blue"),), width),
    ]
    bio = sanitise(person.bio)
    if bio:
        lines += [(), *((Span(bio[start:end]),) for start, end in wrap(bio, width))]
    for other in person.joined:
        handle = one_line(other.handle)
        profile = Span(f"  {handle} · {titles(other.platform)}", "dim")
        lines.append(clip_spans((Span("= ", "dim"), Span(one_line(other.name) or handle), profile), width))
    lines.append(())
    mark = mark_span(person.mark, speech)
    if mark is not None:
        lines.append((mark,))
    if person.followers is not None:
        followers = speech.say_n("{n} follower", "{n} followers", person.followers)
        lines.append(clip_spans((Span(followers),), width))
    lines.append(_tones(person, width, speech))
    if person.unfinished:
        lines.append(_unfinished(person, width, speech))
    lines.append(weeks_line(person.weeks, width, speech))
    since = say("with us since {day}", day=speech.short_date(person.first_seen_at))
    lines.append(clip_spans((Span(since, "dim"),), width))
    tags = sorted({one_line(tag) for row in person.recent for tag in row.tags})
    if tags:
        lines.append(clip_spans((Span(" ".join(tags), "amber"),), width))
    lines.append(())
    for row in person.recent:
        date = (
            speech.clock(row.created_at)
            if (now - row.created_at).days < 1
            else speech.short_date(row.created_at)
        )
        left = (Span(f"{date:>6}  ", "dim"), Span(clip(one_line(row.text), max(1, width - 10))))
        lines.append(between(left, (tone_span(row),), width))
    return lines


def _unfinished(person: PersonCard, width: int, speech: Speech) -> Spans:
    told = [
        speech.say_n("{n} open", "{n} open", person.open) if person.open else "",
        speech.say_n("{n} waiting", "{n} waiting", person.waiting) if person.waiting else "",
        speech.say_n("{n} snoozed", "{n} snoozed", person.snoozed) if person.snoozed else "",
    ]
    return clip_spans((Span(" · ".join(filter(None, told)), "amber"),), width)


def _tones(person: PersonCard, width: int, speech: Speech) -> Spans:
    parts = [Span(speech.say_n("{n} message", "{n} messages", person.items))]
    for code, count in (
        ("positive", person.positive),
        ("neutral", person.neutral),
        ("negative", person.negative),
    ):
        sign, ink = tone_sign(code)
        parts.append(Span(f"  {sign} {speech.number(count)}", ink))
    return clip_spans(parts, width)
