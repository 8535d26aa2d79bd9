"""Status HTML to the text a person reads."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.connectors.mastodon.html import html_to_text

MENTION = '<span class="h-card"><a href="{url}" class="u-url mention">@<span>{name}</span></a></span>'
LONG = (
    '<a href="https://example.org/a/long/path?x=1" rel="nofollow"><span class="invisible">https://</span>'
    '<span class="ellipsis">example.org/a/lo</span><span class="invisible">ng/path?x=1</span></a>'
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain words", "plain words"),
        ("<p>one</p><p>two<br>three<br/><br/>four</p>", "one\n\ntwo\nthree\n\nfour"),
        ("<p>a &lt;b&gt; &amp; &#39;c&#39; &eacute;</p>", "a <b> & 'c' é"),
        ("<p>[/oops] [@click=app.quit]</p>", "[/oops] [@click=app.quit]"),
        (f"<p>see {LONG} now</p>", "see https://example.org/a/long/path?x=1 now"),
        ('<p><a href="https://www.ornek.com/">ornek.com</a></p>', "https://www.ornek.com/"),
        (
            '<a href="https://evil.example/x">https://bank.com</a>',
            "https://bank.com (https://evil.example/x)",
        ),
        ('<a href="javascript:alert(1)">win</a> <a href="file:///etc/passwd">me</a>', "win me"),
        ('<a href="https://a.example"></a>', "https://a.example"),
        ('<a href="https://a.example/tags/kahve" class="mention hashtag">#<span>kahve</span></a>', "#kahve"),
        (MENTION.format(url="https://a.example/@ayşe", name="ayşe") + " selam", "@ayşe selam"),
        (MENTION.format(url="https://b.example/@can", name="can") + " selam", "@can@b.example selam"),
        ('<p>good :blobcat: <img class="custom-emoji" alt=":party:" src="x"></p>', "good :blobcat: :party:"),
        ("<ul><li>one</li><li>two<ol><li>a</li><li>b</li></ol></li></ul>", "- one\n- two\n  1. a\n  2. b"),
        (
            "<p>said</p><blockquote><p>first<br>second</p></blockquote><p>yes</p>",
            "said\n\n> first\n> second\n\nyes",
        ),
        ("<pre><code>if x:\n    y = 1</code></pre>", "if x:\n    y = 1"),
        ("<p>use <code>pip install</code></p>", "use `pip install`"),
        ("<ul><li><p>in a paragraph</p></li></ul>", "- in a paragraph"),
        ("<p>a</p><script>alert(1)</script><style>p{}</style><!-- c --><p>b</p>", "a\n\nb"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("<p>\n  spread\n  over lines </p>", "spread over lines"),
        ("<h1>Title</h1><p>x</p>", "Title\n\nx"),
        ("<div>" * 3000 + "deep", "deep"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_text(html: str, text: str) -> None:
    assert html_to_text(html, {"https://b.example/@can": "can@b.example"}) == text


@pytest.mark.parametrize(
    "piece", ["<p>x <b>", "<div>", "<br>", "<a href='http://x.yz'>", "<li>", "<blockquote>", "&#x"]
)
def test_a_big_hostile_text_is_read_in_time(piece: str) -> None:
    started = time.monotonic()
    html_to_text(piece * (300_000 // len(piece)))
    assert time.monotonic() - started < 5.0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<a href='",
                "'>",
                "<li>",
                "<ol>",
                "</ol>",
                "<blockquote>",
                "</blockquote>",
                "<pre>",
                "&",
                "<",
                "x",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_anything_gives_text(html: str) -> None:
    assert isinstance(html_to_text(html), str)
