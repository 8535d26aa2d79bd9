"""A profile on Threads and the people around it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from tests.servers.meta.graph import GraphError, Node, Payload, World, stamp
from tests.servers.meta.spec import Spec, Wanted

TOKEN = "THAAtokenofourprofile"
US = "markamiz"


class Threads(World):
    """Replies know their root; nobody sees a container."""

    def __init__(self) -> None:
        super().__init__(Spec("threads/threads.json"))
        self.me = self.add("ThreadsProfile", username=US, name="Markamız")
        self.tokens[TOKEN] = self.me
        self.waits = 0
        self.made = 0

    def post(
        self,
        text: str,
        by: str = "",
        up: Node | None = None,
        ago: float = 600,
        mentions: bool = False,
        **more: object,
    ) -> Node:
        """A post, or with `up` a reply; ours without `by`."""
        at = time.time() - ago
        root = up and (up.data.get("root_post") or up)
        node = self.add(
            "ThreadsPost", at, up, not by, text=text, username=by or US, timestamp=stamp(at), **more
        )
        node.data |= {
            "permalink": f"https://www.threads.net/@{by or US}/post/{node.id}",
            "media_type": more.get("media_type", "TEXT_POST"),
            "is_reply": up is not None,
            "is_reply_owned_by_me": not by,
            "root_post": root,
            "replied_to": up,
            "hide_status": "NOT_HUSHED" if up else None,
            "mentions": mentions,
        }
        return node

    def value(self, node: Node, name: str, modifiers: Mapping[str, str]) -> object:
        """Whether there are replies; how far a container is."""
        if name == "has_replies":
            return bool(self.of("ThreadsPost", node))
        if node.kind == "ThreadsContainer" and name == "status" and self.waits > 0:
            self.waits -= 1
            return "IN_PROGRESS"
        return node.data.get(name)

    def edge(self, node: Node, edge: str, params: Mapping[str, str]) -> Sequence[Node | Payload]:
        """Newest first."""
        posts = self.of("ThreadsPost")
        match edge:
            case "threads":
                return [n for n in posts if n.ours and n.up is None]
            case "replies" if node is self.me:
                return [n for n in posts if n.ours and n.up is not None]
            case "mentions":
                return [n for n in posts if n.data["mentions"]]
            case "replies":
                return [n for n in posts if n.up is node]
            case "conversation":
                return [n for n in posts if n.data["root_post"] is node]
            case "insights":
                return [{"name": n, "values": [{"value": 3}]} for n in params["metric"].split(",")]
            case _:
                return []

    def root(
        self, method: str, name: str, params: Mapping[str, str], wanted: tuple[Wanted, ...]
    ) -> Payload | None:
        """Tokens, and other people."""
        match name:
            case "refresh_access_token" | "access_token":
                self.made += 1
                token = f"{TOKEN}{self.made}"
                self.tokens[token] = self.me
                return {"access_token": token, "token_type": "bearer", "expires_in": 5184000}
            case "profile_lookup" if params["username"] == "rakip":
                return {"username": "rakip", "name": "Rakip", "follower_count": 12}
            case "profile_posts":
                posts = [n for n in self.of("ThreadsPost") if n.data["username"] == params["username"]]
                return {"data": [self.render(n, wanted) for n in posts]}
            case _:
                return None

    def write(self, method: str, node: Node, edge: str, params: Mapping[str, str]) -> Payload:
        """Containers, publishing, hiding, deleting."""
        match method, edge:
            case "POST", "threads":
                up = self.nodes.get(params.get("reply_to_id", ""))
                if "reply_to_id" in params and (up is None or up.gone):
                    raise GraphError("Param reply_to_id is not the id of a post")
                return {
                    "id": self.add("ThreadsContainer", None, up, status="FINISHED", text=params["text"]).id
                }
            case "POST", "threads_publish":
                box = self.nodes.get(params["creation_id"])
                if box is None or box.data["status"] != "FINISHED":
                    raise GraphError("The requested resource does not exist", 24, 4279009)
                box.data["status"] = "PUBLISHED"
                return {"id": self.post(str(box.data["text"]), up=box.up, ago=0).id}
            case "POST", "manage_reply":
                if node.up is None or node.up.up is not None or not node.up.ours:
                    raise GraphError("Only top-level replies to own posts can be managed", 10)
                node.data["hide_status"] = "HIDDEN" if params["hide"] == "true" else "UNHUSHED"
                return {"success": True}
            case "DELETE", "":
                if not node.ours:
                    raise GraphError("Only own posts can be deleted", 10)
                self.delete(node)
                return {"success": True, "deleted_id": node.id}
            case _:
                raise GraphError("(#200) Permissions error", 200, status=403)
