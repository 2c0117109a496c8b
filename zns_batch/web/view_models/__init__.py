"""What pages show, in words of the reader's language: made of the services' data, without a rule."""
