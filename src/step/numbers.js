"use strict";
/* SPDX-License-Identifier: GPL-3.0-or-later
   Matrices, {rows, cols, x}, x row by row; a number is 1 x 1.  And functions of
   numbers that the op set's rows are written in. */

const matrix = (rows, cols, x = new Float64Array(rows * cols)) =>
  ({rows, cols, x});
const number = (x) => matrix(1, 1, [x]);
const zeros = (shape) => matrix(shape.rows, shape.cols);
const isNumber = (a) => a.rows * a.cols === 1;

/* Numbers of JSON; what JSON has no digits for is a word. */
const read = (x) => typeof x === "number" ? x
  : ({nan: NaN, inf: Infinity, "-inf": -Infinity})[x];

/* A matrix of shape [rows x cols] whose entry (i, j) is f(i, j). */
function make(rows, cols, f) {
  const m = matrix(rows, cols);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++)
      m.x[i * cols + j] = f(i, j);
  return m;
}

const at = (a, i, j) =>
  a.x[(a.rows === 1 ? 0 : i) * a.cols + (a.cols === 1 ? 0 : j)];

/* f entry by entry; an axis of size 1 is stretched. */
function entrywise(f, ...operands) {
  const rows = Math.max(...operands.map((a) => a.rows));
  const cols = Math.max(...operands.map((a) => a.cols));
  return make(rows, cols, (i, j) => +f(...operands.map((a) => at(a, i, j))));
}

/* x stretched or summed to a shape. */
function like(x, shape) {
  const m = zeros(shape);
  for (let i = 0; i < Math.max(x.rows, m.rows); i++)
    for (let j = 0; j < Math.max(x.cols, m.cols); j++)
      m.x[(m.rows === 1 ? 0 : i) * m.cols + (m.cols === 1 ? 0 : j)] +=
        at(x, i, j);
  return m;
}

const add = (a, b) => entrywise((x, y) => x + y, a, b);
const turn = (a) => make(a.cols, a.rows, (i, j) => at(a, j, i));

function product(a, b) {
  return make(a.rows, b.cols, (i, j) => {
    let sum = 0;
    for (let k = 0; k < a.cols; k++)
      sum += a.x[i * a.cols + k] * b.x[k * b.cols + j];
    return sum;
  });
}

/* --- functions of numbers ------------------------------------------------- */

/* The error function: its series near 0, where all terms have one sign, and
   the continued fraction of erfc beyond (Abramowitz and Stegun, 7.1.6 and
   7.1.14). */
function erfSeries(x) {
  let term = x, sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

function erfcFraction(x) {
  let f = x;
  for (let n = 200; n > 0; n--)
    f = x + 0.5 * n / f;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / f;
}

function erfc(x) {
  if (!(Math.abs(x) >= 1.5))
    return x === x ? 1 - erfSeries(x) : x;
  if (x > 0)
    return x === Infinity ? 0 : erfcFraction(x);
  return 2 - erfc(-x);
}

const erf = (x) => Math.abs(x) < 1.5 ? erfSeries(x) : 1 - erfc(x);

/* As C has it: 1 to any power is 1, nan's too, and -1 to an infinite one. */
const pow = (x, y) =>
  x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;

/* A word of a row's text, with the number of its operands.  Those that are not
   here are JavaScript's own. */
const words = {
  "+/2": (a, b) => a + b,
  "-/2": (a, b) => a - b,
  "*/2": (a, b) => a * b,
  "//2": (a, b) => a / b,
  "-/1": (a) => -a,
  "</2": (a, b) => a < b,
  "<=/2": (a, b) => a <= b,
  ">/2": (a, b) => a > b,
  ">=/2": (a, b) => a >= b,
  "==/2": (a, b) => a === b,
  "!=/2": (a, b) => a !== b,
  "where/3": (c, x, y) => c !== 0 ? x : y,
  "square/1": (a) => a * a,
  "step/1": (a) => a === a ? a > 0 : a,
  "pow/2": pow,
  "erf/1": erf,
  "erfc/1": erfc
};
