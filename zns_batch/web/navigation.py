"""The menu of the pages: groups of entries, as a person who knows a spreadsheet looks for things."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class NavGroup:
    """Entries that belong together.

    Attributes:
        key: The words above them; empty for the first, which needs none.
        items: The entries, in their order.

    """

    key: str
    items: tuple[NavItem, ...]


GROUPS: tuple[NavGroup, ...] = (
    NavGroup(key="", items=(NavItem(path="/", key="web.nav.home"),)),
    NavGroup(
        key="web.nav.group.send",
        items=(
            NavItem(path="/new", key="web.nav.new", least=Role.PREPARER),
            NavItem(path="/lists", key="web.nav.lists", least=Role.PREPARER),
            NavItem(path="/campaigns", key="web.nav.campaigns", least=Role.VIEWER),
            NavItem(path="/schedules", key="web.nav.schedules", least=Role.VIEWER),
            NavItem(path="/approvals", key="web.nav.approvals", least=Role.SENDER),
        ),
    ),
    NavGroup(
        key="web.nav.group.customers",
        items=(
            NavItem(path="/suppressed", key="web.suppressed.h1", least=Role.VIEWER),
            NavItem(path="/find", key="web.nav.find", least=Role.PREPARER),
        ),
    ),
    NavGroup(
        key="web.nav.group.sources",
        items=(
            NavItem(path="/accounts", key="web.nav.accounts"),
            NavItem(path="/templates", key="web.nav.templates", least=Role.VIEWER),
        ),
    ),
    NavGroup(
        key="web.nav.group.admin",
        items=(
            NavItem(path="/settings/users", key="web.nav.users", admin=True),
            NavItem(path="/settings/audit", key="web.nav.audit", admin=True),
            NavItem(path="/settings/data", key="web.nav.data", admin=True),
            NavItem(path="/settings", key="web.nav.settings", admin=True, alone=True),
        ),
    ),
    # For everybody: whoever is no administrator looks here before asking one.
    NavGroup(
        key="web.nav.group.help",
        items=(
            NavItem(path="/me", key="web.nav.me"),
            NavItem(path="/system", key="web.nav.system"),
            NavItem(path="/help", key="web.nav.help"),
        ),
    ),
)
"""In the order of the menu: what is done every day first, what is set up once last."""


def is_current(item: NavItem, path: str) -> bool:
    """Tell whether a page belongs to an entry."""
    below = item.path != "/" and not item.alone and path.startswith(f"{item.path}/")
    return path == item.path or below
