"""Clock, logging, masking and process signals; knows nothing of campaigns."""
