"""Compiles the templates of the pages: loaded once, by the process that forked programs begin in."""

from zns_batch.web.rendering import environment

for _name in environment().list_templates(extensions=["html"]):
    environment().get_template(_name)
