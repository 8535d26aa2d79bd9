"""Why a delivery did not leave or is in doubt, in our own words."""

from __future__ import annotations

from meydan.panes.speech import N_

NOT_OFFERED = N_("The platform does not offer this")
NO_PRIVATE_REPLY = N_("The platform offers no private reply here")
EMPTY = N_("There is no text to send")
TOO_LONG = N_("The text is longer than the platform allows")
TOO_MANY_MEDIA = N_("There are more media than the platform allows")
MEDIA_MISSING = N_("A media file is no longer there")
GONE = N_("What it answers was deleted meanwhile; retry to send it all the same")
INTERRUPTED = N_("Meydan stopped before the answer came")
MUST_SIGN_IN = N_("The account must sign in again first")
IS_PAUSED = N_("The account is paused")
TOO_SLOW = N_("The platform did not answer in time")
NOT_CONNECTED = N_("No credential is kept for this account: connect it again")

REASONS = frozenset(
    {
        NOT_OFFERED,
        NO_PRIVATE_REPLY,
        EMPTY,
        TOO_LONG,
        TOO_MANY_MEDIA,
        MEDIA_MISSING,
        GONE,
        INTERRUPTED,
        MUST_SIGN_IN,
        IS_PAUSED,
        TOO_SLOW,
        NOT_CONNECTED,
    }
)
