/* SPDX-License-Identifier: GPL-3.0-or-later
   The state of the page, what changes it, and its address.  Read ledgers.js
   before. */

const state = {mode: "reverse", forward: {sweep: 0, done: 0},
               reverse: {sweep: 0, done: 0}};
const edited = new Map(); /* boxes, and their values as the sheet has them   */
let timer = null;

const currentSweep = () => modes[state.mode].sweep(state[state.mode].sweep);
const currentStep = () => currentSweep().steps[state[state.mode].done - 1];

/* --- showing -------------------------------------------------------------- */

/* What is known of each box in this mode by now. */
function seenNow() {
  const now = adjointsNow(), {sweep, done} = state[state.mode];
  const {tangents} = currentSweep();
  const n = valuesAt(modes[state.mode], sweep, done);
  return (box) => {
    const seen = box.index < n;
    const d = state.mode === "forward" ? seen && tangents[box.node]
      : now.get(box);
    return {value: seen ? shortText(nodes[box.node].value) : undefined,
            derivative: d ? isNumber(d) ? format(d.x[0])
              : `norm ${format(norm(d), 4)}` : undefined};
  };
}

function showGraph() {
  const step = currentStep(), {done} = state[state.mode];
  const paid = currentSweep().steps.slice(0, done)
    .filter((s) => s.kind === "pay").map((s) => s.edge);
  const active = !step ? [] : step.kind === "pay"
    ? [boxes[step.edge.from]] : [step.box];
  showBoxes(seenNow(), active);
  showEdges(paid, !step ? [] : step.kind === "pay" ? [step.edge]
    : step.kind === "node" ? step.box.edges : []);
}

function showRule() {
  const {sweep, done} = state[state.mode], mode = modes[state.mode];
  const {steps} = currentSweep(), start = mode.starts[sweep];
  const along = state.mode === "forward" ? "along" : "from";
  const many = mode.starts.length > 1
    ? `, sweep ${sweep + 1} of ${mode.starts.length}` : "";
  byId("place").textContent = `Step ${done} of ${steps.length}${many}`;
  byId("rule").textContent = done === 0
    ? `${state.mode === "forward" ? "Forward" : "Reverse"}, ${along} ` +
      `${entryName(start)}${many}: ` +
      (state.mode === "reverse" && sweep > 0 ? "the tape is there already"
        : "nothing is computed yet") +
      ".  Press Next, or the Right key."
    : `Step ${done} of ${steps.length}, ${state.mode}${many}.  ` +
      stepWords(state.mode, steps[done - 1], currentSweep(), start);
}

function showControls() {
  const {sweep, done} = state[state.mode], {starts} = modes[state.mode];
  document.querySelectorAll("[name=mode]").forEach((radio) => {
    radio.checked = radio.value === state.mode;
  });
  byId("sweep-label").textContent = state.mode === "forward" ? "along" : "from";
  byId("sweep").replaceChildren(...starts.map((start, i) =>
    element("option", {value: i}, entryName(start))));
  byId("sweep").value = sweep;
  byId("app").dataset.mode = state.mode;
  for (const id of ["home", "back"])
    byId(id).setAttribute("aria-disabled", sweep === 0 && done === 0);
  for (const id of ["next", "end"])
    byId(id).setAttribute("aria-disabled", sweep === starts.length - 1 &&
                          done === currentSweep().steps.length);
}

/* Rows of the row's table in view, without moving the page. */
function follow() {
  followGraph();
  document.querySelectorAll("tr.active").forEach((row) => {
    const room = row.closest(".scroll"), box = row.getBoundingClientRect();
    const seen = room.getBoundingClientRect();
    if (box.top < seen.top + 60)
      room.scrollTop -= seen.top + 60 - box.top;
    else if (box.bottom > seen.bottom)
      room.scrollTop += box.bottom - seen.bottom + 8;
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
  showLens();
  show();
}

/* --- stepping ------------------------------------------------------------- */

/* To step `done` of a sweep; the ledgers are another's in another sweep. */
function go(sweep, done) {
  const here = state[state.mode], other = here.sweep !== sweep;
  Object.assign(here, {sweep, done});
  if (other)
    fill();
  else
    show();
}

/* Where numbers are predicted, one that waits is shown only when it was asked
   for once. */
function next() {
  const {sweep, done} = state[state.mode];
  const {steps} = currentSweep(), start = modes[state.mode].starts[sweep];
  if (byId("predict").checked && !question &&
      ask(steps[done], currentSweep(), start))
    stop();
  else if (done < currentSweep().steps.length)
    go(sweep, done + 1);
  else if (sweep + 1 < modes[state.mode].starts.length)
    go(sweep + 1, 0);
  else
    stop();
}

function back() {
  const {sweep, done} = state[state.mode];
  if (done > 0)
    go(sweep, done - 1);
  else if (sweep > 0)
    go(sweep - 1, modes[state.mode].sweep(sweep - 1).steps.length);
}

function end() {
  const last = modes[state.mode].starts.length - 1;
  go(last, modes[state.mode].sweep(last).steps.length);
}

function choose(mode) {
  state.mode = mode;
  show();
}

function answer() {
  const x = numberOf(byId("answer").value), asked = question;
  if (x === undefined) {
    byId("rule").textContent = "A number is asked for, such as -0.25 or 3e-4.";
    return;
  }
  const said = judge(asked, x);
  if (!isSame(x, asked.want)) {
    byId("rule").textContent = said;
    byId("answer").select();
    return;
  }
  next();
  byId("rule").textContent = `${said}  ${byId("rule").textContent}`;
  byId("next").focus();
}

/* Turns predicting on or off. */
function predict(on) {
  byId("predict").checked = on;
  show();
}

function nextSweep() {
  const n = modes[state.mode].starts.length;
  go((state[state.mode].sweep + 1) % n, 0);
}

function stop() {
  clearInterval(timer);
  timer = null;
  byId("play").textContent = "Play";
  byId("play").setAttribute("aria-pressed", false);
}

function play() {
  if (timer) {
    stop();
    return;
  }
  timer = setInterval(next, 1500);
  byId("play").textContent = "Stop";
  byId("play").setAttribute("aria-pressed", true);
}

/* --- numbers that are changed --------------------------------------------- */

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

function edit(box, entry, input) {
  const x = numberOf(input.value);
  input.setAttribute("aria-invalid", x === undefined);
  if (x === undefined) {
    byId("rule").textContent =
      `'${input.value}' is no number; ${input.getAttribute("aria-label")} ` +
      "stays as it is.";
    return;
  }
  const old = nodes[box.node].value.x.slice();
  old[entry] = x;
  set(box, old);
  compute();
  fill();
  byId("forward").querySelectorAll("input").forEach((field) => {
    if (field.getAttribute("aria-label") === input.getAttribute("aria-label"))
      field.focus();
  });
}

function reset() {
  edited.forEach((value, box) => nodes[box.node].value = value);
  edited.clear();
  compute();
  fill();
}

/* --- the address ---------------------------------------------------------- */

let waiting = null;

/* Browsers take few changes of the address in a second. */
function noteAddress() {
  clearTimeout(waiting);
  waiting = setTimeout(writeAddress, 250);
}

function writeAddress() {
  const {sweep, done} = state[state.mode];
  const parts = [["m", state.mode === "forward" ? "fwd" : "rev"],
                 ["s", sweep + 1], ["k", done]];
  edited.forEach((_, box) =>
    parts.push([box.name, Array.from(nodes[box.node].value.x).join()]));
  history.replaceState(null, "",
                       "#" + parts.map(([key, x]) =>
                         `${encodeURIComponent(key)}=${x}`).join("&"));
}

const bounded = (x, low, high) =>
  Math.max(low, Math.min(high, Number.isFinite(x) ? Math.floor(x) : low));

function readNumbers(box, text) {
  const x = text.split(",").map(numberOf);
  const {rows, cols} = nodes[box.node];
  if (isOpen(box) && x.length === rows * cols && !x.includes(undefined))
    set(box, x);
}

function readAddress() {
  const list = location.hash.slice(1).split("&").map((part) => {
    const [key, x = ""] = part.split("=");
    return [decodeURIComponent(key), decodeURIComponent(x)];
  });
  edited.forEach((value, box) => nodes[box.node].value = value);
  edited.clear();
  const parts = new Map(list.slice(0, 3)), leaves = new Map(list);
  boxes.filter((box) => box.isLeaf && leaves.has(box.name))
    .forEach((box) => readNumbers(box, leaves.get(box.name)));
  compute();
  nodes.forEach((node) => node.before = undefined);
  state.mode = parts.get("m") === "fwd" ? "forward" : "reverse";
  const mode = modes[state.mode], here = state[state.mode];
  here.sweep = bounded(Number(parts.get("s")), 1, mode.starts.length) - 1;
  here.done = bounded(Number(parts.get("k")), 0,
                      mode.sweep(here.sweep).steps.length);
}

/* --- paper ---------------------------------------------------------------- */

let before = null; /* the steps as they were before printing               */

/* On paper all steps of both ledgers' sweeps are done. */
function finish() {
  before = [state.forward.done, state.reverse.done];
  for (const mode of ["forward", "reverse"])
    state[mode].done = modes[mode].sweep(state[mode].sweep).steps.length;
  show();
}

function takeBack() {
  [state.forward.done, state.reverse.done] = before;
  show();
}

/* --- events --------------------------------------------------------------- */

const keys = {ArrowRight: next, ArrowLeft: back,
              Home: () => go(0, 0), End: end};
const letterKeys = {" ": play, f: () => choose("forward"),
                    r: () => choose("reverse"), s: nextSweep,
                    p: () => predict(!byId("predict").checked),
                    "?": () => byId("keys").showModal()};

/* A key is a field's, a button's or a list's own where it has the focus. */
function isTaken(event) {
  const {target} = event;
  return target.matches("input[type=text], select, input[type=radio], " +
                        "input[type=range]") ||
    (event.key === " " && target.matches("button, input")) ||
    document.querySelector("dialog[open]") || event.ctrlKey || event.altKey ||
    event.metaKey;
}

function press(event) {
  const act = keys[event.key] ||
    (byId("letters").checked && letterKeys[event.key.toLowerCase()]);
  if (!act || isTaken(event))
    return;
  event.preventDefault();
  act();
}

function listen() {
  const click = (id, act) => byId(id).addEventListener("click", act);
  click("home", () => go(0, 0));
  click("back", back);
  click("next", next);
  click("end", end);
  click("play", play);
  click("reset", reset);
  click("wrong-order", showOrder);
  click("help", () => byId("keys").showModal());
  byId("controls").addEventListener("submit", (e) => e.preventDefault());
  byId("guess").addEventListener("submit", (e) => {
    e.preventDefault();
    answer();
  });
  byId("controls").addEventListener("change", (e) => {
    if (e.target.name === "mode")
      choose(e.target.value);
    else if (e.target.id === "predict")
      show();
    else if (e.target.id === "lens")
      showLens();
  });
  byId("sweep").addEventListener("change", (e) => go(+e.target.value, 0));
  document.addEventListener("keydown", press);
  addEventListener("resize", fitGraph);
  addEventListener("beforeprint", finish);
  addEventListener("afterprint", takeBack);
  addEventListener("hashchange", () => { readAddress(); fill(); });
}

if (seeds.length > 0 && ends.length > 0) {
  byId("tables").hidden = true;
  byId("app").hidden = false;
  document.body.classList.toggle("embed",
                                 new URLSearchParams(location.search)
                                   .has("embed"));
  readAddress();
  drawGraph();
  beginWhatIf();
  byId("wrong-order").hidden = sharedBoxes().length === 0;
  listen();
  fill();
  fitGraph(); /* the room is known by now */
}
