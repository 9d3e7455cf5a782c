/* SPDX-License-Identifier: GPL-3.0-or-later
   The lens: beside each tangent what differences say, the inputs moved by h to
   both sides.  Read ledgers.js before. */

/* Values of all nodes with the leaves moved by h along a start; what is taken
   for a constant stays as it is. */
function valuesMoved(start, h) {
  const base = nodes.map((node) => node.value);
  for (const box of page.wrt.map((i) => boxes[i])) {
    const leaf = nodes[box.node];
    leaf.value = entrywise((x, d) => x + h * d, leaf.value,
                           startAt(box, start));
  }
  nodes.forEach((node) => {
    if (node.op && !page.rows[node.op].frozen)
      node.value = valueOf(node);
  });
  const moved = nodes.map((node) => node.value);
  nodes.forEach((node, i) => { node.value = base[i]; });
  return moved;
}

/* Near the step at which cutting off and rounding are alike, the cube root of
   the rounding unit. */
function stepOf({box, entry, v}) {
  const size = (list) => list.reduce((most, x) =>
    Math.max(most, Math.abs(x)), 1);
  return v ? 6e-6 / size(v)
    : 6e-6 * size([nodes[box.node].value.x[entry]]);
}

/* Differences of all nodes along a start, by number of node. */
function differences(start) {
  const h = stepOf(start);
  const low = valuesMoved(start, -h), high = valuesMoved(start, h);
  return high.map((x, i) =>
    entrywise((a, b) => (a - b) / (2 * h), x, low[i]));
}

/* A line more in the cells of tangents. */
function showLens() {
  document.querySelectorAll("#forward .lens").forEach((line) => line.remove());
  if (!byId("lens").checked)
    return;
  const start = modes.forward.starts[state.forward.sweep];
  const {tangents} = modes.forward.sweep(state.forward.sweep);
  const found = differences(start);
  boxes.filter((box) => tangents[box.node]).forEach((box) =>
    box.forwardRow.cells[2].append(
      element("div", {class: "lens how"}, "differences: ",
              numbers(found[box.node]))));
}
