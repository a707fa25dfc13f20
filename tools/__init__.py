"""What stands around the portal: setting up, serving, checking, measuring. Start at start.sh."""
