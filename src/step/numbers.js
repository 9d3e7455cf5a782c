"use strict";
/* SPDX-License-Identifier: GPL-3.0-or-later
   Matrices, and the functions that the op set's rows are written in: {rows,
   cols, x}, x row by row; a number is 1 x 1. */

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

/* --- reductions ----------------------------------------------------------- */

/* The entries that a reduction or a running sum of a takes together, as lists
   of their numbers. */
function groups(a, over) {
  const list = (n, f) => Array.from({length: n}, (_, i) => f(i));
  if (over === "rows")
    return list(a.cols, (j) => list(a.rows, (i) => i * a.cols + j));
  if (over === "cols")
    return list(a.rows, (i) => list(a.cols, (j) => i * a.cols + j));
  return [list(a.rows * a.cols, (i) => i)];
}

function reduce(f, a, over) {
  const x = groups(a, over).map((list) => f(list.map((e) => a.x[e])));
  return matrix(over === "cols" ? a.rows : 1, over === "rows" ? a.cols : 1, x);
}

/* Each entry of its group as f(the group's entries, its place). */
function within(f, a, over) {
  const m = zeros(a);
  for (const list of groups(a, over)) {
    const x = list.map((e) => a.x[e]);
    list.forEach((e, i) => m.x[e] = f(x, i));
  }
  return m;
}

/* As Math.max and Math.hypot, of lists that are too long for arguments. */
const largest = (x) =>
  x.reduce((most, y) => y > most || y !== y ? y : most, -Infinity);

function length(x) {
  const most = largest(x.map(Math.abs));
  return most > 0 && most < Infinity
    ? most * Math.sqrt(x.reduce((sum, y) => sum + (y / most) ** 2, 0)) : most;
}

const total = (x) => x.reduce((sum, y) => sum + y, 0);
const others = (x, i) => x.reduce((all, y, k) => k === i ? all : all * y, 1);
const running = (x, i) => total(x.slice(0, i + 1));

function logsumexp(x) {
  const most = largest(x);
  return Math.abs(most) === Infinity || most !== most ? most
    : most + Math.log(total(x.map((y) => Math.exp(y - most))));
}

/* --- entries that move ---------------------------------------------------- */

const slice = (a, shape, r0, c0) =>
  make(shape.rows, shape.cols, (i, j) => a.x[(r0 + i) * a.cols + c0 + j]);

function place(a, shape, r0, c0) {
  const m = zeros(shape);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++)
      m.x[(r0 + i) * m.cols + c0 + j] = a.x[i * a.cols + j];
  return m;
}

const reshape = (a, shape) => matrix(shape.rows, shape.cols, a.x.slice());

function diagonal(a) {
  return a.cols === 1
    ? make(a.rows, a.rows, (i, j) => i === j ? a.x[i] : 0)
    : make(Math.min(a.rows, a.cols), 1, (i) => a.x[i * a.cols + i]);
}

const lower = (a) => make(a.rows, a.cols, (i, j) => j <= i ? at(a, i, j) : 0);

/* The index from 0 that a number of a list means, or -1. */
const listed = (x, size) =>
  x >= 1 && x <= size && x === Math.floor(x) ? x - 1 : -1;

function gather(a, list, columns) {
  if (columns)
    return turn(gather(turn(a), list, false));
  const rows = Array.from(list.x, (x) => listed(x, a.rows));
  return make(rows.length, a.cols,
              (i, j) => rows[i] < 0 ? NaN : a.x[rows[i] * a.cols + j]);
}

function scatter(x, shape, list, columns) {
  if (columns)
    return turn(scatter(turn(x), {rows: shape.cols, cols: shape.rows}, list,
                        false));
  const m = zeros(shape);
  list.x.forEach((number, i) => {
    const row = listed(number, m.rows);
    for (let j = 0; row >= 0 && j < m.cols; j++)
      m.x[row * m.cols + j] += x.x[i * m.cols + j];
  });
  return m;
}

/* Where each block begins: [row, column], from left to right and downwards. */
function corners(blocks, across) {
  const list = [];
  let row = 0, next = 0;
  for (const n of across) {
    let col = 0, height = 0;
    for (const block of blocks.slice(next, next + n)) {
      list.push([row, col]);
      col += block.cols;
      height = block.rows;
    }
    next += n;
    row += height;
  }
  return list;
}

function compose(blocks, node) {
  const where = corners(blocks, node.layout);
  return blocks.map((block, i) => place(block, node, ...where[i])).reduce(add);
}

const indicator = (labels, shape) =>
  make(shape.rows, shape.cols, (i, j) => {
    const label = listed(labels.x[i], shape.cols);
    return label < 0 ? NaN : +(label === j);
  });

/* --- square matrices ------------------------------------------------------ */

/* a[n x n] and b beside it, brought to triangular form with the largest pivot
   of each column; the determinant's sign. */
function eliminate(a, b) {
  const n = a.rows, w = n + b.cols;
  const m = make(n, w, (i, j) => j < n ? at(a, i, j) : b.x[i * b.cols + j - n]);
  const row = (i) => m.x.subarray(i * w, (i + 1) * w);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++)
      if (Math.abs(row(i)[k]) > Math.abs(row(best)[k]))
        best = i;
    if (best !== k) {
      const other = row(k).slice();
      row(k).set(row(best));
      row(best).set(other);
      sign = -sign;
    }
    for (let i = k + 1; i < n && row(k)[k] !== 0; i++) {
      const factor = row(i)[k] / row(k)[k];
      for (let j = k; j < w; j++)
        row(i)[j] -= factor * row(k)[j];
    }
  }
  return {m, sign, pivots: Array.from({length: n}, (_, k) => row(k)[k])};
}

function solve(a, b) {
  const {m, pivots} = eliminate(a, b);
  const n = a.rows, v = zeros(b);
  for (let i = n - 1; i >= 0; i--)
    for (let j = 0; j < b.cols; j++) {
      let sum = m.x[i * m.cols + n + j];
      for (let k = i + 1; k < n; k++)
        sum -= m.x[i * m.cols + k] * v.x[k * b.cols + j];
      v.x[i * b.cols + j] = pivots[i] === 0 ? NaN : sum / pivots[i];
    }
  return pivots.includes(0) ? make(n, b.cols, () => NaN) : v;
}

const inverse = (a) => solve(a, make(a.rows, a.rows, (i, j) => +(i === j)));

function determinant(a) {
  const {sign, pivots} = eliminate(a, matrix(a.rows, 0));
  return pivots.reduce((all, x) => all * x, sign);
}

function logDeterminant(a) {
  const {sign, pivots} = eliminate(a, matrix(a.rows, 0));
  const signs = pivots.reduce((all, x) => all * Math.sign(x), sign);
  return signs < 0 ? NaN : total(pivots.map((x) => Math.log(Math.abs(x))));
}

/* --- structured rows ------------------------------------------------------ */

/* Values by the row's id, of the node and its operands. */
const values = {
  matmul: (n, a, b) => product(a, b),
  transpose: (n, a) => turn(a),
  sum: (n, a) => reduce(total, a, n.over),
  cumsum: (n, a) => within(running, a, n.over),
  expand: (n, a) => like(a, n),
  slice: (n, a) => slice(a, n, n.r0, n.c0),
  place: (n, a) => place(a, n, n.r0, n.c0),
  gather: (n, a, b) => gather(a, b, n.columns),
  block: (n, ...blocks) => compose(blocks, n),
  reshape: (n, a) => reshape(a, n),
  diag: (n, a) => diagonal(a),
  tril: (n, a) => lower(a),
  prod: (n, a) => reduce((x) => others(x, -1), a, n.over),
  amax: (n, a) => reduce(largest, a, n.over),
  amin: (n, a) => reduce((x) => -largest(x.map((y) => -y)), a, n.over),
  logsumexp: (n, a) => reduce(logsumexp, a, n.over),
  norm: (n, a) => reduce(length, a, n.over),
  det: (n, a) => number(determinant(a)),
  logdet: (n, a) => number(logDeterminant(a)),
  inv: (n, a) => inverse(a),
  solve: (n, a, b) => solve(a, b),
  indicator: (n, a) => indicator(a, n)
};

/* Words of the rules of structured rows; the first operand is what the node
   has beside its own. */
const moves = {
  "@/2": (n, a, b) => product(a, b),
  "'/1": (n, a) => turn(a),
  "sum/1": (n, a) => reduce(total, a, n.over),
  "cumsum/1": (n, a) => within(running, a, n.over),
  "others/1": (n, a) => within(others, a, n.over),
  "like/2": (n, x, a) => like(x, a),
  "slice/4": (n, x, a, r0, c0) => slice(x, a, r0.x[0], c0.x[0]),
  "place/4": (n, x, a, r0, c0) => place(x, a, r0.x[0], c0.x[0]),
  "gather/2": (n, x, b) => gather(x, b, n.columns),
  "scatter/3": (n, x, a, b) => scatter(x, a, b, n.columns),
  "block/2": (n) => compose(n.tangents, n),
  "reshape/2": (n, x, a) => reshape(x, a),
  "diag/1": (n, a) => diagonal(a),
  "tril/1": (n, a) => lower(a),
  "inv/1": (n, a) => inverse(a),
  "solve/2": (n, a, b) => solve(a, b)
};

/* --- texts of rows -------------------------------------------------------- */

/* One word of a text in postfix, as what it does to the stack. */
function compile(word) {
  const slash = word.lastIndexOf("/");
  if (slash <= 0)
    return Number.isNaN(Number(word)) ? (env) => env[word]
      : () => number(Number(word));
  const arity = Number(word.slice(slash + 1));
  const entry = words[word] || Math[word.slice(0, slash)];
  const f = moves[word] || ((n, ...operands) => entrywise(entry, ...operands));
  return (env, stack, node) => f(node, ...stack.splice(-arity));
}

const compiled = new Map();

/* The matrix that a text gives; env: its letters. */
function run(text, env, node) {
  if (!compiled.has(text))
    compiled.set(text, text.split(" ").map(compile));
  const stack = [];
  for (const word of compiled.get(text))
    stack.push(word(env, stack, node));
  return stack.pop();
}
