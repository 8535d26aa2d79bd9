"""The one HTTP layer of all connectors."""

from meydan.connectors.http.answers import Answer
from meydan.connectors.http.client import CallRecord, Http, Timeouts
from meydan.connectors.http.dialects import Dialect, Meaning
from meydan.connectors.http.rates import RateLimit
from meydan.connectors.http.redaction import install_redaction
from meydan.connectors.http.refresh import TokenKeeper
from meydan.connectors.http.signing import Bearer, Renewable, Signer

__all__ = [
    "Answer",
    "Bearer",
    "CallRecord",
    "Dialect",
    "Http",
    "Meaning",
    "RateLimit",
    "Renewable",
    "Signer",
    "Timeouts",
    "TokenKeeper",
    "install_redaction",
]
