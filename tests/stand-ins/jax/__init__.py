# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for JAX, so that export.py can run the forward pass of programs
for JAX where it is not installed: numpy under JAX's names.  It tests that
these programs are Python, that they call nothing that is not here, and what
they compute.  It does not test that JAX itself has these names, and nothing of
its derivatives: grad and jacrev give zeros in the right shapes."""

import math
import sys
from types import SimpleNamespace

import numpy

sys.modules["jax.numpy"] = numpy
numpy.seterr(all="ignore")


def _logsumexp(a, axis, keepdims):
    most = numpy.max(a, axis=axis, keepdims=keepdims)
    most = numpy.where(numpy.isinf(most), 0.0, most)
    return most + numpy.log(numpy.sum(numpy.exp(a - most), axis=axis,
                                      keepdims=keepdims))


def _gelu(a, approximate):
    assert not approximate
    return 0.5 * a * _erfc(-a / math.sqrt(2))


_erfc = numpy.vectorize(math.erfc, otypes=[float])
config = SimpleNamespace(update=lambda name, value: None)
lax = SimpleNamespace(stop_gradient=lambda a: a)
nn = SimpleNamespace(
    gelu=_gelu,
    relu=lambda a: numpy.maximum(a, 0.0),
    sigmoid=lambda a: 1 / (1 + numpy.exp(-a)),
    silu=lambda a: a / (1 + numpy.exp(-a)),
    softplus=lambda a: numpy.logaddexp(a, 0.0))
scipy = SimpleNamespace(special=SimpleNamespace(
    erf=numpy.vectorize(math.erf, otypes=[float]),
    erfc=_erfc,
    logsumexp=_logsumexp,
    xlogy=lambda a, b: numpy.where((a == 0) & (b >= 0), 0.0,
                                   a * numpy.log(b))))


sys.modules["jax.scipy"] = scipy
sys.modules["jax.scipy.special"] = scipy.special


def custom_jvp(f):
    """The rules are called, and their values thrown away."""
    def defjvps(*rules):
        a = [numpy.array([[0.5]])]*len(rules)
        for rule in rules:
            rule(numpy.array([[1.0]]), f(*a), *a)
    f.defjvps = defjvps
    return f


def grad(f, argnums):
    def zeros(*leaves):
        assert numpy.ndim(f(*leaves)) == 0  # as jax.grad wants it
        return tuple(numpy.zeros(leaves[i].shape) for i in argnums)
    return zeros


def jacrev(f, argnums):
    def zeros(*leaves):
        return tuple(numpy.zeros(f(*leaves).shape + leaves[i].shape)
                     for i in argnums)
    return zeros
