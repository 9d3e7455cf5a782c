# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs what `gradcompare export` writes, and holds its gradients against those
of `compare --format json`, which has no part in them: every example, and every
operation that `ops` lists.  usage: export.py PROGRAM SOURCE WORK"""

import importlib.util
import json
import math
import os
import py_compile
import subprocess
import sys

sys.dont_write_bytecode = True  # the sources may be read-only
from export_kit import (NEAR, beside, check, examples, off, operation_sheets,
                        program, report_of, results, run, source, tally,
                        unusual, work)

left_out = 0
made = []


def export(what, sheet, target):
    """The path of the program for a target."""
    path = os.path.join(work, f"{len(made)}-{target}.py")
    ran = run(program, "export", "--to", target, "-o", path, sheet)
    check(f"{what}: export --to {target}: {ran.stderr}", ran.returncode == 0)
    made.append(path)
    return path


def run_all(paths, folder=None):
    """What each program printed, or the last line of what went wrong, by one
    Python that looks for modules in the folder first."""
    driver = """
import contextlib, io, json, runpy, sys, traceback
for path in sys.argv[1:]:
    out, error, values = io.StringIO(), None, None
    try:
        with contextlib.redirect_stdout(out), \\
                contextlib.redirect_stderr(io.StringIO()):
            names = runpy.run_path(path)
        if "worksheet" in names:  # a function of its leaves
            values = [[float(x) for x in value.reshape(-1)]
                      for value in names["worksheet"](*names["leaves"])]
    except BaseException:
        error = traceback.format_exc()
    print(json.dumps([out.getvalue(), error, values]))
"""
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
    if folder:
        environment["PYTHONPATH"] = folder
    ran = subprocess.run([sys.executable, "-c", driver, *paths], text=True,
                         stdout=subprocess.PIPE, env=environment)
    return [json.loads(line) for line in ran.stdout.splitlines()]


# What frameworks have nan for, where the engines take a side that a where
# leaves aside, or a power of 0, for what it is: outputs of worksheets.
TRAPS = {("where-trap.grad", "chosen"), ("kink.grad", "la"),
         ("lists.grad", "y"), ("narrow.grad", "d")}


def returned(path):
    """The names in the last return of a program: those of its outputs."""
    with open(path) as text:
        line = [line for line in text if line.startswith("    return (")][-1]
    return line.split("(")[1].split(")")[0].replace(",", " ").split()


def hold_values(what, sheet, path, printed, error, values):
    """The values of outputs, and the shapes of derivatives, where a stand-in
    has computed no derivative."""
    check(f"{what}: {(error or '')[-600:]}", not error)
    if error:
        return
    report = report_of(sheet, "values,gradients")
    ours, theirs = results(report), results(json.loads(printed))
    check(f"{what}: shapes of derivatives",
          {key: shape for key, (shape, _) in ours.items()} ==
          {key: shape for key, (shape, _) in theirs.items()})
    nodes = {node["name"]: [float(x) for row in node["value"] for x in row]
             for node in report["nodes"]}
    for name, value in zip(returned(path), values):
        if name not in nodes:  # one that Python has taken
            name = name.rstrip("_")
        pairs = [(x, y) for x, y in zip(nodes[name], value)
                 if not (math.isnan(x) or x == y)]
        worst = off(*zip(*pairs)) if pairs else 0.0
        check(f"{what}: {name} is off by {worst}", worst <= NEAR)


def hold(what, sheet, target, printed, error):
    """What one program printed, against the engines."""
    global left_out
    check(f"{what}: {target}: {(error or '')[-600:]}", not error)
    if error:
        return
    report = report_of(sheet, "gradients")
    ours, theirs = results(report), results(json.loads(printed))
    check(f"{what}: {target} differentiates other things",
          ours.keys() == theirs.keys())
    skipped = unusual(ours)
    if target != "numpy":
        skipped |= {of for name, of in TRAPS
                    if name == os.path.basename(sheet)}
    left_out += len(skipped)
    for key in sorted(ours.keys() & theirs.keys()):
        if key[1] in skipped:
            continue
        check(f"{what}: {target}: shape of {key}",
              ours[key][0] == theirs[key][0])
        worst = off(ours[key][1], theirs[key][1])
        check(f"{what}: {target}: {key} is off by {worst}", worst <= NEAR)
    if not skipped:
        beside(what, sheet, printed)


# --- all of it --------------------------------------------------------------

stand_ins = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                         "stand-ins")
sheets = examples("examples/*", "tests/sheets") + list(operation_sheets())
for target, module in (("numpy", "numpy"), ("jax", "jax"),
                       ("pytorch", "torch")):
    paths = [export(sheet, sheet, target) for sheet in sheets]
    for path in paths:
        py_compile.compile(path, doraise=True)
    if not importlib.util.find_spec(module):
        print(f"export.py: no {module} here, so its programs were not run")
    if target == "jax":
        for sheet, path, ran in zip(sheets, paths, run_all(paths, stand_ins)):
            hold_values(os.path.relpath(sheet, source), sheet, path, *ran)
    if not importlib.util.find_spec(module):
        continue
    for sheet, (printed, error, _) in zip(sheets, run_all(paths)):
        hold(os.path.relpath(sheet, source), sheet, target, printed, error)

# --- the graph as JSON, and back --------------------------------------------

def gradients_of(sheet):
    return results(report_of(sheet, "gradients"))


for i, sheet in enumerate(sheets):
    graph = os.path.join(work, "graph.json")
    again = os.path.join(work, f"again-{i}.grad")
    run(program, "export", "--to", "json", "-o", graph, sheet)
    back = run(program, "import", "-o", again, graph)
    check(f"{sheet}: import: {back.stderr}", back.returncode == 0)
    if back.returncode != 0:
        continue
    ours = gradients_of(sheet)
    try:
        theirs = {(kind, of, wrt[:-6] if wrt.endswith("_shift") else wrt): d
                  for (kind, of, wrt), d in gradients_of(again).items()}
    except ValueError:
        check(f"{sheet}: its copy is wrong: "
              + run(program, "compare", again).stderr[:600], False)
        continue
    check(f"{sheet}: its copy has other derivatives {ours.keys()} "
          f"{theirs.keys()}", ours.keys() == theirs.keys())
    for key in ours.keys() & theirs.keys():
        pairs = [(x, y) for x, y in zip(ours[key][1], theirs[key][1])
                 if not (x == y or math.isnan(x))]
        worst = off(*zip(*pairs)) if pairs else 0.0
        check(f"{sheet}: {key} of its copy is off by {worst}",
              ours[key][0] == theirs[key][0] and worst <= NEAR)

# --- a train line -----------------------------------------------------------

TRAIN = """
param w = 5
l = (w - 2)^2
train epochs = 4, rate = 0.1, %s
"""
# w - 2 by hand: 0.8 of the last; with momentum v = 0.5 v + 2 (w - 2)
FOLLOWED = {"optimiser = sgd": [3, 2.4, 1.92, 1.536],
            "momentum = 0.5": [3, 2.4, 1.62, 0.906],
            "optimiser = adam": [3, 2.9]}
for how, distances in FOLLOWED.items():
    sheet = os.path.join(work, "train.grad")
    with open(sheet, "w") as out:
        out.write(TRAIN % how)
    path = export(how, sheet, "pytorch")
    if importlib.util.find_spec("torch"):
        losses = [float(line.split()[-1]) for line in
                  run(sys.executable, path).stderr.splitlines()
                  if line.startswith("epoch")]
        check(f"{how}: losses {losses}", len(losses) == 4 and all(
            abs(loss - d * d) < 1e-6 for loss, d in zip(losses, distances)))

check(f"{left_out} outputs were left out", left_out < 60 * 3)
print(f"export.py: {tally['passed']} checks passed, {tally['failed']} failed, "
      f"{left_out} outputs without a finite derivative left out")
sys.exit(tally["failed"] > 0)
