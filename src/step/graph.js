/* SPDX-License-Identifier: GPL-3.0-or-later
   The graph as a drawing: places are the program's, what is in the boxes and
   how they look the step's.  A shape is a box, or several that share it.  Read
   texts.js before. */

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

/* The drawing as the program has it, and a dense one, whose boxes hold a name
   and a number, for graphs that would be too small to be read in it. */
const roomy = {across: 1, down: 1, wide: 1, high: 1, letters: 18};
const dense = {across: 0.66, down: 0.6, wide: 0.6, high: 0.66, letters: 12};
let kind = roomy, picture;

const widthOf = (drawing) => page.size.boxWidth * drawing.wide;
const heightOf = (shape) => kind.high *
  (shape.isLeaf ? page.size.leafHeight : page.size.boxHeight);

const cut = (text) => text.length > kind.letters
  ? text.slice(0, kind.letters - 1) + "\u2026" : text;

/* --- boxes ---------------------------------------------------------------- */

/* A leaf has its value beside its name, others have a line for it, which the
   dense drawing lacks. */
function drawShape(shape) {
  const height = heightOf(shape), width = widthOf(kind);
  const x = shape.x * kind.across, top = shape.y * kind.down - height / 2;
  const two = shape.isLeaf || kind === dense, lead = kind === dense ? 13 : 18;
  const first = two ? top + (height - lead) / 2 + 4 : top + 19;
  const line = (i, name) => drawn("text", {
    x: x + width / 2, y: first + lead * i, class: name});
  shape.title = line(0, "statement");
  shape.value = line(1, "value");
  shape.bar = line(two ? 1 : 2, "derivative");
  shape.grid = drawn("g", {transform: `translate(${x + width / 2 + 4} ` +
                                      `${top + 24})`});
  shape.group = drawn("g", {},
    drawn("title", {}, shape.boxes.map(statement).join("\n")),
    drawn("rect", {x, y: top, width, height, rx: shape.isLeaf ? 0 : 12}),
    shape.title, shape.value, shape.grid, shape.bar);
  return shape.group;
}

/* "h1 = 2*x", or of a leaf, and dense, "x = 3". */
function titleOf(box, value) {
  const node = nodes[box.node], one = isNumber(node);
  const text = !box.isLeaf && kind === roomy ? statement(box)
    : !one ? `${box.name}, ${sizeText(node)}`
    : value === undefined ? box.name : `${box.name} = ${value}`;
  const shown = cut(text), n = box.name.length;
  return [drawn("tspan", {class: "name"}, shown.slice(0, n)), shown.slice(n)];
}

/* Entries as squares, the larger the further from 0; negative ones are hollow
   (G. E. Hinton's diagrams). */
function gridOf(a) {
  const side = Math.min(9, 18 / a.rows, 62 / a.cols);
  const most = largest(a.x.map(Math.abs)) || 1;
  const path = (sign) => Array.from(a.x, (x, e) => {
    const half = side * 0.42 * Math.sqrt(Math.min(1, Math.abs(x) / most));
    const i = Math.floor(e / a.cols), j = e % a.cols;
    return Math.sign(x) !== sign ? ""
      : `M${((j + 0.5) * side - half).toFixed(1)},` +
        `${((i + 0.5) * side - half).toFixed(1)}` +
        `h${(2 * half).toFixed(1)}v${(2 * half).toFixed(1)}` +
        `h${(-2 * half).toFixed(1)}z`;
  }).join("");
  return [drawn("rect", {width: side * a.cols, height: side * a.rows,
                         class: "frame"}),
          drawn("path", {d: path(1), class: "positive"}),
          drawn("path", {d: path(-1), class: "negative"})];
}

const hasGrid = (box) => kind === roomy && !box.isLeaf &&
  !isNumber(nodes[box.node]) && nodes[box.node].rows <= MOST &&
  nodes[box.node].cols <= MOST;

/* --- lines ---------------------------------------------------------------- */

const TIP = 8; /* of an arrow                                                */

/* From the right side of one box to the left of the other, past the layers in
   between, with room for the tip at the end that it points to. */
function pathOf(line, back) {
  const {column} = page.size, {across, down} = kind, width = widthOf(kind);
  const from = page.shapes[line.from], to = page.shapes[line.to];
  const points = [[from.x * across + width + (back ? TIP : 0), from.y * down]];
  line.bends.forEach((y, i) => {
    const x = (from.x + (i + 1) * column) * across;
    points.push([x, y * down], [x + width, y * down]);
  });
  points.push([to.x * across - (back ? 0 : TIP), to.y * down]);
  return points.slice(1).reduce((path, [x, y], i) => {
    const [x0, y0] = points[i], bend = (x - x0) / 2;
    return path + (y === y0 ? `L${x},${y}`
      : `C${x0 + bend},${y0} ${x - bend},${y} ${x},${y}`);
  }, `M${points[0].join()}`);
}

/* Its label stands where its last leg begins: legs that end in one box begin
   in several places. */
function drawLine(line) {
  const {y} = page.shapes[line.from], {x} = page.shapes[line.to];
  const {across, down} = kind, gap = page.size.column * across - widthOf(kind);
  const last = line.bends.length ? line.bends[line.bends.length - 1] : y;
  line.label = drawn("text", {
    x: x * across - gap / 2, y: last * down - 8, class: "partial"});
  line.path = drawn("path", {});
  line.group = drawn("g", {class: "edge"}, line.path);
  return line.group;
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

const MARGIN = 12;
const extent = (drawing) => ({
  width: (page.size.width - page.size.boxWidth) * drawing.across +
    widthOf(drawing) + 2 * MARGIN,
  height: page.size.height * drawing.down + 2 * MARGIN});

function drawGraph() {
  const {width, height} = extent(kind);
  picture = drawn("svg", {
    viewBox: `${-MARGIN} ${-MARGIN} ${width} ${height}`,
    class: kind === dense ? "dense" : "",
    role: "img", "aria-labelledby": "graph-title graph-words"},
    drawn("title", {id: "graph-title"}, `Graph of ${boxes.length} nodes`),
    drawn("desc", {id: "graph-words"}, description()),
    tip(), ...page.lines.map(drawLine), ...page.shapes.map(drawShape),
    ...page.lines.map((line) => line.label));
  byId("graph").replaceChildren(picture);
}

const PAPER = 900; /* width of a drawing that can be read on paper          */
const NARROW = 300; /* height where all is one below the other, see page.css */
let onPaper = false;

/* How much of its size a drawing has where all of it is to be seen. */
function fitOf(drawing) {
  const {width, height} = extent(drawing), room = byId("graph");
  const isNarrow = matchMedia("(max-width: 800px)").matches;
  return onPaper ? PAPER / width
    : Math.min((room.clientWidth - 8) / width,
               (isNarrow ? NARROW : room.clientHeight - 8) / height);
}

/* As large as there is room, within what can be read; where that is not
   enough, it is dense, and then scrolled. */
function fitGraph() {
  const LEAST = 0.75, old = kind;
  for (const side of ["width", "height"])
    picture.setAttribute(side, 0); /* asks for no room itself */
  kind = fitOf(roomy) < LEAST ? dense : roomy;
  const fit = fitOf(kind), {width, height} = extent(kind);
  const scale = fit < LEAST ? 0.9 : Math.min(1.5, fit);
  if (kind !== old) {
    drawGraph();
    showGraph();
  }
  picture.setAttribute("width", Math.floor(width * scale));
  picture.setAttribute("height", Math.floor(height * scale));
  followGraph();
}

/* --- a step --------------------------------------------------------------- */

/* Whether something is shown otherwise than before; what is not, need not be
   laid out again. */
function isOther(thing, ...shown) {
  const key = shown.join("\n"), other = thing.shown !== key;
  thing.shown = key;
  return other;
}

/* Of one box in its shape; `known` is {value, derivative}, texts or undefined.
   */
function showBox(shape, box, {value, derivative: d}) {
  const word = state.mode === "forward" ? "tangent" : "adjoint";
  const grid = value !== undefined && hasGrid(box);
  if (!isOther(shape, box.name, value, d, word, kind.letters))
    return;
  shape.title.replaceChildren(...titleOf(box, value));
  shape.grid.replaceChildren(...(grid ? gridOf(nodes[box.node].value) : []));
  shape.value.classList.toggle("left", grid);
  shape.value.textContent = box.isLeaf || kind === dense ? ""
    : value === undefined ? "\u2013" : grid ? sizeText(nodes[box.node]) : value;
  shape.bar.textContent = !box.active ? box.isLeaf ? box.kind : ""
    : `${kind === dense ? "" : word + " "}${d === undefined ? "\u2013" : d}`;
}

/* Of several boxes, none of which is the step's. */
function showFold(shape, seen) {
  const {boxes: all} = shape, known = all.filter((box) => seen(box).value);
  if (!isOther(shape, known.length, kind.letters))
    return;
  shape.title.textContent = cut(`${all[0].name} \u2026 ${all.at(-1).name}`);
  shape.value.textContent = kind === dense ? "" : `${all.length} nodes`;
  shape.bar.textContent = kind === dense ? `${all.length} nodes`
    : `${known.length} of them seen`;
}

/* `seen` tells of a box what of it is known. */
function showShapes(seen, active) {
  for (const shape of page.shapes) {
    const now = shape.boxes.find((box) => active.includes(box));
    const box = now || shape.boxes[0], known = seen(box);
    if (now || shape.n === 1)
      showBox(shape, box, known);
    else
      showFold(shape, seen);
    shape.group.setAttribute("class", [
      "box", known.value === undefined ? "later" : "seen",
      shape.n > 1 ? "fold" : "", box.active ? "" : "still",
      now ? "active" : ""].join(" "));
  }
}

/* As many digits as there is room for between two boxes. */
const labelOf = (x) => [4, 3, 2].map((digits) => format(x, digits))
  .find((text) => text.length <= 6) || "";

/* `paid`: the edges that the reverse sweep has walked; `now`: those of this
   step. */
function showLines(paid, now) {
  const back = new Set(paid.map((edge) => edge.line));
  for (const line of page.lines) {
    const edge = now.find((e) => page.lines[e.line] === line);
    const isBack = back.has(line.index);
    if (!isOther(line, isBack, edge && edge.partial, kind.letters))
      continue;
    line.group.setAttribute("class", [
      "edge", isBack ? "back" : "", edge ? "active" : ""].join(" "));
    line.path.setAttribute("d", pathOf(line, isBack));
    line.path.setAttribute(isBack ? "marker-start" : "marker-end", "url(#tip)");
    line.path.removeAttribute(isBack ? "marker-end" : "marker-start");
    line.label.textContent = edge && edge.partial !== null
      ? labelOf(edge.partial) : "";
  }
}

/* Where not all of it can be seen, the step's box. */
function followGraph() {
  const {box} = currentStep() || {}, graph = byId("graph"), margin = 30;
  if (!box)
    return;
  const room = graph.getBoundingClientRect();
  const at = page.shapes[box.shape].group.getBoundingClientRect();
  if (at.left < room.left + margin || at.right > room.right - margin)
    graph.scrollLeft += (at.left + at.right - room.left - room.right) / 2;
  if (at.top < room.top || at.bottom > room.bottom)
    graph.scrollTop += (at.top + at.bottom - room.top - room.bottom) / 2;
}
