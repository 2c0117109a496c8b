"""What commands do once they have read their options: the dialogue with the person around services.

A command's module only declares it, so that help and completion load nothing but click.
"""
