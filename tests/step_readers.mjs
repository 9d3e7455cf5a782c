// SPDX-License-Identifier: GPL-3.0-or-later
// The page as others get it: hostile texts, no script, on paper, by keyboard
// and by ear, in the dark, on small screens.

import {spawnSync} from "node:child_process";
import {statSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {atEnd, check, example, holdQuiet, makePage, makeSheet, rule,
        work} from "./step_kit.mjs";

// --- texts that are no texts ------------------------------------------------

export async function hostile(page) {
  const sheet = makeSheet("hostile",
    `title "</title><script>alert(1)</script>&<b>"\n` +
    `source "</p><img src=x onerror=alert(1)>"\n` +
    `note "</p></article><script>alert(2)</script><i>"\n` +
    `step reverse 0 "</script><script>alert(3)</script>"\n` +
    "input x = 3\ny = x^2  # </script>\n");
  const url = makePage(sheet, "hostile.html");
  await page.open(url);
  check("the title stays a text", (await page.ask("document.title"))
    .startsWith("</title><script>alert(1)</script>"));
  check("no element came from a text", await page.ask(
    `["#heading *", "#notes *", "#stop *"].map((what) =>
      document.querySelectorAll(what).length).join()`) === "3,1,0");
  check("a step says what was written",
        await page.ask(`document.getElementById("stop").textContent`) ===
        "</script><script>alert(3)</script>");
  check("and it computes", (await atEnd(page, "reverse")).found[0][1] === "6");
  holdQuiet(page, "hostile");
}

// --- without a script -------------------------------------------------------

const words = (expression) => `${expression}.split(/\\s+/).filter((w) => w)`;

export async function noScript(page) {
  const url = makePage(example("eth/3.6"), "page.html");
  await page.send("Emulation.setScriptExecutionDisabled", {value: true});
  await page.open(url);
  await page.send("Emulation.setScriptExecutionDisabled", {value: false});
  const text = await page.ask(`document.body.innerText`);
  for (const what of ["Three layers and two losses", "tangents along W1[1,1]",
                      "...*2*(yhat - y)", "1.71575", "Adjoints in the end"])
    check(`without script there is no '${what}'`, text.includes(what));
  const want = await page.ask(words(`[...document.querySelectorAll(
    ".sheet table:last-of-type .matrix")].map((m) =>
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

export async function paper(page) {
  await page.open(makePage(example("eth/1b"), "page.html"));
  const {data} = await page.send("Page.printToPDF", {});
  const pages = Buffer.from(data, "base64").toString("latin1")
    .match(/\/Type \/Page\b/g).length;
  check(`eth/1b is ${pages} pages on paper`, pages === 1);
  writeFileSync(join(work, "page.pdf"), Buffer.from(data, "base64"));
  const {error, stdout} = spawnSync("pdftotext", [join(work, "page.pdf"), "-"]);
  if (!error) // where there is such a program
    check("the paper lacks numbers", ["528", "264", "adjoint 72", "kept"]
      .every((word) => stdout.toString().includes(word)));
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

export async function accessible(page) {
  await page.open(makePage(example("eth/1b"), "page.html"));
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

// Lightness as WCAG 2.2 computes it.
const lightness = `
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
`;

// Contrast of every text against what it stands on.
const contrasts = `(() => {
  ${lightness}
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

// Marks that tell something: borders of what is pressed or typed into, boxes,
// lines; against what is around them.
const marks = `(() => {
  ${lightness}
  let worst = [99, ""];
  const hold = (e, mark) => {
    const [a, b] = [light(colour(mark)), light(ground(e))].sort((x, y) =>
      y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst[0])
      worst = [ratio, e.className.baseVal || e.id || e.tagName];
  };
  for (const e of document.querySelectorAll("button, select, " +
                                            "input[type=text]"))
    if (e.offsetParent)
      hold(e.parentElement, getComputedStyle(e).borderTopColor);
  for (const e of document.querySelectorAll("g.box > rect, g.edge > path, " +
                                            "g.box .frame"))
    hold(e.closest("div"), getComputedStyle(e).stroke);
  for (const e of document.querySelectorAll(".bar"))
    hold(e.parentElement, getComputedStyle(e).backgroundColor);
  return worst;
})()`;

export async function looks(page) {
  const url = makePage(example("eth/1b"), "page.html");
  for (const scheme of ["light", "dark"]) {
    await page.send("Emulation.setEmulatedMedia", {features: [
      {name: "prefers-color-scheme", value: scheme},
      {name: "prefers-reduced-motion", value: "reduce"}]});
    for (const at of ["m=rev&s=1&k=10", "m=fwd&s=1&k=4"]) {
      await page.open(`${url}#${at}`);
      const [worst, where] = await page.ask(contrasts);
      check(`${scheme}, ${at}: contrast ${worst} of ${where}`, worst >= 4.5);
      const [mark, what] = await page.ask(marks);
      check(`${scheme}, ${at}: contrast ${mark} of ${what}`, mark >= 3);
    }
    check("reduced motion: something moves", await page.ask(
      `[...document.querySelectorAll("*")].every((e) => {
        const s = getComputedStyle(e);
        return parseFloat(s.transitionDuration) === 0 &&
          parseFloat(s.animationDuration) === 0;
      })`));
  }
  await page.send("Emulation.setEmulatedMedia", {features: [
    {name: "forced-colors", value: "active"}]});
  await page.open(`${url}#m=rev&s=1&k=10`);
  check("forced colours: the active row has no outline", await page.ask(
    `getComputedStyle(document.querySelector("tr.active > *")).outlineStyle`)
    === "solid");
  check("forced colours: the active box looks like another", await page.ask(
    `new Set([...document.querySelectorAll("g.box > rect")].map((r) =>
      getComputedStyle(r).stroke)).size`) > 1);
  await page.send("Emulation.setEmulatedMedia", {features: []});
}

// Nothing is wider than the window, and no box of the graph lies on another.
export async function fits(page) {
  for (const sheet of ["eth/1b", "eth/3.6", "graph-introduction/2",
                       "saarland/sheet6", "nyu/depth",
                       "classics/recurrent", ["eth/3.6", "saarland/sheet6"]]) {
    const url = makePage([sheet].flat().map(example), "page.html");
    for (const [width, height] of [[1280, 720], [1920, 1080], [390, 844],
                                   [320, 256] /* 1280 x 1024 at 400 % */]) {
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

export function sizes() {
  for (const [sheet, most] of [["eth/1b", 80e3], ["saarland/sheet6", 150e3]]) {
    makePage(example(sheet), "page.html");
    const {size} = statSync(join(work, "page.html"));
    check(`${sheet}: ${size} bytes`, size <= most);
  }
}
