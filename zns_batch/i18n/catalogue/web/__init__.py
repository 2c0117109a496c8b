"""The sentences of the pages, a module a group of pages."""
