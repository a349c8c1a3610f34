#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A worker for pmap --persist: the mean of the numbers of one line.

    pmap -k --persist python3 worker.py ::: '1 2 3' '4 5' '10'

The interpreter starts once for each slot, and what is imported or loaded above the loop is paid once. Each line of input
is one task; exactly one line of output is its answer. print(..., flush=True) matters: output that stays in a buffer
never gets out while the worker waits for its next line.
"""
import statistics
import sys

for line in sys.stdin:
    try:
        print(f"{statistics.fmean(float(x) for x in line.split()):.6f}", flush=True)
    except (ValueError, statistics.StatisticsError) as why:
        # What is said on stderr before the answer belongs to the same task.
        print(f"worker.py: {line.rstrip()!r}: {why}", file=sys.stderr)
        print("nan", flush=True)
