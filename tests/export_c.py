# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles what `gradcompare export --to c` writes, with warnings as errors,
runs it, and holds values, and derivatives by adjoints and by tangents, against
those of `compare --format json`, which has no part in them: every example, and
every operation that `ops` lists.
usage: export_c.py PROGRAM SOURCE WORK COMPILER..."""

import concurrent.futures
import json
import math
import os
import sys

sys.dont_write_bytecode = True  # the sources may be read-only
from export_kit import (NEAR, beside, check, examples, off, operation_sheets,
                        program, report_of, results, run, source, tally,
                        unusual, work)

SOME = 8  # one of so many worksheets takes the longer way as well
compilers = [words.split() for words in sys.argv[4:]]
FLAGS = ("-std=c17 -Werror -Wall -Wextra -Wpedantic -Wshadow -Wconversion "
         "-Wstrict-prototypes").split()


def export(path, sheet, parts):
    """As three files, or as one: those to compile, and the run."""
    if parts:
        ran = run(program, "export", "--to", "c", "-o", path + ".c", sheet)
        return [path + ".c", path + "_main.c"], ran
    ran = run(program, "export", "--to", "c", sheet)
    with open(path + ".c", "w") as out:
        out.write(ran.stdout)
    return [path + ".c"], ran


def build(job):
    """Exports worksheet number i, compiles it, by the compilers in turn, and
    runs both modes of the program: what went wrong, and what they printed."""
    i, sheet = job
    path = os.path.join(work, f"c-{i}")
    files, ran = export(path, sheet, i % SOME == 0)
    if ran.returncode == 0:
        # Loops become vectors, of functions, too, at -O3.
        ran = run(*compilers[i % len(compilers)], *FLAGS,
                  "-O3" if i % SOME < 2 else "-O0", "-o", path, *files, "-lm")
    if ran.returncode != 0:
        return ran.stderr, None, None
    return "", run(path).stdout, run(path, "forward").stdout


def same(ours, theirs):
    """Do the values agree, where they are finite, and are they finite at the
    same places?"""
    pairs = [(x, y) for x, y in zip(ours, theirs)
             if not (x == y or math.isnan(x) and math.isnan(y))]
    return not pairs or off(*zip(*pairs)) <= NEAR


def hold(what, sheet, some, error, printed, forward):
    check(f"{what}: {error[:600]}", not error)
    if error:
        return
    report = report_of(sheet, "values,gradients")
    nodes = {node["name"]: [float(x) for row in node["value"] for x in row]
             for node in report["nodes"]}
    for value in json.loads(printed)["values"]:
        numbers = [float(x) for row in value["value"] for x in row]
        check(f"{what}: {value['name']} is {numbers[:5]}",
              value["name"] not in nodes or
              same(nodes[value["name"]], numbers))
    ours, skipped = results(report), unusual(results(report))
    for mode, text in (("adjoints", printed),
                       ("tangents", forward.replace('"forward"',
                                                    '"reverse"'))):
        theirs = results(json.loads(text))
        check(f"{what}: {mode}: other derivatives", ours.keys() ==
              theirs.keys())
        for key in sorted(ours.keys() & theirs.keys()):
            if key[1] in skipped:
                continue
            worst = off(ours[key][1], theirs[key][1])
            check(f"{what}: {mode}: {key} is off by {worst}",
                  ours[key][0] == theirs[key][0] and worst <= NEAR)
    if some and not skipped:
        beside(what, sheet, printed)


# Products that leave the range of doubles on the way, and come back.
FAR = """
param f[5] = [1e150; 1e150; 1e150; 1e-150; 1e-150]
param g[20] = 1e20*ones(20)
param h[3,2] = [1e200, 1; 1e100, 2; 1e-150, 3]
param k[5] = [1e200; 0; 1; 1; 1e200]
param m[30] = 1e-20*ones(30)
data  s[30] = 1e20*ones(30)
p = prod(f)
q = prod([g; 1e-150; 1e-150])
r = sum(prod(h, over=rows)) + prod(h[:,1])
t = prod([k; 1e-200; 1e-200])
u = prod([s; m])
v = prod([m; s[1:29]])
output p, q, r, t, u, v
"""


# Rows eight at a time, of which three are left, or none.
ROWS = """
seed 5
dim   n = %d
data  X[n,3]  = uniform(-1, 1)
data  y[n]    = uniform(-1, 1)
param W1[3,4] = uniform(-1, 1)
param b1[1,4] = uniform(-1, 1)
param W2[4,2] = uniform(-1, 1)
param c       = 0.3
H = relu(X @ W1 + b1)
C = mse(sum(H @ W2, over=cols) + c, y) + sum(abs(H))
"""


def written(name, text):
    path = os.path.join(work, name)
    with open(path, "w") as out:
        out.write(text)
    return path


def rows_sheet(rows):
    sheet = written(f"rows{rows}.grad", ROWS % rows)
    text = run(program, "export", "--to", "c", sheet).stdout
    done = rows - rows % 8
    check(f"{rows} rows are not taken eight at a time",
          f"k < {done}; k += 8)" in text)
    check(f"which rows are left of {rows}",
          (f"i = {done}; i < {rows}" in text) == (rows > done))
    return sheet


sheets = (examples("examples/*", "examples/atlas/*", "tests/sheets")
          + list(operation_sheets())
          + [written("far.grad", FAR), rows_sheet(43), rows_sheet(48)])
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for i, ran in enumerate(pool.map(build, enumerate(sheets))):
        hold(os.path.relpath(sheets[i], source), sheets[i], i % SOME == 0,
             *ran)
print(f"export_c.py: {tally['passed']} checks passed, "
      f"{tally['failed']} failed")
sys.exit(tally["failed"] > 0)
