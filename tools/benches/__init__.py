"""One file a subject; each defines run(report). See tools/bench.py."""
