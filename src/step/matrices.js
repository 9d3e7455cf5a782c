/* SPDX-License-Identifier: GPL-3.0-or-later
   What is done with matrices: reductions, entries that move, elimination.  Read
   numbers.js before. */

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
