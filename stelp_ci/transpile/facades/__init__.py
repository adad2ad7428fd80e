"""What strict programs may import, callable by callable."""
