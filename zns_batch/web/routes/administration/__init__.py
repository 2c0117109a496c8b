"""Pages for administrators: the log of acts, settings in force, customers' data, health."""
