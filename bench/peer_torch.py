# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch on one workload, with tensors of doubles, on one thread: value and
gradient, or the Jacobian both ways.  Read peers.h before."""
import array
import statistics
import sys
import time

import torch

torch.set_num_threads(1)


def read_problem(file):
    """n, m, the data leaves, x[n], J[m x n], as tensors."""
    numbers = array.array("d")
    with open(file, "rb") as f:
        numbers.frombytes(f.read())
    numbers = torch.tensor(numbers, dtype=torch.float64)
    n, m, leaves = (int(v) for v in numbers[:3])
    sizes = [int(v) for v in numbers[3 : 3 + leaves]]
    parts = numbers[3 + leaves :].split(sizes + [n, m, m * n])
    return n, m, parts[:leaves], parts[-3], parts[-1]


def cut(x, *shapes):
    """x cut into tensors of these shapes, each a leaf of its own."""
    sizes = [torch.Size(s).numel() for s in shapes]
    return [p.clone().reshape(s).requires_grad_()
            for p, s in zip(x.split(sizes), shapes)]


def dag(x, data):
    a, b = cut(x, (), ())

    def f():
        h1 = 2 * a
        return 2 * (h1 * h1) * (h1 + b)

    return [a, b], f


def rosenbrock(x, data):
    (z,) = cut(x, (len(x),))
    return [z], lambda: (100 * (z[1:] - z[:-1] ** 2) ** 2
                         + (1 - z[:-1]) ** 2).sum()


def speelpenning(x, data):
    (z,) = cut(x, (len(x),))
    return [z], lambda: z.prod()


def regression(x, data):
    X, y = data[0].reshape(-1, 3), data[1].reshape(-1, 1)
    W1, b1, W2, b2 = p = cut(x, (3, 4), (4,), (4, 1), (1,))
    return p, lambda: torch.mean(
        (torch.addmm(b2, torch.relu(torch.addmm(b1, X, W1)), W2) - y) ** 2)


def classifier(d, h, unit):
    def make(x, data):
        X, y = data[0].reshape(-1, d), data[1].long() - 1
        W1, b1, W2, b2 = p = cut(x, (d, h), (h,), (h, 10), (10,))
        return p, lambda: torch.nn.functional.cross_entropy(
            torch.addmm(b2, unit(torch.addmm(b1, X, W1)), W2), y)

    return make


def mixture(x, data):
    K, N = 5, 1000
    d = len(data[0]) // N
    X = data[0].reshape(N, d)
    alpha, mu, q, L = p = cut(x, (K,), (K, d), (K, d), (K, d, d))

    def f():
        M, Q = torch.tril(L, -1), torch.exp(q)
        c = X[:, None, :] - mu
        y = Q * c + torch.einsum("kij,nkj->nki", M, c)
        t = alpha + q.sum(1) - 0.5 * (y * y).sum(2)
        return (torch.logsumexp(t, 1).sum() - N * torch.logsumexp(alpha, 0)
                - 0.5 * ((Q * Q).sum() + (M * M).sum()))

    return p, f


GRADIENTS = {
    "W1": dag, "W2-rosen": rosenbrock, "W2-speel": speelpenning,
    "W3-relu": regression, "W3-tanh": classifier(16, 32, torch.tanh),
    "W4": classifier(784, 256, torch.relu), "W5": mixture,
}


def wait_for_turn():
    """The library measures the same before each round."""
    print("turn", flush=True)
    if not sys.stdin.readline():
        sys.exit(1)


def report(method, call, error, sample, samples):
    call()
    calls, seconds, wall, cpu, rounds = 1, 0, [], [], []
    while seconds < sample:
        calls = int(calls * min(50, 1.1 * sample / max(seconds, 1e-9))) + 1 \
            if seconds else 1
        start = time.perf_counter()
        for _ in range(calls):
            call()
        seconds = time.perf_counter() - start
    n = max(samples // 3, 1)
    for _ in range(3):
        wait_for_turn()
        for _ in range(n):
            worked, start = time.process_time(), time.perf_counter()
            for _ in range(calls):
                call()
            wall.append((time.perf_counter() - start) / calls)
            cpu.append((time.process_time() - worked) / calls)
        rounds += [f",{statistics.median(wall[-n:]):.9g}"
                   f",{statistics.median(cpu[-n:]):.9g}"]
    print(f"{method},{statistics.median(wall):.9g},{min(wall):.9g},"
          f"{max(wall):.9g},{statistics.median(cpu):.9g},0,{error:.3e}"
          + "".join(rounds), flush=True)


def off(got, want):
    return float((got.reshape(-1) - want).abs().max() / want.abs().max())


def gradient(make, x, data, J, pace):
    p, f = make(x, data)

    # PyTorch records anew at each call, whatever the point.
    def call():
        for leaf in p:
            leaf.grad = None
        f().backward()

    call()
    got = torch.cat([leaf.grad.reshape(-1) for leaf in p])
    report("gradient", call, off(got, J), *pace)


def jacobians(x, data, J, pace):
    # Matrices from the left: forward mode over vmap takes no other order.
    A1, b1 = data[0].reshape(64, 64).T.contiguous(), data[1]
    A2, b2 = data[2].reshape(64, -1).T.contiguous(), data[3]

    def f(z):
        return A2 @ torch.tanh(A1 @ z + b1) + b2

    jacobian = torch.autograd.functional.jacobian
    for method, options in (
            ("jacobian-reverse-1", {}),
            ("jacobian-reverse-all", {"vectorize": True}),
            ("jacobian-forward-all",
             {"vectorize": True, "strategy": "forward-mode"})):
        report(method, lambda: jacobian(f, x, **options),
               off(jacobian(f, x, **options), J), *pace)


def main():
    name, file = sys.argv[1:3]
    pace = float(sys.argv[3]), int(sys.argv[4])
    n, m, data, x, J = read_problem(file)
    if name.startswith("W6"):
        jacobians(x.clone(), data, J, pace)
    for prefix, make in GRADIENTS.items():
        if name.startswith(prefix):
            gradient(make, x, data, J, pace)


main()
