"""Renders `docs/reference/rights.md` from the table of rights."""

from xinyong.accounts.rights import ROLES, WITHOUT_POST, Grant, Right, Row

_HEAD = """# Rights

Generated from `xinyong/accounts/rights.py`; change that table, not this page. A dash is a refusal. *Condition* marks
grants that hold only when the calling room has verified their condition and says so (`may(…, under=…)`);
*own* marks those that end at the actor's own organisation.

"""
_EXPLAINED = """
## Grants

| grant | text | condition | own |
|---|---|---|---|
"""


def render() -> str:
    """Return the page as Markdown."""
    titles = " | ".join(right.value for right in Right)
    lines = [f"| 角色 | {titles} |", "|---" * (len(Right) + 1) + "|"]
    lines += [_row(f"{role.label} `{role}`", row) for role, row in ROLES.items()]
    lines += [_row(f"{kind.label} `{kind}`", row) for kind, row in WITHOUT_POST.items()]
    grants = [_grant(grant) for grant in Grant]
    return _HEAD + "\n".join(lines) + "\n" + _EXPLAINED + "\n".join(grants) + "\n"


def _row(title: str, row: Row) -> str:
    cells = ("、".join(row.get(right, ())) or "–" for right in Right)
    return f"| {title} | {' | '.join(cells)} |"


def _grant(grant: Grant) -> str:
    yes = {True: "yes", False: ""}
    return f"| `{grant.name}` | {grant.value} | {yes[grant.is_conditional]} | {yes[grant.is_own]} |"
