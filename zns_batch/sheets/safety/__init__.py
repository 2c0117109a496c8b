"""Defences against hostile workbooks: zip bombs, XML entities, crashes of the parser."""
