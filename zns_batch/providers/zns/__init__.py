"""What Zalo's ZNS API and the resellers that pass its answers on have in common.

No provider imports another's module; what several of them read alike stands here.
"""
