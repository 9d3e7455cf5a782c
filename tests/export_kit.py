# SPDX-License-Identifier: GPL-3.0-or-later
"""What export.py and export_c.py share: how programs are run and held against
the engines, and the worksheets that are exported: every example, and every
operation that `ops` lists."""

import glob
import json
import math
import os
import subprocess
import sys

program, source, work = sys.argv[1:4]
NEAR = 1e-9
tally = {"passed": 0, "failed": 0}


def check(what, ok):
    tally["passed" if ok else "failed"] += 1
    if not ok:
        print("FAIL:", what)


def run(*words):
    return subprocess.run(words, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)


def report_of(sheet, parts):
    """What compare finds out about a worksheet, every entry, in these parts."""
    return json.loads(run(program, "compare", "--only", parts, "--full",
                          "--format", "json", sheet).stdout.split("\n")[0])


def results(report):
    """{("gradients", "l", "x"): (shape, entries)} of a report."""
    return {(kind, d["of"], d["wrt"]):
            (d["shape"], [float(x) for row in d["reverse"] for x in row])
            for kind in ("gradients", "jacobians") for d in report[kind]}


def off(ours, theirs):
    """How far apart, as a part of the largest entry."""
    most = max([abs(x) for x in ours] + [1e-3])
    return max(abs(x - y) / most if math.isfinite(y) else math.inf
               for x, y in zip(ours, theirs))


def unusual(ours):
    """Outputs that the engines have no finite derivative of, by some leaf: a
    row of zeros and a 1 times infinity has nan where the engines have 0."""
    return {of for (_, of, _), (_, entries) in ours.items()
            if not all(map(math.isfinite, entries))}


def beside(what, sheet, printed):
    """The same by `compare --against`."""
    path = os.path.join(work, "printed.json")
    with open(path, "w") as out:
        out.write(printed)
    report = run(program, "compare", "--only", "gradients,agreement",
                 "--format", "json", "--against", path, sheet)
    check(f"{what}: --against: {report.stderr}", report.returncode < 2 and
          json.loads(report.stdout.split("\n")[0])["against_agrees"])


# --- every operation --------------------------------------------------------

LEAVES = """
input P[2,3] = [0.385, 0.72, 0.25; 0.61, 0.47, 0.83]
input Q[2,3] = [1.385, 1.72, 2.25; 2.61, 1.47, 2.83]
input K[2,3] = [0, -1, 1; 0.5, -0.5, -0.75]
input S[3,3] = [2.385, 0.4, -0.3; 0.7, 1.9, 0.2; -0.6, 0.35, 1.45]
input u[3]   = [0.385; -0.72; 1.25]
data  V[2,3] = [0.9, -1.3, 0.45; 1.15, 0.6, -0.85]
data  y[2]   = [3; 1]
"""

# Differentiated by a node, too, and names that Python has taken.
TAKEN = """
note "a comment"
input lambda = 2.385
input self[2] = [0.4; -0.3]
print = sin(lambda)*self
np = sum([print;
          self]^2)
param __class__ = 0.7
param _parameters = -0.3
t1 = np*lambda*__class__ + _parameters
wrt print, lambda, __class__, _parameters
"""

# Structured operations, what is derived, and symbols that stand together.
WRITTEN = """S @ u|P @ S|P @ Q'|P'|S'*V[1,:]'|P[2,:]|P[:,2:3]|P[1,2]
P[[2, 1, 2],:]|P[:,[3, 3]]|[P, Q; K, V]|reshape(P, 3, 2)|diag(u)|diag(S)|tril(S)|det(S)
logdet(S)|inv(S)|solve(S, u)|solve(S, P')|cross_entropy(P, y)|softmax(u)
soft_cross_entropy(P, Q)|dot(u, u)|outer(u, P[1,:])|trace(S)|mse(P, Q)
stop_gradient(P)*P|u + P[1,:]'|S*u|where(P > 0.5, P, Q)|where(P - 0.47, P, Q)
clip(P, 0.4, 0.7)|bce(P, 0.3*V[1,1])|bce_logits(K, P)|P^2|P^Q|Q^-1|2^P|-P
P - K/Q|P*(P < 0.5) + (K >= 0)*Q - (P != K)*K|(P > 0.4)*(P <= 0.7) - (K == 0)*P
exp(-sqnorm(u))|norm(0*u)|max(K, -K)|min(K, 0)|P + eye(3)[1:2,:]|sse(P, Q)
mean(P*range(3)')|-P^2|(-Q)^2|(P - Q) - (P - K)|P/(Q/K)|P/(Q*P)|(P*Q)*K
cumsum(P, over=rows)|cumsum(P, over=cols)|heaviside(K)|1 @ u'|sum(3 + 0*u)
(P < 0.5) < (Q < 2)|-(P < 0.5)*Q|(P < 0.5)^2*Q|-inf*(P > 5)|diag(P @ Q')|elu(1000*K)"""

OVER = ("sum prod max min logsumexp norm mean var std sqnorm softmax "
        "log_softmax").split()


def operation_lines():
    """Right sides in which every operation that `ops` lists is written."""
    for row in json.loads(run(program, "ops", "--format", "json").stdout)[
            "operations"]:
        if row["kind"] != "elementwise":
            continue
        for names in ("PQV", "QPV", "KQV", "KPP"):
            yield "".join(names["abc".index(c)] if alone else c
                          for c, alone in letters(row["written"]))
    for name in OVER:
        for over in ("", ", over=rows", ", over=cols"):
            yield f"{name}(Q{over})"
    yield from WRITTEN.replace("\n", "|").split("|")


def letters(text):
    """Each character, with whether it is an operand's letter by itself."""
    around = f" {text} "
    for i, c in enumerate(text):
        yield c, (c in "abc" and not around[i].isalnum()
                  and not around[i + 2].isalnum() and around[i] != "_")


def operation_sheets():
    """Each line as an output, and in a sum that is differentiated by
    formulas; some lines a sheet, so that a failure says where."""
    path = os.path.join(work, "taken.grad")
    with open(path, "w") as out:
        out.write(TAKEN)
    yield path
    lines, many = list(operation_lines()), 20
    for first in range(0, len(lines), many):
        some = lines[first:first + many]
        text = LEAVES + "".join(f"v{i} = {line}\n"
                                for i, line in enumerate(some))
        text += "".join(f"l{i} = sum(sin(1.3 + v{i}))\n"
                        for i in range(len(some)))
        text += "output " + ", ".join(f"{c}{i}" for i in range(len(some))
                                      for c in "vl") + "\n"
        path = os.path.join(work, f"operations-{first}.grad")
        with open(path, "w") as out:
            out.write(text)
        yield path


# --- all of them -----------------------------------------------------------

def examples(*folders):
    """The worksheets in folders of `source`, "examples/*"."""
    return sorted(path for folder in folders for path in
                  glob.glob(os.path.join(source, folder, "*.grad")))
