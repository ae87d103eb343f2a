"""Standings: who stands where, live and in frozen editions."""
