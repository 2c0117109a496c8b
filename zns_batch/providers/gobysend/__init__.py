"""GobySend (GobyZNS), a reseller of ZNS."""
