"""A Page, the people who write to it, and the person whose Page it is."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import orjson

from tests.servers.meta.graph import GraphError, Node, Payload, World, stamp
from tests.servers.meta.spec import Spec, Wanted

PAGE_TOKEN, USER_TOKEN = "EAAGtokenofthepage", "EAABtokenofaperson"
DAY = 86400


class Pages(World):
    """Comments hang on posts and comments, messages on conversations; both belong to one Page."""

    def __init__(self) -> None:
        super().__init__(Spec("facebook/nodes.json"))
        kinds = self.spec.kinds
        for kind in ("PagePost", "Comment"):
            # A connection's summary, and what an object is: Graph API guides.
            kinds[kind].edges["GET comments"].add("summary")
        for kind in ("Page", "User"):
            kinds[kind].edges["GET"].add("metadata")
        # Messages of a conversation: Messenger Platform, conversations guide.
        kinds["UnifiedMessage"].fields |= {"shares", "sticker"}
        self.home = self.add("Page", name="Markamız", username="markamiz", access_token=PAGE_TOKEN)
        self.person = self.add("User", name="Deniz")
        self.tokens |= {PAGE_TOKEN: self.home, USER_TOKEN: self.person}
        self.pages = [self.home]
        self.sent: list[Payload] = []
        self.blocked: list[str] = []
        self.withdrawn: set[str] = set()

    def who(self, name: str) -> Payload:
        """A person; the Page itself without a name."""
        if not name:
            return {"id": self.home.id, "name": self.home.data["name"]}
        return {"id": str(240_000_000_000 + sum(map(ord, name))), "name": name}

    def post(self, text: str, by: str = "", ago: float = 3600, edge: str = "") -> Node:
        """A post of ours; `by` somebody it is a visitor's, or stands on another `edge`."""
        at = time.time() - ago
        number = f"{self.home.id}_{next(self.numbers)}"
        edge = edge or ("visitor_posts" if by else "published_posts")
        node = self.add("PagePost", at, None, not by, id=number, message=text, created_time=stamp(at))
        node.data |= {"from": self.who(by), "permalink_url": f"https://www.facebook.com/{number}"}
        node.data |= {"edge": edge, "is_hidden": False}
        return node

    def comment(self, up: Node, text: str, by: str = "", ago: float = 60) -> Node:
        """A comment below a post or comment."""
        at = time.time() - ago
        post = _post_of(up)
        number = f"{post.id.partition('_')[2]}_{next(self.numbers)}"
        node = self.add("Comment", at, up, not by, id=number, message=text, created_time=stamp(at))
        node.data |= {"from": self.who(by), "is_hidden": False, "user_likes": False}
        node.data["permalink_url"] = f"{post.data['permalink_url']}?comment_id={number}"
        if up.kind == "Comment":
            node.data["parent"] = up
        return node

    def talk(self, by: str) -> Node:
        """The conversation with somebody."""
        known = next((one for one in self.of("UnifiedThread") if one.data["with"] == self.who(by)), None)
        if known is not None:
            return known
        number = f"t_{next(self.numbers)}"
        return self.add(
            "UnifiedThread",
            None,
            None,
            False,
            id=number,
            link=f"/1/inbox/{number}/",
            **{"with": self.who(by)},
        )

    def message(self, by: str, text: str, ago: float = 60, *, ours: bool = False, **more: object) -> Node:
        """A private message in the conversation with somebody."""
        at = time.time() - ago
        talk = self.talk(by)
        talk.at = max(at, max((one.at for one in self.of("UnifiedMessage", talk)), default=0))
        sender = self.who("" if ours else by)
        made = {"message": text, "created_time": stamp(at), "from": sender, **more}
        talk.data["updated_time"] = stamp(talk.at)
        return self.add("UnifiedMessage", at, talk, ours, id=f"m_{next(self.numbers)}", **made)

    def review(self, text: str, by: str, ago: float = 60, **more: object) -> Node:
        """A recommendation; its story can be commented upon."""
        story = self.post(text, by, ago, edge="nowhere")
        given = {"review_text": text, "reviewer": self.who(by), "open_graph_story": {"id": story.id}}
        return self.add(
            "Review",
            time.time() - ago,
            None,
            False,
            created_time=story.data["created_time"],
            **{**given, **more},
        )

    def texts(self, up: Node) -> list[str]:
        """What we wrote right below something."""
        return [str(one.data["message"]) for one in self.of("Comment", up) if one.ours]

    def answer(self, method: str, path: str, params: dict[str, str], token: str) -> tuple[int, Payload]:
        """With what an object is where that is asked for."""
        status, body = super().answer(method, path, params, token)
        if params.get("metadata") and status == 200:
            body["metadata"] = {"type": self.nodes[str(body["id"])].kind.lower()}
        return status, body

    def edge(self, node: Node, edge: str, params: Mapping[str, str]) -> Sequence[Node | Payload]:
        """Newest first."""
        match node.kind, edge:
            case "User", "accounts":
                return self.pages
            case "Page", "published_posts" | "visitor_posts" | "tagged" | "ads_posts" | "scheduled_posts":
                return [one for one in self.of("PagePost") if one.data["edge"] == edge]
            case "Page", "ratings":
                return [one.data for one in self.of("Review")]
            case "Page", "conversations":
                wanted = params.get("user_id")
                return [
                    one
                    for one in self.of("UnifiedThread")
                    if wanted in (None, str(_mapping(one.data["with"])["id"]))
                    and self.of("UnifiedMessage", one)
                ]
            case "Page", "blocked":
                return [{"id": one} for one in self.blocked if one == params.get("user")]
            case "PagePost" | "Comment", "comments":
                below = self.of("Comment")
                whole = params.get("filter") == "stream"
                return [one for one in below if (_within(one, node) if whole else one.up is node)]
            case "UnifiedThread", "messages":
                return self.of("UnifiedMessage", node)
            case "PagePost", "insights":
                if params["metric"] in self.withdrawn:
                    raise GraphError("(#100) The value must be a valid insights metric")
                return [{"name": params["metric"], "period": "lifetime", "values": [{"value": 8}]}]
            case _:
                return []

    def page(
        self, node: Node, edge: str, params: Mapping[str, str], wanted: tuple[Wanted, ...], token: str
    ) -> Payload:
        """With the summary where one is asked for."""
        page = super().page(node, edge, params, wanted, token)
        if params.get("summary") == "true":
            page["summary"] = {"total_count": len(self.edge(node, edge, params))}
        return page

    def write(self, method: str, node: Node, edge: str, params: Mapping[str, str]) -> Payload:
        """Do it."""
        match method, node.kind, edge:
            case "POST", "PagePost" | "Comment", "comments":
                return {"id": self.comment(node, params["message"], ago=0).id}
            case "POST", "PagePost" | "Comment", "":
                node.data["is_hidden"] = params["is_hidden"] == "true"
            case "POST" | "DELETE", "PagePost" | "Comment", "likes":
                node.data["user_likes"] = method == "POST"
            case "DELETE", "PagePost" | "Comment", "":
                self.delete(node)
            case "POST", "Page", "blocked":
                people = orjson.loads(params.get("user") or params["psid"])
                self.blocked += people
                return dict.fromkeys(people, True)
            case "POST", "Page", "feed":
                later = params.get("published") == "false"
                made = self.post(params["message"], ago=0, edge="scheduled_posts" if later else "")
                made.data |= {"asked": dict(params)}
                return {"id": made.id}
            case "POST", "Page", "messages":
                return self._send(params)
            case _:
                raise GraphError("(#200) Permissions error", 200, status=403)
        return {"success": True}

    def _send(self, params: Mapping[str, str]) -> Payload:
        """Messenger's windows: 24 hours, 7 days for a human agent, 7 days for a private reply."""
        to, said = orjson.loads(params["recipient"]), orjson.loads(params["message"])
        if "comment_id" in to:
            by = str(_mapping(self.nodes[to["comment_id"]].data["from"])["name"])
        else:
            talks = [one for one in self.of("UnifiedThread") if _mapping(one.data["with"])["id"] == to["id"]]
            if not talks:
                raise GraphError("(#100) No matching user found", 100, 2018001)
            by = str(_mapping(talks[0].data["with"])["name"])
            heard = max(one.at for one in self.of("UnifiedMessage", talks[0]) if not one.ours)
            if time.time() - heard > (7 * DAY if params.get("tag") == "HUMAN_AGENT" else DAY):
                raise GraphError("(#10) This message is sent outside of allowed window.", 10, 2018278)
        made = self.message(by, said["text"], 0, ours=True)
        self.sent.append({"to": by, "tag": params.get("tag"), "type": params.get("messaging_type"), **to})
        return {"recipient_id": self.who(by)["id"], "message_id": made.id}


def _post_of(node: Node) -> Node:
    while node.up is not None:
        node = node.up
    return node


def _within(node: Node, top: Node) -> bool:
    up = node.up
    while up is not None and up is not top:
        up = up.up
    return up is top


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict)
    return value
