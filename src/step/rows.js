/* SPDX-License-Identifier: GPL-3.0-or-later
   The op set's rows: values of the structured ones, and what runs the texts of
   all.  Read matrices.js before. */

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

/* Those that have no derivative where their value is nan, whatever their rule
   gives there. */
const outsideAtNan = ["logdet"];

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
