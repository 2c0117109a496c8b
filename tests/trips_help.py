"""How many ways to a database's server and back something takes: on a network, each is waited for."""

from sqlalchemy import Engine, event


class Trips:
    """Counts statements, and beginnings and ends of transactions, from now on.

    Attributes:
        count: How many so far.
        statements: What was asked, in order; an end of a transaction is `COMMIT` or `ROLLBACK`.

    """

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        self.statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *told: self._add(told[2]))
        event.listen(engine, "commit", lambda _connection: self._add("COMMIT"))
        event.listen(engine, "rollback", lambda _connection: self._add("ROLLBACK"))

    def _add(self, statement: str) -> None:
        self.count += 1
        self.statements.append(statement)

    def begin(self) -> None:
        """Count anew."""
        self.count = 0
        self.statements.clear()
