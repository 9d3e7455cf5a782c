// SPDX-License-Identifier: GPL-3.0-or-later
// gradcompare step: its pages in Chromium.  usage:
//
//   node step.mjs PROGRAM BROWSER EXAMPLES WORK
//
// EXAMPLES and WORK are folders.  What the pages compute is held against
// `compare --format json`, which has no part in them.

import {execFileSync, spawnSync} from "node:child_process";
import {readFileSync, readdirSync, statSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {Browser} from "./browser.mjs";

const [program, chromium, examples, work] = process.argv.slice(2);
const NEAR = 1e-12;
let passed = 0, failed = 0;

function check(what, ok) {
  if (ok) {
    passed++;
    return;
  }
  failed++;
  console.log(`FAIL: ${what}`);
}

// --- the program ------------------------------------------------------------

function worksheets(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? worksheets(path)
      : name.endsWith(".grad") ? [path] : [];
  });
}

function makePage(sheet, name, options = []) {
  const page = join(work, name);
  execFileSync(program, ["step", ...options, sheet, "-o", page]);
  return `file://${page}`;
}

// Wrong claims and disagreements do not matter here.
function compare(sheet) {
  const {stdout} = spawnSync(program, ["compare", "--no-times", "--full",
    "--format", "json", sheet], {maxBuffer: 1 << 30});
  return JSON.parse(stdout.toString().split("\n")[0]);
}

const read = (x) => typeof x === "number" ? x
  : x === null ? NaN : Number(x.replace("inf", "Infinity"));

// d(of)/d(by) of all entries, by their names on the page.
function derivatives(report) {
  const found = new Map();
  const entries = (node) => {
    const [rows, cols] = report.nodes.find((n) => n.name === node).shape;
    return Array.from({length: rows * cols}, (_, k) =>
      rows * cols === 1 ? node : cols === 1 ? `${node}[${k + 1}]`
        : `${node}[${Math.floor(k / cols) + 1},${k % cols + 1}]`);
  };
  for (const block of [...report.gradients, ...report.jacobians]) {
    const of = entries(block.of), by = entries(block.wrt);
    for (const mode of ["forward", "reverse"])
      (block[mode] || []).flat().forEach((x, k) =>
        found.set(`${mode} d${of[Math.floor(k / by.length)]}/` +
                  `d${by[k % by.length]}`, x === null ? null : read(x)));
  }
  return found;
}

// --- a page -----------------------------------------------------------------

// What its tables say: numbers exactly, and the counters.
const tables = `(() => {
  const cells = (row) => [...row.cells];
  const table = document.getElementById("derivatives");
  const of = cells(table.tHead.rows[0]).slice(1).map((c) => c.textContent);
  const found = [];
  for (const row of table.tBodies[0].rows)
    cells(row).slice(1).forEach((cell, j) => {
      const data = cell.querySelector("data");
      found.push([of[j] + "/" + row.cells[0].textContent,
                  data ? data.value : "none"]);
    });
  return {found, counters: [...document.getElementById("counters")
    .tBodies[0].rows].map((row) => cells(row).slice(1).map((c) =>
      Number(c.textContent)))};
})()`;

async function atEnd(page, mode) {
  await page.ask(`document.querySelector("[value=${mode}]").click()`);
  await page.ask(`document.getElementById("end").click()`);
  return page.ask(tables);
}

function near(x, y, size) {
  return Object.is(x, y) || x === y || (Number.isNaN(x) && Number.isNaN(y)) ||
    Math.abs(x - y) <= NEAR * Math.max(Math.abs(y), 1e-3 * size);
}

// Sizes of what is near to nothing are those of the largest.
function hold(sheet, mode, {found}, wanted) {
  const all = [...wanted].filter(([key, x]) =>
    key.startsWith(mode) && Number.isFinite(x)).map(([, x]) => Math.abs(x));
  const size = Math.max(0, ...all);
  let held = 0;
  for (const [name, text] of found) {
    const want = wanted.get(`${mode} ${name}`);
    if (want === undefined || want === null)
      continue;
    held++;
    if (!near(Number(text), want, size))
      check(`${sheet}: ${mode} ${name} is ${text}, and compare says ${want}`,
            false);
  }
  check(`${sheet}: ${mode}: no derivative was held`, held > 0);
}

function holdCosts(sheet, mode, {counters}, report) {
  const cost = (method) => report.cost.find((c) => c.method === method);
  const [plain, forward, reverse] = counters;
  const want = cost(mode), got = mode === "forward" ? forward : reverse;
  check(`${sheet}: ${mode}: ${got} flops, calls, and the cost table has ` +
        `${want.flops}, ${want.calls}`,
        got[0] === want.flops && got[1] === want.calls);
  check(`${sheet}: plain evaluation: ${plain}`,
        plain[0] === cost("evaluation").flops);
}

async function holdPage(page, sheet, report) {
  const wanted = derivatives(report);
  for (const mode of ["forward", "reverse"]) {
    const seen = await atEnd(page, mode);
    hold(sheet, mode, seen, wanted);
    holdCosts(sheet, mode, seen, report);
  }
}

function holdQuiet(page, sheet) {
  check(`${sheet}: requests: ${page.requests}`, page.requests.length === 1);
  check(`${sheet}: ${page.faults.join("; ")}`, page.faults.length === 0);
}

// --- every example ----------------------------------------------------------

async function everySheet(page) {
  for (const sheet of worksheets(examples)) {
    await page.open(makePage(sheet, "page.html"));
    await holdPage(page, sheet, compare(sheet));
    holdQuiet(page, sheet);
  }
}

// --- every row of the op set ------------------------------------------------

async function holdText(page, name, text) {
  const sheet = join(work, `${name}.grad`);
  writeFileSync(sheet, text);
  await page.open(makePage(sheet, "page.html"));
  await holdPage(page, name, compare(sheet));
  holdQuiet(page, name);
}

// As many outputs as the page shows derivatives of.
async function everyRow(page) {
  const report = execFileSync(program, ["ops", "--format", "json"]);
  const rows = JSON.parse(report.toString()).operations
    .filter((op) => op.kind === "elementwise");
  check(`${rows.length} elementwise rows are few`, rows.length > 40);
  const points = [[0.37, 0.91, -1.2], [-0.83, -1.7, 0.4], [2.6, 0.5, 1],
                  [7.5, -3, 0], [-2.2, 4, 1.9]];
  for (const [i, [a, b, c]] of points.entries())
    await holdText(page, `rows-${i}`,
                   `input a = ${a}\ninput b = ${b}\ninput c = ${c}\n` +
                   rows.map((op, k) => `r${k} = ${op.written}\n`).join("") +
                   "r = a + b + c\n" +
                   `output r, ${rows.map((_, k) => `r${k}`).join(", ")}\n`);
}

const structured = `
input A[3,2] = [0.4, -1.1; 1.7, 0.6; -0.8, 1.7]
input S[3,3] = [2.1, -0.4, 0.3; 0.7, 1.6, -0.9; -0.2, 0.5, 1.2]
input u[3] = [0.9; -0.7; 1.4]
data  k[4] = [3; 1; 3; 2]
l1 = sum(sin(S @ A))
l2 = sum(sin(A' @ S'))
l3 = sum(square(sum(A, over=rows) + sum(S @ A, over=rows)))
l4 = sum(cumsum(square(A), over=cols)*A) + sum(exp(cumsum(S, over=rows)))
l5 = sum(sin(u*A))
l6 = sum(exp(S[2:3, 1:2]))
l7 = sum(A[k, :]*cumsum(A[k, :], over=rows))
l8 = sum(exp([A, u, u*u; u', 0.5]))
l9 = sum(sin(diag(u) @ S)) + sum(exp(diag(S)))
l10 = sum(tril(S @ S))
l11 = prod(A) + sum(prod(S, over=cols)*u)
l12 = sum(max(A, over=rows)*min(S, over=cols)[1:2]')
l13 = logsumexp(S) + sum(logsumexp(A, over=rows))
l14 = norm(S) + sum(square(norm(A, over=cols)))
l15 = det(S)*u[2]
l16 = logdet(S @ S')
l17 = sum(sin(inv(S)))
l18 = sum(square(solve(S, A)))
output l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15
output l16, l17, l18
`;

// --- edits ------------------------------------------------------------------

// Numbers that are neither round nor large, the same on every run.
function random() {
  let state = 20261130;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Number((state / 1073741824 - 0.9).toFixed(4));
  };
}

const typed = (entry, x) => `(() => {
  const field = [...document.querySelectorAll("input[type=text]")].find((f) =>
    f.getAttribute("aria-label") === ${JSON.stringify(entry)});
  field.value = ${JSON.stringify(String(x))};
  field.dispatchEvent(new Event("change"));
})()`;

// Inputs and params that are written as numbers in the sheet.
const numbers = (text) => [...text.matchAll(
  /^(input|param) +(\w+) *= *[-+.\d]+ *(?=#|$)/gm)].map((m) => m[2]);

async function edits(page, sheet, times) {
  const next = random(), names = numbers(readFileSync(sheet, "utf8"));
  let text = readFileSync(sheet, "utf8");
  await page.open(makePage(sheet, "page.html"));
  for (let i = 0; i < times; i++) {
    const name = names[i % names.length], x = next();
    await page.ask(typed(name, x));
    text = text.replace(new RegExp(`^(input|param) +${name} *=.*$`, "m"),
                        `$1 ${name} = ${x}`);
    const edited = join(work, "edited.grad");
    writeFileSync(edited, text);
    await holdPage(page, `${sheet}, ${name} = ${x}`, compare(edited));
  }
  holdQuiet(page, sheet);
}

// --- steps ------------------------------------------------------------------

const shown = `document.getElementById("app").innerHTML
  .replaceAll(' class=""', "")`;
const rule = `document.getElementById("rule").textContent`;
const isLast = `document.getElementById("next")
  .getAttribute("aria-disabled") === "true"`;

// Left after Right is as before, and every step says something else.
async function steps(page, sheet) {
  await page.open(makePage(sheet, "page.html"));
  for (const mode of ["forward", "reverse"]) {
    await page.ask(`document.querySelector("[value=${mode}]").click()`);
    await page.ask("document.activeElement.blur()");
    await page.press("Home");
    const said = new Set([await page.ask(rule)]);
    for (let i = 1; !await page.ask(isLast); i++) {
      const before = await page.ask(shown);
      await page.press("ArrowRight");
      const after = await page.ask(shown);
      await page.press("ArrowLeft");
      check(`${sheet}: ${mode}: Left after Right at step ${i}`,
            await page.ask(shown) === before);
      await page.press("ArrowRight");
      check(`${sheet}: ${mode}: Right again at step ${i}`,
            await page.ask(shown) === after);
      said.add(await page.ask(rule));
      check(`${sheet}: ${mode}: step ${i} says what another does`,
            said.size === i + 1);
    }
  }
  holdQuiet(page, sheet);
}

// --- the address ------------------------------------------------------------

async function address(page) {
  const url = makePage(join(examples, "eth/1b.grad"), "page.html");
  await page.open(`${url}#m=rev&s=1&k=11&x=-1.5`);
  const said = await page.ask(rule);
  check(`the address leads to step 11: ${said}`,
        said.startsWith("Step 11 of 13, reverse."));
  // dl/dx = 48 x^2 + 16 x y, by hand
  const {found} = await atEnd(page, "reverse");
  check(`x = -1.5: dl/dx is ${found[0]}`, Number(found[0][1]) === 108 - 48);
  const hash = await page.ask(`new Promise((resolve) =>
    setTimeout(() => resolve(location.hash), 500))`);
  check(`the address after End is ${hash}`, hash === "#m=rev&s=1&k=13&x=-1.5");
  await page.ask(`document.getElementById("reset").click()`);
  check("the sheet's numbers again",
        Number((await page.ask(tables)).found[0][1]) === 528);
  await page.open(`${url}#m=fwd&s=99&k=-4&x=1e&y=2,3`);
  check("an address without sense is taken as far as it goes",
        (await page.ask(rule)).startsWith("Forward, along y"));
  await page.ask(typed("x", "two"));
  check("what is no number is said", (await page.ask(rule))
    .startsWith("'two' is no number"));
  holdQuiet(page, "the address");
}

// --- predictions ------------------------------------------------------------

const guess = (x) => `(() => {
  document.getElementById("answer").value = "${x}";
  document.querySelector("#guess button").click();
})()`;

// Two payments come to h1 = 6 of eth/1b: 72*1, then 8*4*6 more.
async function predictions(page) {
  const url = makePage(join(examples, "eth/1b.grad"), "page.html");
  const says = async (text) => {
    const said = await page.ask(rule);
    check(`'${text}' is not said: ${said}`, said.includes(text));
  };
  await page.open(`${url}#m=rev&s=1&k=11`);
  await page.ask(`document.getElementById("predict").click()`);
  await page.ask("document.activeElement.blur()");
  await page.press("ArrowRight");
  await says("h2 pays h1 next.  What is dl/dh1 then?");
  check("the answer is not shown before it is given",
        !(await page.ask(`document.querySelector("#reverse tbody").innerText`))
          .includes("264"));
  for (const [x, words] of [["192", "that is this payment; 72 is there"],
                            ["120", "you have the value of h1 where"],
                            ["96", "multiplied by the adjoint of h2"],
                            ["80", "multiplied by the partial"],
                            ["-120", "the sign of the payment"],
                            ["7", "7 is not right.  Once more"],
                            ["h", "A number is asked for"]]) {
    await page.ask(guess(x));
    await says(words);
  }
  await page.ask(guess("264"));
  await says("Right: dl/dh1 is 264.  Step 12 of 13");
  await page.ask(`document.querySelector("[value=forward]").click()`);
  for (let i = 0; i < 2; i++)
    await page.ask(`document.getElementById("next").click()`);
  await says("Step 2 of 6");
  await page.ask(`document.getElementById("next").click()`);
  await page.ask(guess("6"));
  await says("that is the value of h1");
  await page.ask(`document.getElementById("next").click()`);
  await says("Step 3 of 6");
  holdQuiet(page, "predictions");
}

// --- differences, the wrong order, and what if ------------------------------

async function asides(page) {
  await page.open(makePage(join(examples, "eth/1b.grad"), "page.html"));
  await page.ask(`document.getElementById("lens").click()`);
  const found = await page.ask(`[...document.querySelectorAll(
    "#forward .lens .matrix")].map((e) => Number(e.textContent))`);
  const want = [1, 0, 2, 48, 2, 528]; // along x, by hand
  check(`differences are ${found}`, found.length === want.length &&
        found.every((x, i) => Math.abs(x - want[i]) <= 1e-4 * want[i]));
  await page.ask(`document.getElementById("lens").click()`);
  check("differences are gone again", await page.ask(
    `document.querySelectorAll(".lens").length`) === 0);

  // l pays h3 72, h3 pays y 72 and h1 72, h1 pays x 144; then l pays h2 8, h2
  // pays h1 192 more, and h1 pays x 528 more; or the other way round.
  await page.ask(`document.getElementById("wrong-order").click()`);
  const said = await page.ask(`document.getElementById("wrong").textContent`);
  check(`the wrong order says: ${said}`,
        /^dl\/dx: (672|912) by recursion, 528 by the sweep$/.test(said));
  await page.ask(`document.querySelector("#order button").click()`);

  await page.ask(`(() => { const e = document.getElementById("inputs");
    e.value = 10; e.dispatchEvent(new Event("input")); })()`);
  const flops = await page.ask(`[...document.getElementById("whatif").tBodies[0]
    .rows].map((row) => Number(row.cells[1].textContent))`);
  check(`ten inputs cost ${flops}`, flops[0] === 130 && flops[1] === 12);
  holdQuiet(page, "asides");
  await page.open(makePage(join(examples, "eth/1a.grad"), "page.html"));
  check("a chain has no wrong order", await page.ask(
    `document.getElementById("wrong-order").hidden`));
}

// --- texts that are no texts ------------------------------------------------

async function hostile(page) {
  const sheet = join(work, "hostile.grad");
  writeFileSync(sheet, `title "</title><script>alert(1)</script>&<b>"\n` +
                `source "</p><img src=x onerror=alert(1)>"\n` +
                "input x = 3\ny = x^2  # </script>\n");
  const url = makePage(sheet, "hostile.html");
  await page.open(url);
  check("the title stays a text", (await page.ask("document.title"))
    .startsWith("</title><script>alert(1)</script>"));
  check("no element came from a text",
        await page.ask(`document.querySelectorAll("header *").length`) === 2);
  check("and it computes", (await atEnd(page, "reverse")).found[0][1] === "6");
  holdQuiet(page, "hostile");
}

// --- without a script -------------------------------------------------------

const words = (expression) => `${expression}.split(/\\s+/).filter((w) => w)`;

async function noScript(page) {
  const url = makePage(join(examples, "eth/3.6.grad"), "page.html");
  await page.send("Emulation.setScriptExecutionDisabled", {value: true});
  await page.open(url);
  await page.send("Emulation.setScriptExecutionDisabled", {value: false});
  const text = await page.ask(`document.body.innerText`);
  for (const what of ["Three layers and two losses", "tangents along W1[1,1]",
                      "...*2*(yhat - y)", "1.71575", "Adjoints in the end"])
    check(`without script there is no '${what}'`, text.includes(what));
  const want = await page.ask(words(`[...document.querySelectorAll(
    "#tables table:last-of-type .matrix")].map((m) =>
      m.textContent).join(" ")`));
  await page.open(url);
  await atEnd(page, "reverse");
  const got = await page.ask(words(`[...document.querySelectorAll(
    "#reverse td:last-child .matrix")].map((m) => m.textContent).join(" ")`));
  check("the adjoints without script are those with it: " +
        `${want.slice(0, 6)} ... ${got.slice(0, 6)}`,
        want.length > 20 && want.join() === got.join());
}

// --- on paper ---------------------------------------------------------------

async function paper(page) {
  await page.open(makePage(join(examples, "eth/1b.grad"), "page.html"));
  const {data} = await page.send("Page.printToPDF", {});
  const pages = Buffer.from(data, "base64").toString("latin1")
    .match(/\/Type \/Page\b/g).length;
  check(`eth/1b is ${pages} pages on paper`, pages === 1);
  const steps = await page.ask(rule);
  await page.ask(`dispatchEvent(new Event("beforeprint"))`);
  const text = await page.ask(`document.getElementById("app").innerText`);
  await page.ask(`dispatchEvent(new Event("afterprint"))`);
  check("on paper all steps are done", text.includes("8*48 + 72*2 = 528") &&
        text.includes("from h1: dl/dh1*2 = 264*2 = 528"));
  check("and afterwards as before", steps === await page.ask(rule));
}

// --- who reads the page otherwise -------------------------------------------

const unnamed = ({role, name, ignored}) => !ignored &&
  ["button", "checkbox", "radio", "textbox", "combobox", "table", "image",
   "img", "group", "dialog", "region"].includes(role?.value) && !name?.value;

async function accessible(page) {
  await page.open(makePage(join(examples, "eth/1b.grad"), "page.html"));
  await page.ask(`document.querySelectorAll("details").forEach((d) => {
    d.open = true; })`);
  const {nodes} = await page.send("Accessibility.getFullAXTree", {});
  check(`without a name: ${nodes.filter(unnamed).map((n) => n.role.value)}`,
        !nodes.some(unnamed));
  check("no table is known as one", nodes.some((n) => n.role?.value ===
                                               "table"));
  const wanted = await page.ask(`[...document.querySelectorAll(
    "button, input, select")].filter((e) => e.offsetParent).map((e) =>
      e.id || e.name || e.getAttribute("aria-label"))`);
  const reached = new Set();
  for (let i = 0; i < 3 * wanted.length; i++) {
    await page.press("Tab");
    reached.add(await page.ask(`(({activeElement: e}) => e.id || e.name ||
      e.getAttribute("aria-label"))(document)`));
  }
  const lost = [...new Set(wanted)].filter((id) => !reached.has(id));
  check(`Tab does not come to ${lost}`, lost.length === 0);
  const small = await page.ask(`[...document.querySelectorAll(
    "button, select, input[type=text], label")].filter((e) => e.offsetParent &&
      e.getBoundingClientRect().height < 24).map((e) =>
        e.id || e.textContent)`);
  check(`lower than 24 px: ${small}`, small.length === 0);
}

// Contrast as WCAG 2.2 computes it, of every text against what it stands on.
const contrasts = `(() => {
  const channel = (c) => (c /= 255, c <= 0.04045 ? c / 12.92
    : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) +
    0.0722 * channel(b);
  const colour = (s) => s.match(/[\\d.]+/g).map(Number);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0)
        return c;
    }
    return [255, 255, 255];
  };
  let worst = [99, ""];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 &&
                                       n.data.trim());
    if (!own || !e.getClientRects().length || e.closest("marker"))
      continue;
    const style = getComputedStyle(e), box = e.closest("g.box");
    const on = box ? colour(getComputedStyle(box.querySelector("rect")).fill)
      : ground(e);
    const [a, b] = [light(colour(e instanceof SVGElement ? style.fill
                                                         : style.color)),
                    light(on)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst[0])
      worst = [ratio, e.className.baseVal || e.id || e.tagName];
  }
  return worst;
})()`;

async function looks(page) {
  const url = makePage(join(examples, "eth/1b.grad"), "page.html");
  for (const scheme of ["light", "dark"]) {
    await page.send("Emulation.setEmulatedMedia", {features: [
      {name: "prefers-color-scheme", value: scheme},
      {name: "prefers-reduced-motion", value: "reduce"}]});
    for (const at of ["m=rev&s=1&k=10", "m=fwd&s=1&k=4"]) {
      await page.open(`${url}#${at}`);
      const [worst, where] = await page.ask(contrasts);
      check(`${scheme}, ${at}: contrast ${worst} of ${where}`, worst >= 4.5);
    }
    check("reduced motion: something moves", await page.ask(
      `[...document.querySelectorAll("*")].every((e) => {
        const s = getComputedStyle(e);
        return parseFloat(s.transitionDuration) === 0 &&
          parseFloat(s.animationDuration) === 0;
      })`));
  }
  await page.send("Emulation.setEmulatedMedia", {features: []});
}

// Nothing is wider than the window, and no box of the graph lies on another.
async function fits(page) {
  for (const sheet of ["eth/1b", "eth/3.6", "graph-introduction/2",
                       "saarland/sheet6", "nyu/depth"]) {
    const url = makePage(join(examples, `${sheet}.grad`), "page.html");
    for (const [width, height] of [[1280, 720], [1920, 1080], [390, 844]]) {
      await page.send("Emulation.setDeviceMetricsOverride", {
        width, height, deviceScaleFactor: 1, mobile: false});
      await page.open(url);
      const over = await page.ask(`[document.documentElement.scrollWidth -
        innerWidth, document.documentElement.scrollHeight - innerHeight]`);
      check(`${sheet} at ${width}: ${over} too large`, over[0] <= 0 &&
            (width < 800 || over[1] <= 0));
    }
    check(`${sheet}: boxes lie on each other`, await page.ask(`(() => {
      const all = [...document.querySelectorAll("g.box rect")].map((r) =>
        r.getBoundingClientRect());
      return all.every((a, i) => all.every((b, k) => k <= i ||
        a.right <= b.left || b.right <= a.left || a.bottom <= b.top ||
        b.bottom <= a.top));
    })()`));
    const wide = await page.ask(`[...document.querySelectorAll("g.box")]
      .flatMap((g) => [...g.querySelectorAll("text")].filter((t) =>
        t.getBoundingClientRect().width > g.querySelector("rect")
          .getBoundingClientRect().width)).map((t) => t.textContent)`);
    check(`${sheet}: wider than their boxes: ${wide}`, wide.length === 0);
  }
  await page.send("Emulation.clearDeviceMetricsOverride");
}

function sizes() {
  for (const [sheet, most] of [["eth/1b", 80e3], ["saarland/sheet6", 150e3]]) {
    makePage(join(examples, `${sheet}.grad`), "page.html");
    const {size} = statSync(join(work, "page.html"));
    check(`${sheet}: ${size} bytes`, size <= most);
  }
}

// --- all of it --------------------------------------------------------------

async function all(page) {
  const at = (name) => join(examples, `${name}.grad`);
  await everySheet(page);
  await everyRow(page);
  await holdText(page, "structured", structured);
  for (const sheet of ["eth/1b", "graph-introduction/2", "classics/baydin"])
    await edits(page, at(sheet), 20);
  for (const sheet of ["eth/1b", "graph-introduction/2", "saarland/sheet6"])
    await steps(page, at(sheet));
  for (const part of [address, predictions, asides, hostile, noScript,
                      paper, accessible, looks, fits])
    await part(page);
  sizes();
}

const MINUTES = 15; /* a machine under sanitizers is slow */
const browser = new Browser(chromium);
setTimeout(() => {
  console.log(`step in the browser: not done in ${MINUTES} minutes`);
  browser.child.kill();
  process.exit(1);
}, MINUTES * 60e3).unref();
try {
  await all(await browser.page());
} finally {
  await browser.close();
}
console.log(`step in the browser: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
