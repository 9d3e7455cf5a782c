# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes session.jsonl: messages of GradBench's evals with the responses that
are due, a pair of lines each as its own logs have them.  Values are computed
from the formulas of the evals' README files in 60 digits, derivatives as
central differences of these with a step of 1e-20, whose error is below 1e-30.
Nothing of gradcompare has a part in it.  Needs mpmath; run it by hand:

    python3 tests/gradbench/session.py >tests/gradbench/session.jsonl"""

import itertools
import json

import mpmath as mp

mp.mp.dps = 60
h = mp.mpf(10) ** -20
drawn = 2385
number = itertools.count()


def draw(*sizes):
    """Numbers from -1 to 1, in lists of lists."""
    global drawn
    if sizes:
        return [draw(*sizes[1:]) for _ in range(sizes[0])]
    drawn = (drawn * 1103515245 + 12345) % 2 ** 31
    return drawn / 2 ** 30 - 1


def gradient(f, x):
    """Of f at the list x, entry by entry."""
    def moved(i, by):
        return f([mp.mpf(v) + (by if j == i else 0) for j, v in enumerate(x)])
    return [(moved(i, h) - moved(i, -h)) / (2 * h) for i in range(len(x))]


def plain(x):
    """Numbers as JSON has them."""
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, list):
        return [plain(value) for value in x]
    return x if isinstance(x, int) else float(x)


def pair(message, response):
    at = next(number)
    print(json.dumps({"message": {"id": at, **message}}))
    print(json.dumps({"response": {"id": at, **response}}))


def evaluate(module, function, given, output):
    pair({"kind": "evaluate", "module": module, "function": function,
          "input": given, "description": "small"},
         {"success": True, "output": plain(output)})
    pair({"kind": "analysis", "of": 0, "valid": True}, {})


def define(module):
    pair({"kind": "define", "module": module}, {"success": True})


def runs(**given):
    return {**given, "min_runs": 3, "min_seconds": 0}


def flat(rows):
    return [x for row in rows for x in row]


def lse_of(x):
    return mp.log(mp.fsum(mp.exp(v) for v in x))


def hello():
    define("hello")
    for x in (1.0, -2.385, 3):
        evaluate("hello", "square", x, mp.mpf(x) ** 2)
        evaluate("hello", "double", x, 2 * mp.mpf(x))


def lse():
    define("lse")
    for x in (draw(7), [800.5, -3.0, 801.25], [0.25]):
        given = runs(x=x)
        evaluate("lse", "primal", given, lse_of(x))
        evaluate("lse", "gradient", given, gradient(lse_of, x))


def llsq():
    define("llsq")
    for m, n in ((4, 7), (1, 2), (19, 33)):
        def f(x):
            total = mp.mpf(0)
            for i in range(n):
                t = -1 + mp.mpf(2 * i) / (n - 1)
                total += (mp.sign(t) - mp.fsum(
                    c * (t ** j if j else 1) for j, c in enumerate(x))) ** 2
            return total / 2
        x = draw(m)
        given = runs(x=x, n=n)
        evaluate("llsq", "primal", given, f(x))
        evaluate("llsq", "gradient", given, gradient(f, x))


def gmm():
    define("gmm")
    for d, k, n, m, gamma in ((3, 2, 5, 0, 1.0), (2, 3, 4, 2, 0.7),
                              (1, 2, 3, 1, 1.5)):
        x, below = draw(n, d), d * (d - 1) // 2
        parts = {"alpha": draw(k), "mu": draw(k, d), "q": draw(k, d),
                 "l": draw(k, below)}

        def f(alpha, mu, q, l):
            """log of likelihood and prior, by their densities."""
            total = mp.mpf(0)
            Q = []
            for c in range(k):
                Q.append(mp.zeros(d))
                at = iter(l[c])
                for j in range(d):
                    Q[c][j, j] = mp.exp(q[c][j])
                    for i in range(j + 1, d):
                        Q[c][i, j] = next(at)
            share = mp.fsum(mp.exp(a) for a in alpha)
            for row in x:
                density = mp.mpf(0)
                for c in range(k):
                    y = Q[c] * mp.matrix([a - b for a, b in zip(row, mu[c])])
                    density += (mp.exp(alpha[c]) / share * mp.det(Q[c]) /
                                mp.sqrt(2 * mp.pi) ** d *
                                mp.exp(-sum(v * v for v in y) / 2))
                total += mp.log(density)
            freedom = d + m + 1
            many = mp.pi ** (mp.mpf(d * (d - 1)) / 4) * mp.fprod(
                mp.gamma(mp.mpf(freedom - j) / 2) for j in range(d))
            for c in range(k):
                S = Q[c].T * Q[c]
                trace = sum((gamma ** 2 * S)[i, i] for i in range(d))
                total += mp.log(
                    mp.det(S) ** (mp.mpf(freedom - d - 1) / 2) *
                    mp.exp(-trace / 2) /
                    (mp.mpf(2) ** (mp.mpf(freedom * d) / 2) *
                     mp.mpf(gamma) ** (-freedom * d) * many))
            return total

        def unpacked(v):
            it = iter(v)
            return ([next(it) for _ in range(k)],
                    *([[next(it) for _ in range(n)] for _ in range(k)]
                      for n in (d, d, below)))
        given = runs(d=d, k=k, n=n, m=m, gamma=gamma, x=x, **parts)
        at = (parts["alpha"] + flat(parts["mu"]) + flat(parts["q"]) +
              flat(parts["l"]))
        evaluate("gmm", "objective", given, f(*unpacked(at)))
        g = gradient(lambda v: f(*unpacked(v)), at)
        evaluate("gmm", "jacobian", given,
                 dict(zip(("alpha", "mu", "q", "l"), unpacked(g))))


def lstm():
    define("lstm")
    for l, b, c in ((2, 3, 5), (1, 2, 2), (3, 1, 4)):
        main, extra = draw(2 * l, 4 * b), draw(3, b)
        state, sequence = draw(2 * l, b), draw(c, b)

        def f(v):
            main = [v[i * 4 * b:(i + 1) * 4 * b] for i in range(2 * l)]
            extra = [v[8 * l * b + i * b:8 * l * b + (i + 1) * b]
                     for i in range(3)]
            now = [[mp.mpf(x) for x in row] for row in state]
            total = mp.mpf(0)

            def sigmoid(x):
                return 1 / (1 + mp.exp(-x))
            for t in range(c - 1):
                x = [s * w for s, w in zip(sequence[t], extra[0])]
                for i in range(l):
                    W, B = main[2 * i], main[2 * i + 1]
                    hidden, cell = now[2 * i], now[2 * i + 1]
                    for j in range(b):
                        forget, into, out, change = (
                            W[j + g * b] * (x, hidden)[g % 2][j] + B[j + g * b]
                            for g in range(4))
                        cell[j] = (cell[j] * sigmoid(forget) +
                                   sigmoid(into) * mp.tanh(change))
                        hidden[j] = sigmoid(out) * mp.tanh(cell[j])
                    x = hidden
                p = [v * w + s for v, w, s in zip(x, extra[1], extra[2])]
                norm = mp.log(2 + mp.fsum(mp.exp(v) for v in p))
                total += mp.fsum(y * (v - norm)
                                 for y, v in zip(sequence[t + 1], p))
            return -total / ((c - 1) * b)
        given = runs(main_params=main, extra_params=extra, state=state,
                     sequence=sequence)
        at = flat(main) + flat(extra)
        evaluate("lstm", "objective", given, f([mp.mpf(v) for v in at]))
        evaluate("lstm", "jacobian", given, gradient(f, at))


def ode():
    define("ode")
    for n, s in ((4, 3), (1, 2), (6, 1)):
        def f(x):
            def slope(y):
                return [x[0]] + [x[i] * y[i - 1] for i in range(1, n)]

            def along(y, step, k):
                return [a + step * b for a, b in zip(y, k)]
            y, step = [mp.mpf(0)] * n, mp.mpf(2) / s
            for _ in range(s):
                k1 = slope(y)
                k2 = slope(along(y, step / 2, k1))
                k3 = slope(along(y, step / 2, k2))
                k4 = slope(along(y, step, k3))
                y = [a + step * (p + 2 * q + 2 * r + t) / 6
                     for a, p, q, r, t in zip(y, k1, k2, k3, k4)]
            return y
        x = draw(n)
        given = runs(x=x, s=s)
        evaluate("ode", "primal", given, f([mp.mpf(v) for v in x]))
        evaluate("ode", "gradient", given, gradient(lambda v: f(v)[-1], x))


def det():
    define("det")
    for ell in (1, 2, 5):
        def f(v):
            """The sum over all permutations."""
            total = mp.mpf(0)
            for p in itertools.permutations(range(ell)):
                turns = sum(a > b for a, b in itertools.combinations(p, 2))
                total += (-1) ** turns * mp.fprod(
                    v[i * ell + j] for i, j in enumerate(p))
            return total
        A = draw(ell * ell)
        given = runs(A=A, ell=ell)
        evaluate("det", "primal", given, f([mp.mpf(v) for v in A]))
        evaluate("det", "gradient", given, gradient(f, A))


def ba():
    define("ba")
    for n, m, p, rotation in ((3, 4, 11, draw(3)), (2, 5, 10, [0, 0, 0])):
        cam = rotation + draw(3) + [1.5 + draw(), *draw(4)]
        x, w, feat = draw(3), 0.75 + draw() / 4, draw(2)

        def errors(v):
            r, centre, (focal, u, v0, k1, k2) = v[:3], v[3:6], v[6:11]
            y = mp.matrix([a - b for a, b in zip(v[11:14], centre)])
            cross = mp.matrix([[0, -r[2], r[1]], [r[2], 0, -r[0]],
                               [-r[1], r[0], 0]])
            y = mp.expm(cross, method="taylor") * y
            flat = [y[0] / y[2], y[1] / y[2]]
            square = flat[0] ** 2 + flat[1] ** 2
            factor = focal * (1 + k1 * square + k2 * square ** 2)
            return [v[14] * (flat[0] * factor + u - feat[0]),
                    v[14] * (flat[1] * factor + v0 - feat[1])]
        given = runs(n=n, m=m, p=p, cam=cam, x=x, w=w, feat=feat)
        at = [mp.mpf(v) for v in cam + x + [w]]
        evaluate("ba", "objective", given,
                 {"reproj_error": {"elements": errors(at), "repeated": p},
                  "w_err": {"element": 1 - mp.mpf(w) ** 2, "repeated": p}})
        columns = [*range(11), *range(11 * n, 11 * n + 3), 11 * n + 3 * m]
        starts = [15 * i for i in range(2 * p + 1)]
        starts += [30 * p + i + 1 for i in range(p)]
        values = flat(gradient(lambda v: errors(v)[e], at) for e in (0, 1))
        evaluate("ba", "jacobian", given,
                 {"rows": starts[:30] + starts[-1:],
                  "cols": 2 * columns + [11 * n + 3 * m + p - 1],
                  "vals": values + [-2 * mp.mpf(w)]})


pair({"kind": "start", "eval": "gmm", "config": {"seed": 1}},
     {"tool": "gradcompare"})
for one in (hello, lse, llsq, gmm, lstm, ode, det, ba):
    one()
pair({"kind": "end"}, {})
