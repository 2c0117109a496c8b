"""People and their grants in the ledger."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from zns_batch.core.random_ids import random_letters
from zns_batch.domain.users import Role, User, UserState
from zns_batch.i18n import Lang
from zns_batch.ledger.db.api_tables import api_tokens
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import grants, users
from zns_batch.ledger.db.timestamps import from_ms, to_ms

# Asked at each request: SQLAlchemy keeps with a statement what it takes long to find out about it.
_OF_ID = select(users).where(users.c.id == bindparam("user_id"))
_GRANTS_OF = select(grants.c.account, grants.c.role).where(grants.c.user_id == bindparam("user_id"))


def new_user_id() -> str:
    """Return the id of a new person."""
    return "u" + random_letters(15)


def add_user(connection: Connection, user: User, *, password: str | None = None) -> None:
    """Add a person with grants.

    Args:
        password: The hash of the password that the person has chosen.

    """
    connection.execute(
        insert(users).values(
            id=user.id,
            login=user.login,
            name=user.name,
            lang=user.lang,
            email=user.email,
            test_phone=user.test_phone,
            admin=user.admin,
            password=password,
            state=user.state.value,
            created_at=to_ms(user.created_at),
            last_choices=json.dumps(dict(user.last_choices)),
        )
    )
    for account, role in user.grants.items():
        set_grant(connection, user.id, account, role)


def set_grant(connection: Connection, user_id: str, account: str, role: Role | None) -> None:
    """Give a person a role for an account (`*` for all), or take it away (`None`)."""
    this = (grants.c.user_id == user_id, grants.c.account == account)
    connection.execute(delete(grants).where(*this))
    if role is not None:
        connection.execute(insert(grants).values(user_id=user_id, account=account, role=role.value))


def find_user(connection: Connection, user_id: str) -> User | None:
    """Return the person with an id."""
    line = connection.execute(_OF_ID, {"user_id": user_id}).mappings().first()
    return None if line is None else _user_of(line, _grants_of(connection, user_id))


def find_login(connection: Connection, login: str) -> User | None:
    """Return the person with a login, which must be folded (`fold_login`)."""
    line = connection.execute(select(users).where(users.c.login == login)).mappings().first()
    return None if line is None else _user_of(line, _grants_of(connection, line["id"]))


def list_users(ledger: Ledger) -> list[User]:
    """Return everybody, by login."""
    theirs: dict[str, dict[str, Role]] = {}
    with ledger.read() as connection:
        lines = connection.execute(select(users).order_by(users.c.login)).mappings().all()
        for user_id, account, role in connection.execute(select(grants)):
            theirs.setdefault(user_id, {})[account] = Role(role)
    return [_user_of(line, theirs.get(line["id"], {})) for line in lines]


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonName:
    """What pages show of a person beside what that person did."""

    id: str
    login: str
    name: str


def list_names(ledger: Ledger) -> list[PersonName]:
    """Return what everybody is called, and each key of the API, which acts in a person's place."""
    people = select(users.c.id, users.c.login, users.c.name)
    keys = select(api_tokens.c.id, api_tokens.c.name)
    with ledger.read() as connection:
        found = [PersonName(**line) for line in connection.execute(people).mappings()]
        for token_id, name in connection.execute(keys):
            # As the log of acts calls it.
            login = f"{name} ({token_id})"
            found.append(PersonName(id=token_id, login=login, name=f"{name} (API)"))
    return found


def names_of_admins(ledger: Ledger) -> list[str]:
    """Return the names of the administrators who can sign in."""
    can = users.c.admin.is_(True) & (users.c.state == UserState.ACTIVE.value)
    with ledger.read() as connection:
        return list(
            connection.execute(select(users.c.name).where(can).order_by(users.c.name)).scalars()
        )


def count_users(connection: Connection) -> int:
    """Return how many people there are, disabled ones too."""
    return connection.execute(select(func.count()).select_from(users)).scalar_one()


def count_admins(connection: Connection, *, besides: str = "") -> int:
    """Return how many administrators are not disabled, one person (by id) left out."""
    can = users.c.admin.is_(True) & (users.c.state != UserState.DISABLED.value)
    query = select(func.count()).select_from(users).where(can, users.c.id != besides)
    return connection.execute(query).scalar_one()


def password_hash(connection: Connection, user_id: str) -> str | None:
    """Return the hash of a person's password."""
    return connection.execute(
        select(users.c.password).where(users.c.id == user_id)
    ).scalar_one_or_none()


def change_user(
    connection: Connection,
    user_id: str,
    *,
    name: str | None = None,
    lang: Lang | None = None,
    password: str | None = None,
    state: UserState | None = None,
    admin: bool | None = None,
    seen_at: datetime | None = None,
    last_choices: Mapping[str, object] | None = None,
    test_phone: str | None = None,
    email: str | None = None,
) -> None:
    """Change what is given of a person, and leave the rest; an empty text takes a value away."""
    values: dict[str, Any] = {
        "name": name,
        "lang": lang,
        "password": password,
        "state": None if state is None else state.value,
        "admin": admin,
        "seen_at": to_ms(seen_at),
        "test_phone": test_phone,
        "email": email,
        "last_choices": None if last_choices is None else json.dumps(dict(last_choices)),
    }
    given = {column: value for column, value in values.items() if value is not None}
    connection.execute(update(users).where(users.c.id == user_id).values(given))


def _grants_of(connection: Connection, user_id: str) -> dict[str, Role]:
    theirs = connection.execute(_GRANTS_OF, {"user_id": user_id})
    return {account: Role(role) for account, role in theirs}


def _user_of(line: RowMapping, theirs: Mapping[str, Role]) -> User:
    lang: Lang = "en" if line["lang"] == "en" else "vi"
    return User(
        id=line["id"],
        login=line["login"],
        name=line["name"],
        lang=lang,
        email=line["email"],
        test_phone=line["test_phone"],
        admin=bool(line["admin"]),
        state=UserState(line["state"]),
        has_password=line["password"] is not None,
        has_second_factor=line["totp_secret"] is not None,
        created_at=from_ms(line["created_at"]),
        seen_at=from_ms(line["seen_at"]),
        last_choices=json.loads(line["last_choices"]),
        grants=theirs,
    )
