/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers that are changed in the page.  Read show.js before. */

const edited = new Map(); /* boxes, and their values as the sheet has them   */

function compute() {
  nodes.forEach((node) => node.before = node.value);
  evaluate();
  modes.forward.reset();
  modes.reverse.reset();
}

/* What a text means as a number, as worksheets write it; NaN: none. */
function numberOf(text) {
  const known = {nan: NaN, inf: Infinity, "-inf": -Infinity};
  const word = text.trim().toLowerCase();
  return word in known ? known[word]
    : /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(word) ? Number(word)
    : undefined;
}

function set(box, x) {
  const node = nodes[box.node];
  if (!edited.has(box))
    edited.set(box, node.value);
  node.value = matrix(node.rows, node.cols, x);
}

/* What a field holds; where that is no number, undefined, and it is said. */
function typed(input) {
  const x = numberOf(input.value);
  input.setAttribute("aria-invalid", x === undefined);
  if (x === undefined)
    byId("rule").textContent =
      `'${input.value}' is no number; ${input.getAttribute("aria-label")} ` +
      "stays as it is.";
  return x;
}

/* All anew, the focus in the same field. */
function fillAround(input) {
  const name = (field) => field.getAttribute("aria-label");
  compute();
  fill();
  byId("forward").querySelectorAll("input").forEach((field) => {
    if (name(field) === name(input))
      field.focus();
  });
}

function edit(box, entry, input) {
  const x = typed(input);
  if (x === undefined)
    return;
  const old = nodes[box.node].value.x.slice();
  old[entry] = x;
  set(box, old);
  fillAround(input);
}

/* Another direction of the forward sweep. */
function turnTo(box, entry, input) {
  const x = typed(input);
  if (x === undefined)
    return;
  direction.v[box.seed + entry] = x;
  fillAround(input);
}

function reset() {
  edited.forEach((value, box) => nodes[box.node].value = value);
  edited.clear();
  compute();
  fill();
}
