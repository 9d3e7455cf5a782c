/* SPDX-License-Identifier: GPL-3.0-or-later
   Predict: the number of the next step is asked for before it is shown, and a
   slip that can be told from the number is named.  Read ledgers.js before. */

/* {name, want, slips: [[number, words], ...]} of a step with one new number
   that is no leaf's; else null. */
function questionOf(step, sweep, start) {
  if (step && step.kind === "node")
    return tangentQuestion(step.box, sweep.tangents, start);
  if (step && step.kind === "pay" && step.edge.partial !== null)
    return paymentQuestion(step, start);
  return null;
}

function tangentQuestion(box, tangents, start) {
  const tangent = tangents[box.node];
  if (box.isLeaf || !tangent || !isNumber(tangent))
    return null;
  const moved = box.edges.filter((edge) => edge.partial !== null);
  const partials = moved.reduce((sum, edge) => sum + edge.partial, 0);
  return {
    name: tangentName(box.name, start),
    want: tangent.x[0],
    slips: [
      [nodes[box.node].value.x[0],
       `that is the value of ${box.name}; its tangent is asked for.`],
      [partials, "these are the partials; each is multiplied by the tangent " +
       "of what it belongs to."],
      [-tangent.x[0], "the sign is the other one."]]
  };
}

function paymentQuestion(step, start) {
  const {edge} = step, to = boxes[edge.to], from = boxes[edge.from];
  const bar = step.bar.x[0], before = step.before ? step.before.x[0] : 0;
  const value = nodes[from.node].value.x[0];
  return {
    name: derivative(entryName(start), from.name),
    want: step.after.x[0],
    slips: [
      [step.amount.x[0],
       `that is this payment; ${format(before)} is there already.`],
      [before + bar * value, `you have the value of ${from.name} where the ` +
       "partial belongs."],
      [before + edge.partial, "the partial is to be multiplied by the " +
       `adjoint of ${to.name}.`],
      [before + bar, `the adjoint of ${to.name} is to be multiplied by the ` +
       "partial."],
      [before - step.amount.x[0], "the sign of the payment is the other one."]]
  };
}

/* As far as people write numbers: to three digits. */
const isSame = (x, want) =>
  x === want || (x !== x && want !== want) ||
  Math.abs(x - want) <= 0.0005 * Math.abs(want);

/* What there is to say about an answer. */
function judge({name, want, slips}, x) {
  if (isSame(x, want))
    return `Right: ${name} is ${format(want)}.`;
  const slip = slips.find(([y]) => isSame(x, y));
  return `${format(x)} is not right` +
    (slip ? `: ${slip[1]}` : ".  Once more, or Next shows it.");
}

let question = null; /* that waits for an answer                            */

/* Asks for the number of a step; false where there is nothing to ask. */
function ask(step, sweep, start) {
  question = questionOf(step, sweep, start);
  byId("guess").hidden = question === null;
  if (!question)
    return false;
  byId("asked").textContent = `${question.name} =`;
  byId("answer").value = "";
  byId("rule").textContent = step.kind === "node"
    ? `${statement(step.box)} comes next.  Its tangent ${question.name}?`
    : `${boxes[step.edge.to].name} pays ${boxes[step.edge.from].name} next.  ` +
      `What is ${question.name} then?`;
  byId("answer").focus();
  return true;
}

function forget() {
  question = null;
  byId("guess").hidden = true;
}
