// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of the page: every example, every row of the op set, edits.

import {execFileSync} from "node:child_process";
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {check, compare, examples, holdPage, holdQuiet, makePage, makeSheet,
        program, typed, work, worksheets} from "./step_kit.mjs";

// --- every example ----------------------------------------------------------

export async function everySheet(page) {
  for (const sheet of worksheets(examples)) {
    await page.open(makePage(sheet, "page.html"));
    await holdPage(page, sheet, compare(sheet));
    holdQuiet(page, sheet);
  }
}

// --- every row of the op set ------------------------------------------------

export async function holdText(page, name, text) {
  const sheet = makeSheet(name, text);
  await page.open(makePage(sheet, "page.html"));
  await holdPage(page, name, compare(sheet));
  holdQuiet(page, name);
}

// As many outputs as the page shows derivatives of.
export async function everyRow(page) {
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

export const structured = `
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

// Where the determinant is negative, logdet has no derivative; what does not
// lead through it has.
export const outside = `
input A[2,2] = [0.3, 1.2; 0.9, -0.4]
input u = 1.7
l = logdet(A) + u^2
m = u*logdet(A @ A)
output l, m
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

// Inputs and params that are fields on the page: {name, rows, cols, x}.
const openLeaves = ({nodes}) => nodes
  .filter(({op, shape}) =>
    /^(input|param)$/.test(op) && Math.max(...shape) <= 6)
  .map(({name, shape: [rows, cols], value}) =>
    ({name, rows, cols, x: value.flat()}));

const written = ({rows, cols, x}) => rows * cols === 1 ? x[0]
  : "[" + Array.from({length: rows}, (_, i) =>
    x.slice(i * cols, (i + 1) * cols).join()).join("; ") + "]";

const entryOf = ({name, rows, cols}, k) => rows * cols === 1 ? name
  : cols === 1 ? `${name}[${k + 1}]`
  : `${name}[${Math.floor(k / cols) + 1},${k % cols + 1}]`;

// The leaf's line; a matrix may go on in lines below.
const lineOf = ({name}) => new RegExp(
  `^((input|param) +${name}(\\[[^\\]]*\\])? *=) *(\\[[^\\]]*\\]|.*)`, "m");

export async function edits(page, sheet, times) {
  const next = random(), edited = join(work, "edited.grad");
  let text = readFileSync(sheet, "utf8");
  const leaves = openLeaves(compare(sheet))
    .filter((leaf) => lineOf(leaf).test(text));
  if (leaves.length === 0 || text.includes(' from "'))
    return; // files are sought beside the sheet
  await page.open(makePage(sheet, "page.html"));
  for (let i = 0; i < times; i++) {
    const leaf = leaves[i % leaves.length], x = next();
    const k = Math.floor(i * 7 / leaves.length) % leaf.x.length;
    await page.ask(typed(entryOf(leaf, k), x));
    leaf.x[k] = x;
    text = text.replace(lineOf(leaf), `$1 ${written(leaf)}`);
    writeFileSync(edited, text);
    await holdPage(page, `${sheet}, ${entryOf(leaf, k)} = ${x}`,
                   compare(edited));
  }
  holdQuiet(page, sheet);
}
