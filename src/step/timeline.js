/* SPDX-License-Identifier: GPL-3.0-or-later
   The steps of both modes in their order, each with what it costs: forward, a
   box a step, once for every seed; in reverse all boxes onto the tape, which
   is written once, and for every entry of the outputs the cotangent and then a
   payment a step.
   Read evaluate.js before. */

/* {kind: "node", box}, the same in every sweep. */
function forwardSteps() {
  return boxes.map((box) => ({kind: "node", box, cost: stepCost(box, true)}));
}

/* {kind: "tape", box}, {kind: "seed", box}, {kind: "pay", ...payment}. */
function reverseSteps(end, i) {
  const sweep = reverseSweep(end);
  const steps = i > 0 ? [] : boxes.map((box) =>
    ({kind: "tape", box, cost: stepCost(box, false)}));
  steps.push({kind: "seed", box: end.box, after: sweep.bars[end.box.index],
              cost: noCost()});
  sweep.payments.forEach((payment) =>
    steps.push({kind: "pay", box: boxes[payment.edge.to], ...payment,
                cost: noCost()}));
  chargeWalk(steps);
  return {steps, bars: sweep.bars};
}

/* A sweep goes all ways, also those that pay nothing at this end; they count
   with the next step that is shown, or with the last. */
function chargeWalk(steps) {
  const of = new Map(steps.filter((step) => step.kind === "pay")
    .map((step) => [step.edge, step]));
  let waiting = noCost();
  walkCosts((edge, cost) => {
    charge(waiting, cost.flops, cost.calls);
    if (!of.has(edge))
      return;
    charge(of.get(edge).cost, waiting.flops, waiting.calls);
    waiting = noCost();
  });
  const last = steps[steps.length - 1];
  charge(last.cost, waiting.flops, waiting.calls);
}

/* One mode's sweeps, computed when they are asked for, and forgotten when the
   inputs change.  The first `count` of them give all derivatives. */
function modeOf(starts, count, makeSweep) {
  let sweeps = [];
  return {
    starts, count,
    sweep: (i) => sweeps[i] || (sweeps[i] = makeSweep(starts[i], i)),
    reset: () => { sweeps = []; }
  };
}

let modes; /* of the sheet that is shown                                    */

function openModes() {
  modes = {
    forward: modeOf([...seeds, direction], seeds.length, (start) =>
      ({steps: forwardSteps(), tangents: forwardSweep(start)})),
    reverse: modeOf(ends, ends.length, reverseSteps)
  };
}

function sum(steps) {
  const cost = noCost();
  steps.forEach((step) => charge(cost, step.cost.flops, step.cost.calls));
  return cost;
}

/* What is spent when `done` steps of sweep i are done, after the sweeps before
   it; from the second on they cost the same.  A direction needs none before. */
function spent(mode, i, done) {
  const {steps} = mode.sweep(i), cost = sum(steps.slice(0, done));
  if (i === 0 || mode.starts[i].v)
    return cost;
  const first = sum(mode.sweep(0).steps), whole = sum(steps);
  charge(cost, first.flops + (i - 1) * whole.flops,
         first.calls + (i - 1) * whole.calls);
  return cost;
}

/* How many boxes have their values: those of this sweep's steps, or of a tape
   that is there already. */
const valuesAt = (mode, i, done) =>
  mode === modes.reverse && i > 0 ? boxes.length
    : Math.min(done, boxes.length);

/* One plain evaluation. */
function plain() {
  const cost = noCost();
  for (const box of boxes) {
    const {flops, calls} = stepCost(box, false);
    charge(cost, flops, calls);
  }
  return cost;
}

/* Bytes of what partials read, of so many boxes. */
function onTape(taped) {
  return boxes.slice(0, taped).flatMap((box) => box.inside)
    .filter((i) => nodes[i].kept)
    .reduce((bytes, i) => bytes + 8 * nodes[i].rows * nodes[i].cols, 0);
}
