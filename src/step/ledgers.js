/* SPDX-License-Identifier: GPL-3.0-or-later
   The ledgers, counters and derivatives as tables.  Their rows are made when
   the numbers change; a step only says how much of them can be seen: what
   comes later has the class "later", and shows a dash.  Read graph.js
   before. */

const cell = (text, name = "") =>
  element("td", name ? {class: name} : {}, ...[text].flat());
const matrixClass = (a) => isNumber(a) ? "matrix one" : "matrix";
const numbers = (a) => element("span", {class: matrixClass(a)}, matrixText(a));

function later(e, yes) {
  e.classList.toggle("later", yes);
}

/* --- values --------------------------------------------------------------- */

/* Is it one whose entries can be typed? */
const isSmall = (a) => a.rows <= MOST && a.cols <= MOST;
const isOpen = (box) => ["input", "param"].includes(box.kind) &&
  isSmall(nodes[box.node]);

function field(box, entry, {x, label, act}) {
  const input = element("input", {
    type: "text", inputmode: "decimal", autocomplete: "off",
    "aria-label": label + entryName({box, entry})});
  input.value = format(x[entry]);
  input.addEventListener("change", () => act(box, entry, input));
  return input;
}

/* Of each entry of a box a field; `of`: {x, label, act}, their numbers, the
   words before their names, and what is done with a new one. */
function fields(box, of) {
  const {rows, cols} = nodes[box.node];
  return Array.from({length: rows}, (_, i) =>
    element("div", {class: "fields"}, ...Array.from({length: cols}, (_, j) =>
      field(box, i * cols + j, of))));
}

const valueFields = (box) =>
  fields(box, {x: nodes[box.node].value.x, label: "", act: edit});

/* What a value was before the last change, where it is a number. */
function was(box) {
  const {value, before} = nodes[box.node];
  return before && isNumber(value) && before.x[0] !== value.x[0]
    ? [element("small", {}, ` was ${format(before.x[0])}`)] : [];
}

function nameCell(box) {
  return element("th", {scope: "row"}, element("b", {}, box.name),
                 box.formula ? ` = ${box.formula}` : "");
}

/* --- forward -------------------------------------------------------------- */

function tangentCell(box, start, tangents) {
  const tangent = tangents[box.node], sum = tangentSum(box, tangents);
  if (!tangent)
    return cell("", "none");
  if (start.v && box.isLeaf && isSmall(tangent))
    return cell(fields(box, {x: tangent.x, label: "v of ", act: turnTo}));
  return cell([...(sum ? [element("span", {class: "how"}, `${sum} = `)] : []),
               numbers(tangent)], "number");
}

function fillForward() {
  const {sweep} = state.forward, {tangents} = modes.forward.sweep(sweep);
  const start = modes.forward.starts[sweep];
  byId("forward").tBodies[0].replaceChildren(...boxes.map((box) => {
    const value = isOpen(box) ? valueFields(box)
      : [numbers(nodes[box.node].value), ...was(box)];
    box.forwardRow = element("tr", {}, nameCell(box), cell(value, "number"),
                             tangentCell(box, start, tangents));
    return box.forwardRow;
  }));
}

function showForward() {
  const {done} = state.forward;
  boxes.forEach((box) => {
    const [, value, tangent] = box.forwardRow.cells;
    later(value, box.index >= done && !isOpen(box));
    later(tangent, box.index >= done && !tangent.querySelector("input"));
    box.forwardRow.classList.toggle("active", state.mode === "forward" &&
                                    box.index === done - 1);
  });
}

/* --- reverse -------------------------------------------------------------- */

function paymentLine(step, end) {
  const {edge} = step, from = boxes[edge.to].name;
  const rule = paymentRule(edge, end);
  if (edge.partial === null)
    return [`from ${from}: ${rule} `, numbers(step.amount)];
  return [`from ${from}: ${rule ? rule + " = " : ""}` +
          `${bracket(step.bar.x[0])}*${bracket(edge.partial)} = ` +
          format(step.amount.x[0])];
}

function paidCell(box, steps, end) {
  const lines = steps.filter((step) =>
    (step.kind === "pay" && boxes[step.edge.from] === box) ||
    (step.kind === "seed" && step.box === box));
  lines.forEach((step) => {
    step.line = element("div", {class: "line"}, ...(step.kind === "seed"
      ? ["seed ", numbers(step.after)] : paymentLine(step, end)));
  });
  return cell(lines.map((step) => step.line), "paid");
}

function adjointCell(box, bar) {
  if (!bar)
    return cell("", "none");
  box.adjoint = element("span", {class: matrixClass(bar)}, "\u2013");
  return cell(box.adjoint, "number");
}

function fillReverse() {
  const {sweep: i} = state.reverse, end = modes.reverse.starts[i];
  const {steps, bars} = modes.reverse.sweep(i);
  byId("reverse").tBodies[0].replaceChildren(...boxes.map((box) => {
    const {value, kept} = nodes[box.node];
    const shown = kept ? numbers(value)
      : element("span", {}, shortText(value));
    const number = cell([shown, ...was(box)], "number");
    if (kept)
      number.append(element("small", {class: "kept"}, "kept"));
    box.adjoint = null;
    box.reverseRow = element("tr", {class: kept ? "keeps" : ""}, nameCell(box),
                             number, paidCell(box, steps, end),
                             adjointCell(box, bars[box.index]));
    return box.reverseRow;
  }));
}

/* The adjoints as they are after the steps that are done, by number of box. */
function adjointsNow() {
  const {sweep, done} = state.reverse, now = new Map();
  for (const step of modes.reverse.sweep(sweep).steps.slice(0, done)) {
    if (step.kind === "seed")
      now.set(step.box, step.after);
    if (step.kind === "pay")
      now.set(boxes[step.edge.from], step.after);
  }
  return now;
}

function showReverse() {
  const {sweep, done} = state.reverse, now = adjointsNow();
  const {steps} = modes.reverse.sweep(sweep);
  const taped = valuesAt(modes.reverse, sweep, done);
  const step = state.mode === "reverse" ? steps[done - 1] : undefined;
  const touched = step && step.kind === "pay" ? boxes[step.edge.from]
    : step && step.box;
  steps.forEach((s, i) => s.line && later(s.line, i >= done));
  boxes.forEach((box) => {
    later(box.reverseRow.cells[1], box.index >= taped);
    if (box.adjoint && box.adjoint.shown !== now.get(box)) {
      box.adjoint.shown = now.get(box);
      box.adjoint.textContent = now.has(box) ? matrixText(now.get(box))
        : "\u2013";
    }
    box.reverseRow.classList.toggle("active", box === touched);
  });
}

/* --- counters ------------------------------------------------------------- */

function counterRow(name, cost, most, name2) {
  const ratio = cost.flops / (plain().flops || 1);
  const bar = element("span", {class: "bar", "aria-hidden": "true"});
  bar.style.width = `${most ? 100 * cost.flops / most : 0}%`;
  return element("tr", {class: name2}, element("th", {scope: "row"}, name, bar),
                 cell(String(cost.flops), "number"),
                 cell(String(cost.calls), "number"),
                 cell(format(ratio, 3), "number"));
}

function showCounters() {
  const {forward, reverse} = state;
  const rows = [
    ["plain evaluation", plain(), ""],
    ["forward so far", spent(modes.forward, forward.sweep, forward.done),
     "forward"],
    ["reverse so far", spent(modes.reverse, reverse.sweep, reverse.done),
     "reverse"]];
  const most = Math.max(...rows.map(([, cost]) => cost.flops));
  byId("counters").tBodies[0].replaceChildren(
    ...rows.map(([name, cost, name2]) => counterRow(name, cost, most, name2)));
  const bytes = onTape(valuesAt(modes.reverse, reverse.sweep, reverse.done));
  byId("tape").textContent = `on the tape: ${bytes} B that partials read`;
}

/* --- derivatives ---------------------------------------------------------- */

const SHOWN = 400; /* cells                                                */

/* Of end j by seed i, or along the direction, whose number is one more than
   theirs, where the mode's sweeps have come so far; else undefined. */
function derivativeAt(i, j) {
  const {sweep, done} = state[state.mode], mode = modes[state.mode];
  const which = state.mode === "forward" ? i : j;
  if (which > sweep ||
      (which === sweep && done < mode.sweep(sweep).steps.length))
    return undefined;
  const {tangents, bars} = mode.sweep(which);
  if (state.mode === "forward") {
    const tangent = tangents[ends[j].box.node];
    return tangent ? tangent.x[ends[j].entry] : 0;
  }
  const bar = bars[seeds[i].box.index];
  return bar ? bar.x[seeds[i].entry] : 0;
}

function derivativeCell(i, j) {
  const x = derivativeAt(i, j);
  return cell(x === undefined ? "\u2013"
    : [element("data", {value: String(x)}, format(x))], "number");
}

function derivativeRow(i, columns) {
  const name = i < seeds.length ? `d${entryName(seeds[i])}` : "along v";
  return element("tr", {}, element("th", {scope: "row"}, name),
                 ...columns.map((_, j) => derivativeCell(i, j)));
}

function showDerivatives() {
  const columns = ends.slice(0, SHOWN), {mode, forward} = state;
  const most = Math.max(1, Math.floor(SHOWN / columns.length));
  const all = mode === "forward" && forward.sweep === seeds.length
    ? [seeds.length] : Array.from(seeds.keys());
  const table = byId("derivatives"), rows = all.slice(0, most);
  if (!isOther(table, state.sheet, ...rows, ...rows.flatMap((i) =>
    columns.map((_, j) => derivativeAt(i, j)))))
    return;
  table.tHead.replaceChildren(element("tr", {},
    element("th", {scope: "col"}, "by"), ...columns.map((end) =>
      element("th", {scope: "col"}, `d${entryName(end)}`))));
  table.tBodies[0].replaceChildren(...rows.map((i) =>
    derivativeRow(i, columns)));
  byId("cut").textContent = (all.length > most
    ? `The first ${most} of ${all.length} are shown.  ` : "") +
    (ends.length > SHOWN ? `Of ${ends.length} outputs, ${SHOWN} are.` : "");
}
