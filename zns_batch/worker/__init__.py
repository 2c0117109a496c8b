"""Workers: a durable queue of what is due, many workers that share it, and their recovery.

Only `tasks` knows the library behind the queue (DBOS Transact). It runs a task at least once; that
no message is sent twice is the ledger's work.
"""
