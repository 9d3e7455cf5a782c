/* SPDX-License-Identifier: GPL-3.0-or-later
   The graph computed: values, tangents, payments of the reverse sweep, and
   what each costs, all from the op set's rows.  Read rows.js before. */

const letters = ["a", "b", "c"];
let page, nodes, boxes, edges; /* of the sheet that is shown                 */
let seeds, ends; /* single entries, as sweeps begin with them: {box, entry}  */
let direction;   /* a forward sweep's as well: {v}, v[i] of seed i           */

const entriesOf = (list) => list.flatMap((i) => {
  const n = nodes[boxes[i].node];
  return Array.from({length: n.rows * n.cols}, (_, entry) =>
    ({box: boxes[i], entry}));
});

function openSheet(text) {
  page = JSON.parse(text);
  ({nodes, boxes, edges} = page);
  nodes.forEach((node) => {
    if (node.value)
      node.value = matrix(node.rows, node.cols, node.value.map(read));
  });
  boxes.forEach((box, i) => {
    box.inside.forEach((k) => nodes[k].box = box);
    Object.assign(box, {index: i, edges: [], isLeaf: !nodes[box.node].op});
  });
  edges.forEach((edge) => boxes[edge.to].edges.push(edge));
  page.lines.forEach((line, i) => line.index = i);
  page.shapes.forEach((shape) => {
    shape.boxes = boxes.slice(shape.first, shape.first + shape.n);
    shape.isLeaf = shape.n === 1 && shape.boxes[0].isLeaf;
  });
  seeds = entriesOf(page.wrt);
  ends = entriesOf(page.outputs);
  seeds.forEach(({box, entry}, i) => { box.seed = i - entry; });
  direction = {v: new Float64Array(seeds.length).fill(1)};
}

/* --- one node ------------------------------------------------------------- */

/* Its operands' values; of a product that reads a transpose, that. */
function operandsOf(node) {
  return node.operands.map((i, k) =>
    node.turned[k] ? turn(nodes[i].value) : nodes[i].value);
}

/* What the letters of its row's texts stand for. */
function environment(node) {
  const env = {v: node.value, inf: number(Infinity)};
  operandsOf(node).forEach((a, k) => env[letters[k]] = a);
  for (const name of ["r0", "c0"])
    env[name] = number(node[name]);
  return env;
}

function valueOf(node) {
  const row = page.rows[node.op];
  if (!row.value)
    return values[node.op](node, ...operandsOf(node));
  return like(run(row.value, environment(node), node), node);
}

/* The partial of an elementwise row; nan outside of the domain. */
function partialOf(node, k) {
  const row = page.rows[node.op], env = environment(node);
  const partial = run(row.partials[k], env, node);
  return row.domain === "1" ? partial
    : entrywise((d, p) => d !== 0 ? p : NaN, run(row.domain, env, node),
                partial);
}

/* Of a row that chooses, a partial that is 0 cuts the edge; and nothing comes
   of what no path has reached, whatever the partial. */
function times(node, partial, x) {
  const selects = page.rows[node.op].selects;
  return entrywise((p, y, path) =>
    (selects && p === 0) || path === 0 ? 0 : p * y, partial, x, pathsTo(x));
}

/* What the rule of a structured row gave; nan outside of the domain. */
const inDomain = (node, x) =>
  outsideAtNan.includes(node.op) && node.value.x[0] !== node.value.x[0]
    ? entrywise(() => NaN, x) : x;

/* The tangents of a node's operands, as its row's letters have them. */
function tangentEnvironment(node, env, tangents) {
  node.tangents = node.operands.map((i, k) => {
    const da = tangents[i] || zeros(nodes[i]);
    return node.turned[k] ? turn(da) : da;
  });
  node.tangents.forEach((da, k) => env["d" + letters[k]] = da);
  return env;
}

function tangentOf(node, tangents) {
  const row = page.rows[node.op];
  if (row.partials)
    return node.operands
      .map((i, k) => node.edges[k] && tangents[i]
        ? like(times(node, partialOf(node, k), tangents[i]), node)
        : zeros(node))
      .reduce(add);
  return inDomain(node, run(row.tangent, tangentEnvironment(
    node, environment(node), tangents), node));
}

/* Operand k of a matrix of blocks, as the rule of any of them has it. */
function blockEnvironment(node, k) {
  const operands = operandsOf(node);
  const [r0, c0] = corners(operands, node.layout)[k];
  return {a: operands[k], r0: number(r0), c0: number(c0)};
}

/* What the rule of a structured row pays to operand k. */
function paidByRule(node, k, vbar, env) {
  const rule = page.rows[node.op].adjoints[node.layout ? 0 : k];
  const paid = run(rule, Object.assign(env, {vbar}), node);
  return node.turned[k] ? turn(paid) : paid;
}

/* What a node with adjoint vbar pays to operand k. */
function paymentOf(node, k, vbar) {
  const row = page.rows[node.op], operand = nodes[node.operands[k]];
  return row.partials
    ? like(times(node, partialOf(node, k), vbar), operand)
    : inDomain(node, paidByRule(node, k, vbar, node.layout
      ? blockEnvironment(node, k) : environment(node)));
}

/* --- boxes ---------------------------------------------------------------- */

/* What a box with adjoint vbar pays, by the number of the box that is paid. */
function paymentsOf(box, vbar) {
  const paid = new Map(), bars = new Map([[box.node, vbar]]);
  const pay = (to, key, amount) =>
    to.set(key, to.has(key) ? sumOf(to.get(key), amount) : amount);
  for (const i of box.inside.slice().reverse()) {
    const node = nodes[i];
    if (!bars.has(i) || !node.op)
      continue;
    node.operands.forEach((operand, k) => {
      if (!node.edges[k])
        return;
      const bar = bars.get(i), to = nodes[operand].box;
      const amount = withPaths(paymentOf(node, k, bar),
                               careful && paymentPaths(node, k, bar));
      if (to === box)
        pay(bars, operand, amount);
      else if (to)
        pay(paid, to.index, amount);
    });
  }
  return paid;
}

/* The partial of an edge between numbers, else null. */
function edgePartial(edge) {
  const to = boxes[edge.to], from = boxes[edge.from];
  if (!isNumber(nodes[to.node]) || !isNumber(nodes[from.node]))
    return null;
  const paid = paymentsOf(to, number(1)).get(edge.from);
  return paid ? paid.x[0] : null;
}

function evaluate() {
  nodes.forEach((node) => {
    if (node.op)
      node.value = valueOf(node);
  });
  edges.forEach((edge) =>
    edge.partial = edge.active ? edgePartial(edge) : null);
}

/* --- sweeps --------------------------------------------------------------- */

/* What a sweep begins with at a box: 1 at one entry, or its part of a
   direction. */
function startAt(box, start) {
  const m = zeros(nodes[box.node]);
  if (start.v)
    m.x.set(start.v.subarray(box.seed, box.seed + m.x.length));
  else if (start.box === box)
    m.x[start.entry] = 1;
  return withPaths(m, m);
}

/* Tangents of all nodes from one start; undefined where nothing moves. */
function tangentsAlong(start) {
  const tangents = [];
  for (const i of page.wrt)
    tangents[boxes[i].node] = startAt(boxes[i], start);
  nodes.forEach((node, i) => {
    if (node.op && node.operands.some((k, e) => node.edges[e] && tangents[k]))
      tangents[i] = withPaths(tangentOf(node, tangents),
                              careful && tangentPaths(node, tangents));
  });
  return tangents;
}

const forwardSweep = (start) =>
  swept(() => tangentsAlong(start), (tangents) => tangents);

/* The payments in their order, each with the adjoint before and after; and the
   adjoints of boxes in the end. */
function walkBack(end) {
  const bars = [], payments = [];
  bars[end.box.index] = startAt(end.box, end);
  for (const box of boxes.slice().reverse()) {
    if (!bars[box.index] || box.isLeaf)
      continue;
    const paid = paymentsOf(box, bars[box.index]);
    for (const edge of box.edges) {
      if (!paid.has(edge.from))
        continue;
      const amount = paid.get(edge.from), before = bars[edge.from];
      const after = before ? sumOf(before, amount) : amount;
      bars[edge.from] = after;
      payments.push({edge, amount, before, after, bar: bars[box.index]});
    }
  }
  return {payments, bars};
}

const reverseSweep = (end) => swept(() => walkBack(end), ({bars}) => bars);

/* --- costs ---------------------------------------------------------------- */

const noCost = () => ({flops: 0, calls: 0});

function charge(cost, flops, calls = 0) {
  cost.flops += flops;
  cost.calls += calls;
}

/* Of one step forward: the value, and with `partials` what a tangent takes. */
function stepCost(box, partials) {
  const cost = noCost();
  for (const i of box.inside.filter((k) => nodes[k].op)) {
    const [flops, calls, more, moreCalls, tangent] = nodes[i].cost;
    charge(cost, flops, calls);
    if (partials)
      charge(cost, more + tangent, moreCalls);
  }
  return cost;
}

/* What nodes of a box pay to those of another, or of the same, costs the
   products of their edges; numbers that reach an entry after the first are
   added to it, a flop each. */
function chargePayments(cost, received, from, to) {
  for (const i of from.inside.filter((k) => nodes[k].op))
    nodes[i].operands.forEach((operand, k) => {
      const node = nodes[operand];
      if (node.box !== to)
        return;
      const [products, numbers] = nodes[i].pays.slice(2 * k, 2 * k + 2);
      const more = (n) => Math.max(0, n - node.rows * node.cols);
      const before = more(received[operand]);
      received[operand] += numbers;
      charge(cost, products + more(received[operand]) - before);
    });
}

/* Of the walk back, `pay` being told what each edge costs.  Partials, and what
   a box does inside, come with the next of them. */
function walkCosts(pay) {
  const received = nodes.map(() => 0);
  for (const {box} of ends)
    received[box.node] = nodes[box.node].rows * nodes[box.node].cols;
  let cost = noCost();
  for (const box of boxes.slice().reverse()) {
    for (const i of box.inside.filter((k) => nodes[k].op))
      charge(cost, nodes[i].cost[2], nodes[i].cost[3]);
    chargePayments(cost, received, box, box);
    for (const edge of box.edges) {
      chargePayments(cost, received, box, boxes[edge.from]);
      pay(edge, cost);
      cost = noCost();
    }
  }
}
