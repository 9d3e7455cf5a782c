// SPDX-License-Identifier: GPL-3.0-or-later
// gradcompare step in Chromium: the program, a page, and what its numbers are
// held against, `compare --format json`, which has no part in them.

import {execFileSync, spawnSync} from "node:child_process";
import {readdirSync, statSync, writeFileSync} from "node:fs";
import {join} from "node:path";

const NEAR = 1e-12;
export const [program, chromium, examples, work] = process.argv.slice(2);
export const tally = {passed: 0, failed: 0};

export function check(what, ok) {
  if (ok) {
    tally.passed++;
    return;
  }
  tally.failed++;
  console.log(`FAIL: ${what}`);
}

// --- the program ------------------------------------------------------------

export function worksheets(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? worksheets(path)
      : name.endsWith(".grad") ? [path] : [];
  });
}

export function makePage(sheets, name) {
  const page = join(work, name);
  execFileSync(program, ["step", ...[sheets].flat(), "-o", page]);
  return `file://${page}`;
}

// Wrong claims and disagreements do not matter here.
export function compare(sheet) {
  const {stdout} = spawnSync(program, ["compare", "--no-times", "--full",
    "--format", "json", sheet], {maxBuffer: 1 << 30});
  return JSON.parse(stdout.toString().split("\n")[0]);
}

export const read = (x) => typeof x === "number" ? x
  : x === null ? NaN : Number(x.replace("inf", "Infinity"));

// d(of)/d(by) of all entries, by their names on the page.
export function derivatives(report) {
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
export const tables = `(() => {
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

export async function atEnd(page, mode) {
  await page.ask(`document.querySelector("[value=${mode}]").click()`);
  await page.ask(`document.getElementById("end").click()`);
  return page.ask(tables);
}

function near(x, y, size) {
  return Object.is(x, y) || x === y || (Number.isNaN(x) && Number.isNaN(y)) ||
    Math.abs(x - y) <= NEAR * Math.max(Math.abs(y), 1e-3 * size);
}

// Sizes of what is near to nothing are those of the largest.
export function hold(sheet, mode, {found}, wanted) {
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

export function holdCosts(sheet, mode, {counters}, report) {
  const cost = (method) => report.cost.find((c) => c.method === method);
  const [plain, forward, reverse] = counters;
  const want = cost(mode), got = mode === "forward" ? forward : reverse;
  check(`${sheet}: ${mode}: ${got} flops, calls, and the cost table has ` +
        `${want.flops}, ${want.calls}`,
        got[0] === want.flops && got[1] === want.calls);
  check(`${sheet}: plain evaluation: ${plain}`,
        plain[0] === cost("evaluation").flops);
}

export async function holdPage(page, sheet, report) {
  const wanted = derivatives(report);
  for (const mode of ["forward", "reverse"]) {
    const seen = await atEnd(page, mode);
    hold(sheet, mode, seen, wanted);
    holdCosts(sheet, mode, seen, report);
  }
}

export function holdQuiet(page, sheet) {
  check(`${sheet}: requests: ${page.requests}`, page.requests.length === 1);
  check(`${sheet}: ${page.faults.join("; ")}`, page.faults.length === 0);
}

export const example = (name) => join(examples, `${name}.grad`);

// A worksheet of the test's own, as a file.
export function makeSheet(name, text) {
  const sheet = join(work, `${name}.grad`);
  writeFileSync(sheet, text);
  return sheet;
}

// What is typed into the field of an entry.
export const typed = (entry, x) => `(() => {
  const field = [...document.querySelectorAll("input[type=text]")].find((f) =>
    f.getAttribute("aria-label") === ${JSON.stringify(entry)});
  field.value = ${JSON.stringify(String(x))};
  field.dispatchEvent(new Event("change"));
})()`;

export const rule = `document.getElementById("rule").textContent`;
