/* SPDX-License-Identifier: GPL-3.0-or-later
   The state of the page, and how it is shown.  Read ledgers.js before. */

const state = {sheet: undefined, mode: "reverse",
               forward: {sweep: 0, done: 0}, reverse: {sweep: 0, done: 0}};

const currentSweep = () => modes[state.mode].sweep(state[state.mode].sweep);
const currentStep = () => currentSweep().steps[state[state.mode].done - 1];

/* What is known of each box in this mode by now. */
function seenNow() {
  const now = adjointsNow(), {sweep, done} = state[state.mode];
  const {tangents} = currentSweep();
  const n = valuesAt(modes[state.mode], sweep, done);
  const digits = kind === dense ? 4 : 6;
  return (box) => {
    const seen = box.index < n;
    const d = state.mode === "forward" ? seen && tangents[box.node]
      : now.get(box);
    return {value: seen ? shortText(nodes[box.node].value, digits)
              : undefined,
            derivative: d ? isNumber(d) ? format(d.x[0], digits)
              : `norm ${format(norm(d), 4)}` : undefined};
  };
}

function showGraph() {
  const step = currentStep(), {done} = state[state.mode];
  const paid = currentSweep().steps.slice(0, done)
    .filter((s) => s.kind === "pay").map((s) => s.edge);
  const active = !step ? [] : step.kind === "pay"
    ? [boxes[step.edge.from]] : [step.box];
  showShapes(seenNow(), active);
  showLines(paid, !step ? [] : step.kind === "pay" ? [step.edge]
    : step.kind === "node" ? step.box.edges : []);
}

/* What the worksheet says at this step, or "". */
const stopHere = () => page.stops.filter(({mode, step}) =>
  mode === state.mode && state[mode].sweep === 0 && step === state[mode].done)
  .map(({text}) => text).join("  ");

function showRule() {
  const {sweep, done} = state[state.mode], {starts, count} = modes[state.mode];
  const {steps} = currentSweep(), start = starts[sweep];
  const along = state.mode === "forward" ? "along" : "from";
  const many = count > 1 && !start.v ? `, sweep ${sweep + 1} of ${count}` : "";
  byId("place").textContent = `${done} of ${steps.length}${many}`;
  byId("stop").textContent = stopHere();
  byId("rule").textContent = done === 0
    ? `${state.mode === "forward" ? "Forward" : "Reverse"}, ${along} ` +
      `${entryName(start)}${many}: ` +
      (state.mode === "reverse" && sweep > 0 ? "the tape is there already"
        : "nothing is computed yet") +
      ".  Press Next, or the Right key."
    : `Step ${done} of ${steps.length}, ${state.mode}${many}.  ` +
      stepWords(state.mode, steps[done - 1], currentSweep(), start);
}

/* A mode's sweeps, to be chosen of. */
function fillSweeps() {
  const name = (start) => start.v ? "a direction v" : entryName(start);
  byId("sweep-label").textContent = state.mode === "forward" ? "along" : "from";
  byId("sweep").replaceChildren(...modes[state.mode].starts.map((start, i) =>
    element("option", {value: i}, name(start))));
}

function showControls() {
  const {sweep, done} = state[state.mode], {count} = modes[state.mode];
  document.querySelectorAll("[name=mode]").forEach((radio) => {
    radio.checked = radio.value === state.mode;
  });
  byId("sweep").value = sweep;
  byId("app").dataset.mode = state.mode;
  const isFirst = sweep === 0 || sweep === count, isLast = sweep >= count - 1;
  for (const id of ["home", "back"])
    byId(id).setAttribute("aria-disabled", isFirst && done === 0);
  for (const id of ["next", "end"])
    byId(id).setAttribute("aria-disabled", isLast &&
                          done === currentSweep().steps.length);
}

/* The step's rows in view, without moving the page; where a table is too wide,
   names stay, and of a payment the right side is seen. */
function follow() {
  const {kind: step} = currentStep() || {};
  followGraph();
  byId("reverse").closest(".scroll").scrollLeft =
    step === "pay" || step === "seed" ? byId("reverse").scrollWidth : 0;
  document.querySelectorAll("tr.active").forEach((row) => {
    const room = row.closest(".scroll"), box = row.getBoundingClientRect();
    const seen = room.getBoundingClientRect();
    if (box.top < seen.top + 60)
      room.scrollTop -= seen.top + 60 - box.top;
    else if (box.bottom > seen.top + room.clientHeight)
      room.scrollTop += box.bottom - seen.top - room.clientHeight + 8;
  });
}

function show() {
  forget();
  showForward();
  showReverse();
  showGraph();
  showRule();
  showCounters();
  showDerivatives();
  showControls();
  follow();
  noteAddress();
}

function fill() {
  fillForward();
  fillReverse();
  fillSweeps();
  page.shapes.forEach((shape) => { shape.shown = undefined; });
  showLens();
  show();
}
