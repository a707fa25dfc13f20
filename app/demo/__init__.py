"""The demo district: invented content (content/) and what loads it."""
