"""Prices and labels for a small shop's parcels."""
