/* SPDX-License-Identifier: GPL-3.0-or-later
   The lens: beside each tangent what differences say, the input moved by h to
   both sides.  Read ledgers.js before. */

/* Values of all nodes with one entry of a leaf moved by h; what is taken for a
   constant stays as it is. */
function valuesMoved({box, entry}, h) {
  const base = nodes.map((node) => node.value);
  const leaf = nodes[box.node];
  leaf.value = matrix(leaf.rows, leaf.cols, Array.from(leaf.value.x));
  leaf.value.x[entry] += h;
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
const stepOf = ({box, entry}) =>
  6e-6 * Math.max(1, Math.abs(nodes[box.node].value.x[entry]));

/* Differences of all nodes along a seed, by number of node. */
function differences(seed) {
  const h = stepOf(seed);
  const low = valuesMoved(seed, -h), high = valuesMoved(seed, h);
  return high.map((x, i) =>
    entrywise((a, b) => (a - b) / (2 * h), x, low[i]));
}

/* A line more in the cells of tangents. */
function showLens() {
  document.querySelectorAll("#forward .lens").forEach((line) => line.remove());
  if (!byId("lens").checked)
    return;
  const seed = modes.forward.starts[state.forward.sweep];
  const {tangents} = modes.forward.sweep(state.forward.sweep);
  const found = differences(seed);
  boxes.filter((box) => tangents[box.node]).forEach((box) =>
    box.forwardRow.cells[2].append(
      element("div", {class: "lens how"}, "differences: ",
              numbers(found[box.node]))));
}
