"""Integrity screens (围标串标线索筛查): signs in the records of procurement; a person decides what they mean."""
