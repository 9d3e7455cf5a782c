// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the page: steps, its address, predictions and asides.

import {atEnd, check, compare, example, holdPage, holdQuiet, makePage,
        makeSheet, rule, tables, typed} from "./step_kit.mjs";

const click = (id) => `document.getElementById("${id}").click()`;
const textOf = (id) => `document.getElementById("${id}").textContent`;

// --- steps ------------------------------------------------------------------

const shown = `document.getElementById("app").innerHTML
  .replaceAll(' class=""', "")`;
const isLast = `document.getElementById("next")
  .getAttribute("aria-disabled") === "true"`;

// Left after Right is as before, and every step says something else.
export async function steps(page, sheet) {
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

export async function address(page) {
  const url = makePage(example("eth/1b"), "page.html");
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
export async function predictions(page) {
  const url = makePage(example("eth/1b"), "page.html");
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

export async function asides(page) {
  await page.open(makePage(example("eth/1b"), "page.html"));
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
  await page.open(makePage(example("eth/1a"), "page.html"));
  check("a chain has no wrong order", await page.ask(
    `document.getElementById("wrong-order").hidden`));
}

// --- a direction ------------------------------------------------------------

// J v, with v over all inputs: 528*2 - 72*0.5, and differences beside it.
export async function direction(page) {
  const url = makePage(example("eth/1b"), "page.html");
  await page.open(`${url}#m=fwd&s=v:2,-0.5&k=5`);
  const said = await page.ask(rule);
  check(`along v: ${said}`,
        said.endsWith("Its tangent dh3 along v is 1*4 + 1*(-0.5) = 3.5."));
  await page.ask(click("lens"));
  const seen = await atEnd(page, "forward");
  check(`along v dl is ${seen.found}`,
        seen.found.join() === "dl/along v,1020");
  check(`a direction costs ${seen.counters[1]}, one sweep`,
        seen.counters[1].join() === "13,0,2.6");
  const found = await page.ask(`Number([...document.querySelectorAll(
    "#forward .lens .matrix")].at(-1).textContent)`);
  check(`differences along v are ${found}`, Math.abs(found - 1020) < 1e-3);
  await page.ask(typed("v of x", 0));
  check("a field of v", (await page.ask(tables)).found[0][1] === "-36");
  const hash = await page.ask(`new Promise((resolve) =>
    setTimeout(() => resolve(location.hash), 500))`);
  check(`the address of a direction is ${hash}`,
        hash === "#m=fwd&s=v:0,-0.5&k=6");
  await page.ask(click("home"));
  check("Start stays with the direction",
        (await page.ask(rule)).startsWith("Forward, along v: nothing"));
  holdQuiet(page, "a direction");
}

// --- stops ------------------------------------------------------------------

export async function stops(page) {
  const sheet = makeSheet("stops", "input x = 3\nh = x^2\nl = x*h\n" +
    'note "Beside the page."\nstep reverse 2 "Half of the tape."\n' +
    'step reverse 2 "Twice."\nstep forward 1 "<b>One.</b>"\n');
  await page.open(makePage(sheet, "page.html"));
  check("a note stands beside the page",
        (await page.ask(textOf("notes"))).includes("Beside the page."));
  // The play is a timer; here its clock is ours.
  await page.ask(`window.setInterval = (f) => (window.tick = f, 1);
    window.clearInterval = () => { window.tick = undefined; };
    document.getElementById("play").click()`);
  await page.ask("tick()");
  check("nothing is said at step 1", await page.ask(textOf("stop")) === "");
  await page.ask("tick()");
  check("the play stops", await page.ask("window.tick") === undefined &&
        await page.ask(textOf("play")) === "Play");
  check("the worksheet speaks",
        await page.ask(textOf("stop")) === "Half of the tape.  Twice.");
  await page.ask(click("next"));
  check("and is silent again", await page.ask(textOf("stop")) === "");
  await page.ask(`document.querySelector("[value=forward]").click()`);
  await page.ask(click("next"));
  check("what it says is text",
        await page.ask(textOf("stop")) === "<b>One.</b>");
  holdQuiet(page, "stops");
}

// --- several worksheets -----------------------------------------------------

const show = (i) => `(() => { const menu = document.getElementById("sheet");
  menu.value = ${i}; menu.dispatchEvent(new Event("change")); })()`;

export async function menu(page) {
  const leaf = makeSheet("leaf", "title \"A leaf\"\ndata x = 3\n");
  const again = makeSheet("1b", "title \"Another\"\ninput w = 3\ny = w^2\n");
  const url = makePage([example("eth/1b"), example("eth/3.6"), leaf, again],
                       "page.html");
  const title = () => page.ask("document.title");
  await page.open(`${url}#w=3.6&m=rev&s=1&k=12`);
  check(`the address names the sheet: ${await title()}`,
        await title() === "Three layers and two losses" &&
        (await page.ask(rule)).startsWith("Step 12 of "));
  check("one script, one style", await page.ask(`[document.querySelectorAll(
    "script:not([type])").length, document.querySelectorAll("style").length]
    .join()`) === "1,1");
  await page.ask(show(0));
  check("the menu leads to another sheet",
        (await atEnd(page, "reverse")).found[0][1] === "528");
  await page.ask(show(2));
  check("what has no derivative is shown as tables", await page.ask(
    `document.getElementById("app").hidden &&
     !document.querySelectorAll(".sheet")[2].hidden`));
  await page.ask(show(3));
  const hash = await page.ask(`new Promise((resolve) =>
    setTimeout(() => resolve(location.hash), 500))`);
  check(`two sheets of one name: ${hash}`, hash === "#w=1b~2&m=rev&s=1&k=0");
  await page.ask(`location.hash = "#w=1b~2&m=fwd&s=1&k=2&w=-1.5"`);
  check("a leaf may be called w", (await atEnd(page, "forward")).found.join()
    === "dy/dw,-3");
  await page.ask(`location.hash = "#w=none&m=fwd"`);
  check("no sheet of that name: the first",
        await title() === "Backpropagation in a graph with two paths");
  await page.ask(`location.hash = "#m=%E0%A4%A&k=%"`);
  await page.ask("1");
  holdQuiet(page, "the menu");
}

// --- large graphs -----------------------------------------------------------

// Rounds in the middle share a shape; the ledgers have all of them.
export async function folds(page) {
  const sheet = makeSheet("folds", "input x = 0.3\nparam a = 1.1\nh0 = x\n" +
    "for t = 1:80\n  u{t} = sin(h{t-1})\n  h{t} = a*u{t} + 0.1\nend\n" +
    "l = square(h80)\n");
  await page.open(makePage(sheet, "page.html"));
  await holdPage(page, "folds", compare(sheet));
  const seen = await page.ask(`[document.querySelectorAll("g.box").length,
    document.querySelectorAll("g.fold").length,
    document.querySelectorAll("#reverse tbody tr").length].join()`);
  check(`shapes, folds and rows: ${seen}`, seen === "11,1,164");
  await page.ask(`location.hash = "#m=fwd&s=1&k=60"`);
  const fold = await page.ask(`document.querySelector("g.fold").textContent`);
  const row = await page.ask(`document.querySelector("#forward .active b")
    .textContent`);
  check(`the active step is seen in its fold: ${fold}`, fold.includes(row) &&
        await page.ask(`document.querySelector("g.fold.active") !== null`));
  holdQuiet(page, "folds");
}

// Corners of what is larger than 6 x 6.
export async function corners(page) {
  const sheet = makeSheet("corners", "input A[7,8] = normal(0, 1)\n" +
    "data B[30,30] = 1\ny = sum(A) + sum(B)\n");
  await page.open(makePage(sheet, "page.html"));
  await page.ask(click("end"));
  const text = await page.ask(`[...document.querySelectorAll(
    "#reverse tbody tr:first-child .matrix")].at(-1).textContent`);
  check(`the corners of an adjoint: ${text}`, text.startsWith("7 x 8\n1  1  1" +
    "  \u2026  1\n1  1  1  \u2026  1\n1  1  1  \u2026  1\n\u2026  \u2026"));
  const value = await page.ask(`document.querySelector(
    "#forward tbody tr:nth-child(2) .matrix").textContent`);
  check(`above 400 entries: ${value}`,
        value.startsWith("30 x 30\nnorm 30\n1  1  1  \u2026  1\n"));
}
