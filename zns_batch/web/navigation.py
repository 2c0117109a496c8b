"""The menu of the pages."""

from dataclasses import dataclass

from zns_batch.domain.users import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class NavItem:
    """An entry of the menu.

    Attributes:
        path: Where it leads.
        key: Its words.
        least: The role that it needs for some account; `None` for everybody.
        admin: Whether it is for administrators only.
        alone: Whether pages below its path belong to other entries.

    """

    path: str
    key: str
    least: Role | None = None
    admin: bool = False
    alone: bool = False


ITEMS: tuple[NavItem, ...] = (
    NavItem(path="/", key="web.nav.home"),
    NavItem(path="/new", key="web.nav.new", least=Role.PREPARER),
    NavItem(path="/lists", key="web.nav.lists", least=Role.PREPARER),
    NavItem(path="/campaigns", key="web.nav.campaigns", least=Role.VIEWER),
    NavItem(path="/schedules", key="web.nav.schedules", least=Role.VIEWER),
    NavItem(path="/suppressed", key="web.suppressed.h1", least=Role.VIEWER),
    NavItem(path="/templates", key="web.nav.templates", least=Role.VIEWER),
    NavItem(path="/accounts", key="web.nav.accounts"),
    NavItem(path="/approvals", key="web.nav.approvals", least=Role.SENDER),
    NavItem(path="/find", key="web.nav.find", least=Role.PREPARER),
    NavItem(path="/settings/users", key="web.nav.users", admin=True),
    NavItem(path="/settings/audit", key="web.nav.audit", admin=True),
    NavItem(path="/settings/data", key="web.nav.data", admin=True),
    NavItem(path="/settings", key="web.nav.settings", admin=True, alone=True),
    NavItem(path="/system", key="web.nav.system"),
    NavItem(path="/me", key="web.nav.me"),
)
"""In the order of the menu."""


def is_current(item: NavItem, path: str) -> bool:
    """Tell whether a page belongs to an entry."""
    below = item.path != "/" and not item.alone and path.startswith(f"{item.path}/")
    return path == item.path or below
