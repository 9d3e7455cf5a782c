/* SPDX-License-Identifier: GPL-3.0-or-later
   From step to step: by one, to the ends, by itself, by an answer.  Read
   show.js before. */

let timer = null; /* of the play                                              */

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
   for once.  The play stops where the worksheet says something. */
function next() {
  const {sweep, done} = state[state.mode], {starts, count} = modes[state.mode];
  const {steps} = currentSweep();
  if (byId("predict").checked && !question &&
      ask(steps[done], currentSweep(), starts[sweep]))
    stop();
  else if (done < steps.length)
    go(sweep, done + 1);
  else if (sweep + 1 < count)
    go(sweep + 1, 0);
  else
    stop();
  if (stopHere())
    stop();
}

/* The first step of all sweeps, or of the direction's. */
function home() {
  const {sweep} = state[state.mode], {count} = modes[state.mode];
  go(sweep < count ? 0 : sweep, 0);
}

function back() {
  const {sweep, done} = state[state.mode], {count} = modes[state.mode];
  if (done > 0)
    go(sweep, done - 1);
  else if (sweep > 0 && sweep < count)
    go(sweep - 1, modes[state.mode].sweep(sweep - 1).steps.length);
}

function end() {
  const {sweep} = state[state.mode], {count} = modes[state.mode];
  const last = Math.max(sweep, count - 1);
  go(last, modes[state.mode].sweep(last).steps.length);
}

function choose(mode) {
  state.mode = mode;
  fillSweeps();
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
