// SPDX-License-Identifier: GPL-3.0-or-later
// gradcompare step: its pages in Chromium.  usage:
//
//   node step.mjs PROGRAM BROWSER EXAMPLES WORK
//
// EXAMPLES and WORK are folders.

import {Browser} from "./browser.mjs";
import {chromium, example, examples, tally, worksheets} from "./step_kit.mjs";
import {edits, everyRow, everySheet, holdText, outside,
        structured} from "./step_numbers.mjs";
import {accessible, fits, hostile, looks, noScript, paper,
        sizes} from "./step_readers.mjs";
import {address, asides, corners, direction, folds, menu, predictions, steps,
        stops} from "./step_use.mjs";

async function all(page) {
  await everySheet(page);
  await everyRow(page);
  await holdText(page, "structured", structured);
  await holdText(page, "outside", outside);
  for (const sheet of ["eth/1b", "graph-introduction/2", "classics/baydin",
                       "eth/3.6", "classics/softmax-classifier"])
    await edits(page, example(sheet), 20);
  for (const sheet of worksheets(examples))
    await edits(page, sheet, 1);
  for (const sheet of ["eth/1b", "graph-introduction/2", "saarland/sheet6"])
    await steps(page, example(sheet));
  for (const part of [address, predictions, asides, direction, stops, menu,
                      folds, corners, hostile, noScript, paper, accessible,
                      looks, fits])
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
const {passed, failed} = tally;
console.log(`step in the browser: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
