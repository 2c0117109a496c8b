"""One customer across campaigns: where a number stands, who must never be sent to, what they answered."""
