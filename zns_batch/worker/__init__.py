"""Workers: a durable queue of due campaigns, shared by many processes, and recovery after a crash.

Only `queue` knows the library behind the queue (DBOS Transact). It runs a task at least once; that
no message is sent twice is guaranteed by the ledger.
"""
