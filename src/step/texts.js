/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers and steps in words.  Read timeline.js before. */

/* To so many digits, as the program writes them: 528, 0.731059, 1.23e-05. */
function format(x, digits = 6) {
  if (!Number.isFinite(x))
    return x !== x ? "nan" : x > 0 ? "inf" : "-inf";
  if (x === 0)
    return "0";
  const [mantissa, power] = x.toExponential(digits - 1).split("e");
  const e = Number(power);
  const strip = (s) => s.includes(".") ? s.replace(/\.?0+$/, "") : s;
  if (e >= -4 && e < digits)
    return strip(x.toFixed(Math.max(0, digits - 1 - e)));
  return strip(mantissa) + "e" + (e < 0 ? "-" : "+") +
    String(Math.abs(e)).padStart(2, "0");
}

const MOST = 6;      /* rows and columns that are written out                */
const CORNER = 3;    /* of more, those of the beginning, and the last        */
const ENTRIES = 400; /* of more, the norm stands with the corners            */

const norm = (a) => length(a.x);

/* Which of n are written; null stands for those left out. */
const chosen = (n) => n <= MOST ? Array.from({length: n}, (_, i) => i)
  : [...Array.from({length: CORNER}, (_, i) => i), null, n - 1];

const sizeText = (a) => `${a.rows} x ${a.cols}`;

/* A small matrix in rows, of a larger one its size and corners. */
function matrixText(a) {
  if (isNumber(a))
    return format(a.x[0]);
  const isCut = a.rows > MOST || a.cols > MOST;
  const text = (i, j) => i === null || j === null ? "\u2026"
    : format(a.x[i * a.cols + j], 4);
  const rows = chosen(a.rows).map((i) => chosen(a.cols).map((j) => text(i, j)));
  const width = Math.max(...rows.flat().map((one) => one.length));
  return (isCut ? `${sizeText(a)}\n` : "") +
    (a.x.length > ENTRIES ? `norm ${format(norm(a))}\n` : "") +
    rows.map((row) => row.map((one) => one.padStart(width)).join("  "))
      .join("\n");
}

/* The same in a word, for the boxes of the graph. */
const shortText = (a, digits = 6) => isNumber(a) ? format(a.x[0], digits)
  : `${sizeText(a)}, norm ${format(norm(a), 4)}`;

/* "x" of a number, "x[2]" of a column, "W[1,2]" of a matrix; "v", a
   direction. */
function entryName({box, entry, v}) {
  if (v)
    return "v";
  const {rows, cols} = nodes[box.node];
  if (rows * cols === 1)
    return box.name;
  const row = Math.floor(entry / cols) + 1, col = entry % cols + 1;
  return cols === 1 ? `${box.name}[${row}]` : `${box.name}[${row},${col}]`;
}

const derivative = (of, by) => `d${of}/d${by}`;
const tangentName = (of, start) => start.v ? `d${of} along v`
  : derivative(of, entryName(start));

/* "h2 = 2*h1^2" */
const statement = (box) =>
  box.formula ? `${box.name} = ${box.formula}` : box.name;

/* Its value behind it, where that is a number. */
function told(box) {
  const value = nodes[box.node].value;
  return isNumber(value) ? `${statement(box)} = ${format(value.x[0])}`
    : `${statement(box)}, ${sizeText(value)}`;
}

const bracket = (x) => x < 0 ? `(${format(x)})` : format(x);

/* --- forward -------------------------------------------------------------- */

/* "4*h1", or "" where a payment is no product with a text. */
function partialText(edge) {
  if (edge.text === "...")
    return "1";
  const found = /^\.\.\.\*(.*)$/.exec(edge.text || "");
  return found ? found[1] : "";
}

/* "24*2 + 1*0": partials times the tangents of what a box reads. */
function tangentSum(box, tangents) {
  const terms = box.edges.filter((edge) =>
    edge.partial !== null && tangents[boxes[edge.from].node]);
  const moved = box.edges.filter((edge) =>
    edge.active && tangents[boxes[edge.from].node]);
  if (terms.length === 0 || terms.length < moved.length)
    return "";
  return terms.map((edge) =>
    bracket(edge.partial) + "*" +
    bracket(tangents[boxes[edge.from].node].x[0])).join(" + ");
}

function leafWords(box, seed, tangent) {
  if (!tangent)
    return `${box.name} is ${box.kind}: no derivative is asked for.`;
  if (seed.v)
    return `${box.name} moves by its part of v` + (isNumber(tangent)
      ? `: its tangent is ${format(tangent.x[0])}.` : ".");
  return box === seed.box
    ? `${entryName(seed)} is what this sweep moves: its tangent is 1.`
    : `${box.name} does not move in this sweep: its tangent is 0.`;
}

function forwardWords(step, seed, tangents) {
  const {box} = step, tangent = tangents[box.node];
  if (box.isLeaf)
    return leafWords(box, seed, tangent);
  if (!tangent)
    return `${told(box)}.  Nothing that it reads moves.`;
  const sum = tangentSum(box, tangents);
  const name = tangentName(box.name, seed);
  return isNumber(tangent)
    ? `${told(box)}.  Its tangent ${name} is ` +
      `${sum ? sum + " = " : ""}${format(tangent.x[0])}.`
    : `${told(box)}.  Its tangent ${name} is computed beside it, norm ` +
      `${format(norm(tangent))}.`;
}

/* --- reverse -------------------------------------------------------------- */

function tapeWords({box}) {
  if (box.isLeaf)
    return `${box.name} is ${box.kind}; it is read where it stands.`;
  return `${told(box)}.  ` + (nodes[box.node].kept
    ? "It is kept on the tape: a partial reads it."
    : "It need not be kept: no partial reads it.");
}

/* "dl/dh2 * 4*h1" */
function paymentRule(edge, end) {
  const bar = derivative(entryName(end), boxes[edge.to].name);
  return edge.text ? edge.text.replace("...", bar) : "";
}

function grows(step, end) {
  const name = derivative(entryName(end), boxes[step.edge.from].name);
  const partial = step.edge.partial;
  const product = partial === null ? format(step.amount.x[0])
    : `${bracket(step.bar.x[0])}*${bracket(partial)}`;
  if (!step.before)
    return `${name} begins with ${product} = ${format(step.after.x[0])}.`;
  return `${name} grows from ${format(step.before.x[0])} to ` +
    `${format(step.before.x[0])} + ${product} = ${format(step.after.x[0])}.`;
}

function payWords(step, end) {
  const {edge} = step, to = boxes[edge.to], from = boxes[edge.from];
  const text = partialText(edge);
  const rule = paymentRule(edge, end);
  if (edge.partial !== null)
    return `${statement(to)} pays ${from.name}: the partial is ` +
      `${text && text !== format(edge.partial) ? text + " = " : ""}` +
      `${format(edge.partial)}, the adjoint of ${to.name} is ` +
      `${format(step.bar.x[0])}.  ${grows(step, end)}`;
  const name = derivative(entryName(end), from.name);
  return `${statement(to)} pays ${from.name}${rule ? ": " + rule : ""}.  ` +
    (step.before ? `It is added to ${name}.` : `${name} begins with it.`);
}

/* --- steps ---------------------------------------------------------------- */

function stepWords(mode, step, sweep, start) {
  if (step.kind === "node")
    return forwardWords(step, start, sweep.tangents);
  if (step.kind === "tape")
    return tapeWords(step);
  if (step.kind === "seed")
    return `The walk back begins: ` +
      `${derivative(entryName(start), entryName(start))} is 1.`;
  return payWords(step, start);
}
