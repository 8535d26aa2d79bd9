"""What a member's role allows.

viewer looks, writer writes what others approve, responder and publisher send by themselves, approver, manager
and admin approve. A login that the team does not know may do everything, as in a store of one person.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from meydan.store.errors import Forbidden, NotFound
from meydan.store.tables.team import member

LOOKING = frozenset({"viewer"})
WRITING = LOOKING | {"writer"}
DECIDING = frozenset({"approver", "manager", "admin"})


def role_of(conn: Connection, login: str) -> str:
    """The role of a member of the team, "" for any other login."""
    query = select(member.c.role).where(member.c.login == login, member.c.removed.is_(False))
    return str(conn.execute(query).scalar() or "")


def asks(role: str) -> bool:
    """Whether what a member writes needs somebody's approval."""
    return role == "writer"


def decides(role: str, login: str = "", asked_of: str = "") -> bool:
    """Whether a member may decide about what was asked of `asked_of` ("": of anyone who may)."""
    return role == "" or role in DECIDING or (login == asked_of != "" and role not in WRITING)


def require_writing(conn: Connection, login: str) -> str:
    """The role of a member who may write. Raises Forbidden."""
    role = role_of(conn, login)
    if role in LOOKING:
        raise Forbidden(f"{login} may look, not write: the role is {role}")
    return role


def approval_of(conn: Connection, login: str, ask: str | None = None) -> str | None:
    """Whose approval a member's text or act needs ("": of anyone who may), None when it goes without.

    `ask` is whom the member asks by themselves. Raises Forbidden, NotFound.
    """
    role = require_writing(conn, login)
    if ask:
        require_approver(conn, ask)
    return (ask or "") if ask is not None or asks(role) else None


def require_sending(conn: Connection, login: str) -> None:
    """Raises Forbidden for a member whose texts need approval."""
    role = require_writing(conn, login)
    if role in WRITING:
        raise Forbidden(f"{login} may not send without approval: the role is {role}")


def require_deciding(conn: Connection, login: str, asked_of: str) -> None:
    """Raises Forbidden for a member who may not decide about what was asked of `asked_of`."""
    role = role_of(conn, login)
    if not decides(role, login, asked_of):
        raise Forbidden(f"{login} may not approve or reject: the role is {role}")


def require_approver(conn: Connection, login: str) -> None:
    """Raises NotFound for a login that is no member, Forbidden for a member who could not approve."""
    query = select(member.c.role).where(member.c.login == login, member.c.removed.is_(False))
    role = conn.execute(query).scalar()
    if role is None:
        raise NotFound(f"no member {login}")
    if role in WRITING:
        raise Forbidden(f"{login} may not approve or reject: the role is {role}")


def require_ruling(conn: Connection, login: str, *, hides: bool) -> None:
    """Raises Forbidden for a member who may not let a rule work: one that hides sends without approval."""
    if hides:
        require_sending(conn, login)
    else:
        require_writing(conn, login)
