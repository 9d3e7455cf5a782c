/* SPDX-License-Identifier: GPL-3.0-or-later
   The wrong order: a recursion that passes on at once what a node has by now,
   in place of a sweep that waits for all who pay in.  Read ledgers.js
   before. */

const READ_MOST = 60; /* lines                                              */

/* Inner nodes that several others pay. */
const sharedBoxes = () => boxes.filter((box) => !box.isLeaf && box.active &&
  edges.filter((edge) => edge.active && edge.from === box.index).length > 1);

/* Payments as the recursion makes them: {edge, amount, after}; and the adjoints
   that it ends with. */
function recurse(end) {
  const bars = new Map([[end.box, startAt(end.box, end)]]), visits = [];
  const visit = (box) => {
    const paid = paymentsOf(box, bars.get(box));
    for (const edge of box.edges) {
      const amount = paid.get(edge.from), from = boxes[edge.from];
      if (!amount || visits.length >= READ_MOST)
        continue;
      const after = bars.has(from) ? add(bars.get(from), amount) : amount;
      bars.set(from, after);
      visits.push({edge, amount, after});
      visit(from);
    }
  };
  visit(end.box);
  return {visits, bars};
}

/* "h1 pays x 528: x has 912" */
function visitLine({edge, amount, after}) {
  const to = boxes[edge.to].name, from = boxes[edge.from].name;
  return element("li", {}, `${to} pays ${from} ${shortText(amount)}: ` +
                 `${from} has ${shortText(after)}`);
}

function wrongLine(box, end, wrong, right) {
  const name = derivative(entryName(end), box.name);
  return element("li", {}, `${name}: ${shortText(wrong)} by recursion, ` +
                 `${shortText(right)} by the sweep`);
}

const isEqual = (a, b) =>
  norm(add(a, entrywise((x) => -x, b))) <= 1e-9 * norm(b);

function showOrder() {
  const i = state.reverse.sweep, end = modes.reverse.starts[i];
  const {bars: right} = modes.reverse.sweep(i), {visits, bars} = recurse(end);
  const wrong = boxes.filter((box) => box.isLeaf && bars.has(box) &&
                             !isEqual(bars.get(box), right[box.index]));
  const names = sharedBoxes().map((box) => box.name).join(", ");
  byId("why").textContent =
    `Several nodes pay ${names}.  A recursion that walks on at each payment ` +
    "passes on what is there by then, and the next time what is there " +
    "again: early payments are counted twice.  The sweep goes through the " +
    "nodes backwards, each once, and so waits until all have paid.";
  byId("visits").replaceChildren(...visits.map(visitLine));
  if (visits.length >= READ_MOST)
    byId("visits").append(element("li", {}, "... and so on, too long"));
  byId("wrong").replaceChildren(...(visits.length >= READ_MOST ? [] : wrong.map(
    (box) => wrongLine(box, end, bars.get(box), right[box.index]))));
  byId("order").showModal();
}
