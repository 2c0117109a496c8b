"""The ways to the customer: one provider a module, one request a message."""
