"""Every action in the command palette, found by its name in the person's language."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from meydan.app.desk.actions import actions
from meydan.app.desk.keymap import display_key
from meydan.insight.text import fold

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from meydan.app.desk.app import DeskApp
    from meydan.app.desk.spec import ActionSpec

ORDER = {"global": 1, "list": 2}


class DeskCommands(Provider):
    """The actions that can be done on the screen below the palette."""

    async def discover(self) -> Hits:
        """All of them, those of this screen first."""
        for spec, node, key in self._possible():
            yield DiscoveryHit(
                self._shown(self._title(spec), key),
                partial(self._run, spec, node),
                text=self._title(spec),
            )

    async def search(self, query: str) -> Hits:
        """Those whose name or id fits."""
        # Folded on both sides: `ilk` finds `İlk satır`, `cik` finds `Çık`.
        matcher = self.matcher(fold(query))
        for spec, node, key in self._possible():
            title = self._title(spec)
            score = max(matcher.match(fold(title)), matcher.match(spec.id))
            if score > 0:
                yield Hit(score, self._shown(title, key), partial(self._run, spec, node), text=title)

    def _shown(self, title: str, key: str) -> Content:
        return Content.assemble(title, ("  " + key, "$warning"))

    def _title(self, spec: ActionSpec) -> str:
        return cast("DeskApp", self.app).speech.say(spec.title)

    def _possible(self) -> list[tuple[ActionSpec, DOMNode, str]]:
        specs = {spec.id: spec for spec in actions()}
        found: dict[str, tuple[ActionSpec, DOMNode, str]] = {}
        for key, one in self.screen.active_bindings.items():
            id_ = one.binding.id or ""
            if id_ in specs and one.enabled and id_ != "desk.palette":
                found.setdefault(id_, (specs[id_], one.node, display_key(key)))
        here = [found[id_] for id_ in specs if id_ in found]
        return sorted(here, key=lambda one: ORDER.get(one[0].scope, 0))

    async def _run(self, spec: ActionSpec, node: DOMNode) -> None:
        await self.app.run_action(spec.runs, node)
