/* SPDX-License-Identifier: GPL-3.0-or-later
   What if there were more inputs or outputs: forward mode is sent once for
   every input, reverse mode walks back once for every output, and the same
   graph costs that much.  Read ledgers.js before. */

function wholeForward(inputs) {
  return inputs * sum(modes.forward.sweep(0).steps).flops;
}

function wholeReverse(outputs) {
  const {steps} = modes.reverse.sweep(0);
  const tape = sum(steps.slice(0, boxes.length)).flops;
  return tape + outputs * (sum(steps).flops - tape);
}

function whatIfRow(name, flops, most, mode) {
  const bar = element("span", {class: "bar", "aria-hidden": "true"});
  bar.style.width = `${100 * flops / most}%`;
  return element("tr", {class: mode}, element("th", {scope: "row"}, name, bar),
                 cell(format(flops, 15), "number"),
                 cell(format(flops / (plain().flops || 1), 3), "number"));
}

function showWhatIf() {
  const inputs = Number(byId("inputs").value);
  const outputs = Number(byId("outputs").value);
  const forward = wholeForward(inputs), reverse = wholeReverse(outputs);
  const most = Math.max(forward, reverse, 1);
  byId("inputs-shown").textContent = inputs;
  byId("outputs-shown").textContent = outputs;
  byId("whatif").tBodies[0].replaceChildren(
    whatIfRow("forward", forward, most, "forward"),
    whatIfRow("reverse", reverse, most, "reverse"));
}

function beginWhatIf() {
  byId("inputs").value = seeds.length;
  byId("outputs").value = ends.length;
  showWhatIf();
}
