"""Where a connector finds its credential and leaves a renewed one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from meydan.app.reasons import NOT_CONNECTED
from meydan.app.secrets import SecretFile
from meydan.connectors.base import SignInRequired
from meydan.connectors.credentials import Credential, CredentialError, credential_from_text


@dataclass(frozen=True, slots=True)
class AccountVault:
    """The credential of one account in the workspace's file of secrets."""

    secrets: SecretFile
    platform: str
    key: str

    def load(self) -> Credential:
        """The credential as stored now. Raises SignInRequired when there is none, SecretsError."""
        text = self.secrets.get(self.key)
        if text is None:
            raise SignInRequired(NOT_CONNECTED)
        try:
            return credential_from_text(self.platform, text)
        except CredentialError as error:
            raise SignInRequired(str(error)) from None

    def save(self, credential: Credential) -> None:
        """Store it durably. Raises SecretsError."""
        self.secrets.put(self.key, credential.to_text())

    @property
    def lock(self) -> Path:
        """The file that one process holds while it renews this credential."""
        name = hashlib.sha256(self.key.encode()).hexdigest()[:16]
        return self.secrets.path.with_name(f"renewing-{name}.lock")


class PassingVault:
    """A credential that is kept nowhere yet."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential

    def load(self) -> Credential:
        """The credential."""
        return self._credential

    def save(self, credential: Credential) -> None:
        """Replace it."""
        self._credential = credential
