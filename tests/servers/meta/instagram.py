"""A professional account on Instagram, its Page, and the people around them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import orjson

from tests.servers.meta.graph import GraphError, Node, Payload, World, stamp
from tests.servers.meta.spec import Spec

OWN_TOKEN, PAGE_TOKEN, USER_TOKEN = "IGAAtokenofours", "EAAGtokenofthepage", "EAABtokenofaperson"
US = "markamiz"
DAY = 86400


class Instagram(World):
    """Comments hang on media, replies on comments; conversations on whoever's token it is."""

    def __init__(self) -> None:
        super().__init__(Spec("meta/nodes.json"))
        self.me = self.add("IGUser", username=US, name="Markamız", biography="", followers_count=9)
        self.me.data["user_id"] = self.me.id
        self.home = self.add(
            "Page", name="Markamız", instagram_business_account=self.me, access_token=PAGE_TOKEN
        )
        self.person = self.add("User", name="Deniz")
        self.tokens |= {OWN_TOKEN: self.me, PAGE_TOKEN: self.home, USER_TOKEN: self.person}
        self.sent: list[Payload] = []
        self.made = 0

    def media(self, caption: str, by: str = "", ago: float = 3600) -> Node:
        """A media of ours, or of someone who tags us."""
        at = time.time() - ago
        node = self.add("IGMedia", at, None, not by, caption=caption, username=by or US, timestamp=stamp(at))
        node.data |= {
            "permalink": f"https://www.instagram.com/p/{node.id}/",
            "like_count": 2,
            "media_type": "IMAGE",
        }
        return node

    def comment(self, up: Node, text: str, by: str = "", ago: float = 600) -> Node:
        """A comment below a media or, with a comment above it, a reply."""
        at = time.time() - ago
        top = up.up if up.kind == "IGComment" and up.up and up.up.kind == "IGComment" else up
        node = self.add(
            "IGComment", at, top, not by, text=text, username=by or US, timestamp=stamp(at), hidden=False
        )
        node.data["from"] = {"id": f"24{by}" if by else self.me.id, "username": by or US}
        node.data["media"] = top.up if top.kind == "IGComment" else top
        node.data["parent_id"] = top.id if top.kind == "IGComment" else None
        return node

    def message(self, person: str, text: str, ago: float = 600, ours: bool = False, **more: object) -> Node:
        """A private message between someone and us."""
        at = time.time() - ago
        talk = next((t for t in self.of("UnifiedThread") if t.data["person"] == person), None)
        talk = talk or self.add("UnifiedThread", at, person=person)
        talk.at = max(talk.at, at)
        who = {"id": self.me.id, "username": US} if ours else {"id": f"24{person}", "username": person}
        data = {"from": who, "message": text, "text": text, "created_time": stamp(at), **more}
        return self.add("UnifiedMessage", at, talk, ours, **data)

    def value(self, node: Node, name: str, modifiers: Mapping[str, str]) -> object:
        """Counts, the last change of a conversation, and other accounts."""
        match name:
            case "comments_count":
                below = self.of("IGComment", node)
                return len(below) + sum(len(self.of("IGComment", one)) for one in below)
            case "updated_time":
                return stamp(node.at)
            case "participants":
                return {"data": [{"id": f"24{node.data['person']}", "username": node.data["person"]}]}
            case "business_discovery":
                if modifiers["username"] != "rakip":
                    raise GraphError("Invalid user id", 110, 2207013)
                return self._rival()
            case _:
                return node.data.get(name)

    def edge(self, node: Node, edge: str, params: Mapping[str, str]) -> Sequence[Node | Payload]:
        """Newest first, replies oldest first."""
        match node.kind, edge:
            case "IGUser", "media":
                by = node.data["username"]
                return [n for n in self.of("IGMedia") if n.data["username"] == by]
            case "IGUser", "tags":
                return [n for n in self.of("IGMedia") if n.data["username"] not in (US, "rakip")]
            case "IGMedia", "comments":
                return self.of("IGComment", node)
            case "IGComment", "replies":
                return self.of("IGComment", node)[::-1]
            case "Page" | "IGUser", "conversations":
                wanted = params.get("user_id", "")
                talks = self.of("UnifiedThread")
                return [n for n in talks if not wanted or wanted == f"24{n.data['person']}"]
            case "UnifiedThread", "messages":
                return self.of("UnifiedMessage", node)
            case "User", "accounts":
                return [self.home]
            case _, "insights":
                return [{"name": n, "values": [{"value": 7}]} for n in params["metric"].split(",")]
            case _:
                return []

    def root(self, method: str, name: str, params: Mapping[str, str], wanted: object) -> Payload | None:
        """Renewed tokens."""
        if name != "refresh_access_token":
            return None
        self.made += 1
        token = f"{OWN_TOKEN}{self.made}"
        self.tokens[token] = self.me
        return {"access_token": token, "token_type": "bearer", "expires_in": 5184000}

    def write(self, method: str, node: Node, edge: str, params: Mapping[str, str]) -> Payload:
        """Comments, messages, containers."""
        match method, node.kind, edge:
            case "POST", "IGComment", "replies":
                if node.data["hidden"]:
                    raise GraphError("Hidden comments cannot be answered")
                return {"id": self.comment(node, params["message"], ago=0).id}
            case "POST", "IGComment", "":
                node.data["hidden"] = params["hide"] == "true"
                return {"success": True}
            case "DELETE", _, "":
                self.delete(node)
                return {"success": True}
            case "POST", "IGUser", "mentions":
                return {"id": self.comment(self.nodes[params["media_id"]], params["message"], ago=0).id}
            case "POST", "IGUser", "media":
                url = params.get("image_url") or params.get("video_url")
                made = self.add("IGContainer", status_code="FINISHED", url=url, caption=params["caption"])
                return {"id": made.id}
            case "POST", "IGUser", "media_publish":
                box = self.nodes[params["creation_id"]]
                if box.data["status_code"] != "FINISHED":
                    raise GraphError("Media ID is not available", 9007, 2207027)
                box.data["status_code"] = "PUBLISHED"
                return {"id": self.media(str(box.data["caption"]), ago=0).id}
            case "POST", _, "messages":
                return self._message(params)
            case _:
                raise GraphError("(#200) Permissions error", 200, status=403)

    def _message(self, params: Mapping[str, str]) -> Payload:
        to: dict[str, str] = orjson.loads(params["recipient"])
        person = self._author(to["comment_id"]) if "comment_id" in to else to["id"].removeprefix("24")
        theirs = [
            n.at for n in self.of("UnifiedMessage") if not n.ours and n.up and n.up.data["person"] == person
        ]
        age = time.time() - max(theirs, default=0)
        tag = params.get("tag")
        if "comment_id" not in to and age > (7 * DAY if tag else DAY):
            raise GraphError("This message is sent outside of allowed window.", 10, 2534022, 403)
        text = orjson.loads(params["message"])["text"]
        self.sent.append({"to": person, "text": text, "tag": tag, "type": params.get("messaging_type")})
        return {"recipient_id": f"24{person}", "message_id": self.message(person, text, 0, ours=True).id}

    def _author(self, comment_id: str) -> str:
        return str(self.nodes[comment_id].data["username"])

    def _rival(self) -> Node:
        known = next((n for n in self.of("IGUser") if n.data["username"] == "rakip"), None)
        return known or self.add("IGUser", username="rakip", name="Rakip", followers_count=12, media_count=1)
