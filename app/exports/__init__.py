"""What the portal gives out for others to go through without it (公开核验包)."""
