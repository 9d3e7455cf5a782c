/* SPDX-License-Identifier: GPL-3.0-or-later
   The graph as a drawing: places are the program's, what is in the boxes and
   how they look the step's.  Read texts.js before. */

const {size} = page;
const byId = (id) => document.getElementById(id);

/* An element with attributes, and children or text. */
function element(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  Object.entries(attributes).forEach(([key, x]) => e.setAttribute(key, x));
  e.append(...children);
  return e;
}

function drawn(name, attributes, ...children) {
  const e = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, x]) => e.setAttribute(key, x));
  e.append(...children);
  return e;
}

const LETTERS = 19; /* of a line in a box                                  */

const cut = (text) =>
  text.length > LETTERS ? text.slice(0, LETTERS - 1) + "\u2026" : text;

/* --- boxes ---------------------------------------------------------------- */

/* A leaf has its value beside its name, others have a line for it. */
function drawBox(box) {
  const height = box.isLeaf ? size.leafHeight : size.boxHeight;
  const top = box.y - height / 2, middle = box.x + size.boxWidth / 2;
  const line = (i, name) =>
    drawn("text", {x: middle, y: top + 19 + 18 * i, class: name});
  const shape = drawn("rect", {x: box.x, y: top, width: size.boxWidth, height,
                               rx: box.isLeaf ? 0 : 12});
  box.title = line(0, "statement");
  box.value = line(1, "value");
  box.bar = line(box.isLeaf ? 1 : 2, "derivative");
  box.group = drawn("g", {}, drawn("title", {}, statement(box)), shape,
                    box.title, box.value, box.bar);
  return box.group;
}

/* "h1 = 2*x", or of a leaf "x = 3". */
function titleOf(box, value) {
  const text = !box.isLeaf ? statement(box)
    : value === undefined ? box.name
    : isNumber(nodes[box.node].value) ? `${box.name} = ${value}`
    : `${box.name}, ${nodes[box.node].rows} x ${nodes[box.node].cols}`;
  const shown = cut(text), n = box.name.length;
  return [drawn("tspan", {class: "name"}, shown.slice(0, n)), shown.slice(n)];
}

/* --- edges ---------------------------------------------------------------- */

const TIP = 8; /* of an arrow                                                */

/* From the right side of one box to the left of the other, past the layers in
   between, with room for the tip at the end that it points to. */
function pathOf(edge, back) {
  const from = boxes[edge.from], to = boxes[edge.to];
  const points = [[from.x + size.boxWidth + (back ? TIP : 0), from.y]];
  edge.bends.forEach((y, i) => {
    const x = from.x + (i + 1) * size.column;
    points.push([x, y], [x + size.boxWidth, y]);
  });
  points.push([to.x - (back ? 0 : TIP), to.y]);
  return points.slice(1).reduce((path, [x, y], i) => {
    const [x0, y0] = points[i], bend = (x - x0) / 2;
    return path + (y === y0 ? `L${x},${y}`
      : `C${x0 + bend},${y0} ${x - bend},${y} ${x},${y}`);
  }, `M${points[0].join()}`);
}

/* Its label stands where its last leg begins: legs that end in one box begin
   in several places. */
function drawEdge(edge) {
  const {y} = boxes[edge.from], {x} = boxes[edge.to];
  edge.label = drawn("text", {
    x: x - (size.column - size.boxWidth) / 2,
    y: (edge.bends.length ? edge.bends[edge.bends.length - 1] : y) - 8,
    class: "partial"});
  edge.path = drawn("path", {});
  edge.group = drawn("g", {class: "edge"}, edge.path, edge.label);
  return edge.group;
}

function tip() {
  return drawn("defs", {}, drawn("marker", {
    id: "tip", viewBox: "0 0 8 8", refX: 0, refY: 4, markerWidth: TIP,
    markerHeight: TIP, markerUnits: "userSpaceOnUse",
    orient: "auto-start-reverse"}, drawn("path", {d: "M0,0L8,4L0,8z"})));
}

/* --- all of it ------------------------------------------------------------ */

/* Its boxes in words, for those who do not see it. */
function description() {
  return boxes.map((box) => {
    const read = box.edges.map((edge) => boxes[edge.from].name);
    return read.length ? `${statement(box)} reads ${read.join(", ")}.`
      : `${box.name} is ${box.kind}.`;
  }).join(" ");
}

let picture;

function drawGraph() {
  const margin = 12;
  picture = drawn("svg", {
    viewBox: `${-margin} ${-margin} ${size.width + 2 * margin} ` +
      `${size.height + 2 * margin}`,
    role: "img", "aria-labelledby": "graph-title graph-words"},
    drawn("title", {id: "graph-title"}, `Graph of ${boxes.length} nodes`),
    drawn("desc", {id: "graph-words"}, description()),
    tip(), ...edges.map(drawEdge), ...boxes.map(drawBox));
  byId("graph").replaceChildren(picture);
}

/* As large as there is room, within what can be read; where that is not
   enough, it is scrolled. */
function fitGraph() {
  const room = byId("graph"), height = size.height + 24;
  const width = size.width + 24, margin = 8;
  for (const side of ["width", "height"])
    picture.setAttribute(side, 0); /* asks for no room itself */
  const fit = Math.min((room.clientWidth - margin) / width,
                       (room.clientHeight - margin) / height);
  const scale = fit < 0.7 ? 0.9 : Math.min(1.5, fit);
  picture.setAttribute("width", Math.floor(width * scale));
  picture.setAttribute("height", Math.floor(height * scale));
  followGraph();
}

/* --- a step --------------------------------------------------------------- */

/* `seen` tells of a box, what of it is known: {value, derivative}, texts or
   undefined. */
function showBoxes(seen, active) {
  const word = state.mode === "forward" ? "tangent" : "adjoint";
  for (const box of boxes) {
    const {value, derivative: d} = seen(box);
    box.title.replaceChildren(...titleOf(box, value));
    box.value.textContent = box.isLeaf ? ""
      : value === undefined ? "\u2013" : value;
    box.bar.textContent = !box.active ? box.isLeaf ? box.kind : ""
      : `${word} ${d === undefined ? "\u2013" : d}`;
    box.group.setAttribute("class", [
      "box", value === undefined ? "later" : "seen",
      box.active ? "" : "still",
      active.includes(box) ? "active" : ""].join(" "));
  }
}

/* `paid`: the edges that the reverse sweep has walked; `now`: those of this
   step. */
function showEdges(paid, now) {
  for (const edge of edges) {
    const back = paid.includes(edge);
    edge.group.setAttribute("class", [
      "edge", back ? "back" : "",
      now.includes(edge) ? "active" : ""].join(" "));
    edge.path.setAttribute("d", pathOf(edge, back));
    edge.path.setAttribute(back ? "marker-start" : "marker-end", "url(#tip)");
    edge.path.removeAttribute(back ? "marker-end" : "marker-start");
    edge.label.textContent = now.includes(edge) && edge.partial !== null
      ? format(edge.partial, 4) : "";
  }
}

/* Where not all of it can be seen, the step's box. */
function followGraph() {
  const {box} = currentStep() || {};
  if (box && picture.getBoundingClientRect().width > byId("graph").clientWidth)
    box.group.scrollIntoView({block: "nearest", inline: "center"});
}
