/* SPDX-License-Identifier: GPL-3.0-or-later
   The address of the page, which holds its state.  Read edit.js before. */

let waiting = null;

/* Browsers take few changes of the address in a second. */
function noteAddress() {
  clearTimeout(waiting);
  waiting = setTimeout(writeAddress, 250);
}

const KEYS = ["w", "m", "s", "k"]; /* sheet, mode, sweep, step             */
const DIRECTION = "v:"; /* its numbers come behind it                        */

function writeAddress() {
  const {sweep, done} = state[state.mode];
  const {v} = modes[state.mode].starts[sweep];
  const parts = [["m", state.mode === "forward" ? "fwd" : "rev"],
                 ["s", v ? DIRECTION + v.join() : sweep + 1], ["k", done]];
  if (sheets.length > 1)
    parts.unshift(["w", encodeURIComponent(sheets[state.sheet].name)]);
  edited.forEach((_, box) =>
    parts.push([box.name, Array.from(nodes[box.node].value.x).join()]));
  history.replaceState(null, "",
                       "#" + parts.map(([key, x]) =>
                         `${encodeURIComponent(key)}=${x}`).join("&"));
}

const bounded = (x, low, high) =>
  Math.max(low, Math.min(high, Number.isFinite(x) ? Math.floor(x) : low));

/* So many numbers; undefined where the text is something else. */
function listOf(text, n) {
  const x = text.split(",").map(numberOf);
  return x.length === n && !x.includes(undefined) ? x : undefined;
}

function readNumbers(box, text) {
  const {rows, cols} = nodes[box.node], x = listOf(text, rows * cols);
  if (isOpen(box) && x)
    set(box, x);
}

/* Of what is no code it stays as it is. */
function plainOf(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/* {parts, leaves}: a leaf may be called k, but stands behind the step. */
function splitAddress() {
  const list = location.hash.slice(1).split("&").map((part) => {
    const [key, x = ""] = part.split("=");
    return [plainOf(key), plainOf(x)];
  });
  const parts = new Map();
  while (list.length && KEYS.includes(list[0][0]) && !parts.has(list[0][0]))
    parts.set(...list.shift());
  return {parts, leaves: new Map(list)};
}

function readSweep(text, mode) {
  const v = text.startsWith(DIRECTION) && mode === modes.forward
    ? listOf(text.slice(DIRECTION.length), seeds.length) : undefined;
  if (!v)
    return bounded(Number(text), 1, mode.count) - 1;
  direction.v.set(v);
  return mode.count;
}

/* The sheet's own numbers, but for those that the address has. */
function readAddress() {
  const {parts, leaves} = splitAddress();
  chooseSheet(sheets.findIndex(({name}) => name === parts.get("w")));
  edited.forEach((value, box) => nodes[box.node].value = value);
  edited.clear();
  boxes.filter((box) => box.isLeaf && leaves.has(box.name))
    .forEach((box) => readNumbers(box, leaves.get(box.name)));
  compute();
  nodes.forEach((node) => node.before = undefined);
  state.mode = parts.get("m") === "fwd" ? "forward" : "reverse";
  const mode = modes[state.mode], here = state[state.mode];
  here.sweep = readSweep(parts.get("s") || "", mode);
  here.done = bounded(Number(parts.get("k")), 0,
                      mode.sweep(here.sweep).steps.length);
}
