"""Where a person gets the credential of a platform, and what it must allow."""

from __future__ import annotations

from dataclasses import dataclass

from meydan.panes.speech import N_

_ALLOW = N_("It must allow: {scopes}")
_AS_JSON = N_("Give it as JSON: {example}")
_GOOGLE = N_("The authorized-user JSON that Google's tools write; Meydan renews the token by itself.")


@dataclass(frozen=True, slots=True)
class Guide:
    """What is said before a credential is asked for: catalog ids with `{scopes}` and `{example}`."""

    lines: tuple[str, ...]
    scopes: str = ""
    example: str = ""


GUIDES = {
    "bluesky": Guide(
        (
            N_("In Bluesky: Settings, Privacy and security, App passwords. Let it read private messages."),
            _AS_JSON,
        ),
        example='{"identifier": "name.bsky.social", "password": "xxxx-xxxx-xxxx-xxxx"}',
    ),
    "facebook": Guide(
        (N_("A Page's token, or the token of a user or System user who manages one Page."), _ALLOW),
        "pages_show_list pages_read_engagement pages_read_user_content pages_manage_engagement "
        "pages_manage_posts pages_messaging read_insights",
    ),
    "instagram": Guide(
        (N_("A token of Instagram Login, or that of the Page which the professional account is of."), _ALLOW),
        "instagram_business_basic instagram_business_manage_comments instagram_business_manage_messages "
        "instagram_business_content_publish",
    ),
    "threads": Guide(
        (N_("A long-lived token of your app's Threads use case."), _ALLOW),
        "threads_basic threads_read_replies threads_manage_replies threads_manage_mentions "
        "threads_content_publish threads_manage_insights",
    ),
    "meta_ads": Guide(
        (N_("A System user's token: Business settings, System users, Generate token."), _ALLOW), "ads_read"
    ),
    "youtube": Guide(
        (_GOOGLE, _AS_JSON, _ALLOW),
        "https://www.googleapis.com/auth/youtube.force-ssl",
        '{"client_id": "…", "client_secret": "…", "refresh_token": "…"}',
    ),
    "google_business": Guide(
        (_GOOGLE, _AS_JSON, _ALLOW),
        "https://www.googleapis.com/auth/business.manage",
        '{"client_id": "…", "client_secret": "…", "refresh_token": "…"}',
    ),
    "google_ads": Guide(
        (_GOOGLE, _AS_JSON, _ALLOW),
        "https://www.googleapis.com/auth/adwords",
        '{"client_id": "…", "client_secret": "…", "refresh_token": "…", "developer_token": "…", '
        '"customer_id": "…", "login_customer_id": "…"}',
    ),
    "x": Guide(
        (N_("An OAuth 2.0 token of your app for the account, with what renews it."), _AS_JSON, _ALLOW),
        "tweet.read tweet.write tweet.moderate.write users.read dm.read dm.write offline.access",
        '{"client_id": "…", "client_secret": "…", "token": "…", "refresh_token": "…", "scope": "…"}',
    ),
}
"""By a platform's key."""
