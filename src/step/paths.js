/* SPDX-License-Identifier: GPL-3.0-or-later
   Sweeps with care.  Where 0 meets an infinite partial the product is nan, but
   it is nothing where no path leads.  So a sweep that comes to a nan is made
   once more with care: tangents and adjoints then have `paths`, 1 at entries
   that one has reached, which follow the same rules with other values, none of
   which is 0.
   Read evaluate.js before. */

let careful = false;

const pathsTo = (x) => x.paths || number(1);
const isReached = (x) => entrywise((y) => y !== 0, x);

function withPaths(x, paths) {
  if (!careful)
    return x;
  const all = isReached(paths);
  return Object.assign(entrywise((y, path) => path === 0 ? 0 : y, x, all),
                       {paths: all});
}

/* Nothing in it is 0, nor in its inverse, and sums of its entries are not. */
const generic = (a) => make(a.rows, a.cols, (i, j) =>
  (i === j ? a.rows * Math.SQRT2 : 0) + 1 / (1.3 + i + Math.E * j));

/* Where a row chooses, its true values say which edges there are. */
function pathEnvironment(node, k) {
  const env = node.layout ? blockEnvironment(node, k) : environment(node);
  if (!page.rows[node.op].selects)
    for (const letter of [...letters, "v"])
      if (env[letter])
        env[letter] = generic(env[letter]);
  return env;
}

/* Paths as if they were tangents, or adjoints, along edges of size 1. */
function edgePaths(node, k, x) {
  const selects = page.rows[node.op].selects;
  return entrywise((p, path) => path !== 0 && !(selects && p === 0),
                   partialOf(node, k), pathsTo(x));
}

function tangentPaths(node, tangents) {
  const row = page.rows[node.op];
  if (row.partials)
    return node.operands
      .map((i, k) => node.edges[k] && tangents[i]
        ? like(edgePaths(node, k, tangents[i]), node) : zeros(node))
      .reduce(add);
  const paths = tangents.map((x) => x && pathsTo(x));
  return run(row.tangent,
             tangentEnvironment(node, pathEnvironment(node, 0), paths), node);
}

function paymentPaths(node, k, vbar) {
  return page.rows[node.op].partials
    ? like(edgePaths(node, k, vbar), nodes[node.operands[k]])
    : paidByRule(node, k, like(pathsTo(vbar), node), pathEnvironment(node, k));
}

const sumOf = (a, b) => careful
  ? Object.assign(add(a, b), {paths: isReached(add(pathsTo(a), pathsTo(b)))})
  : add(a, b);

const hasNan = (list) => list.some((a) => a && a.x.some((x) => x !== x));

/* A sweep, and where `found` of it has a nan, the same with care. */
function swept(sweep, found) {
  const plain = sweep();
  if (!hasNan(found(plain)))
    return plain;
  careful = true;
  const again = sweep();
  careful = false;
  return again;
}
