/* SPDX-License-Identifier: GPL-3.0-or-later
   What is pressed, typed and chosen, printing, and the beginning.  Read
   address.js before. */

/* --- paper ---------------------------------------------------------------- */

let before = null; /* the steps as they were before printing               */

/* On paper all steps of both ledgers' sweeps are done. */
function finish() {
  before = [state.forward.done, state.reverse.done];
  for (const mode of ["forward", "reverse"])
    state[mode].done = modes[mode].sweep(state[mode].sweep).steps.length;
  onPaper = true;
  show();
  fitGraph();
}

function takeBack() {
  [state.forward.done, state.reverse.done] = before;
  onPaper = false;
  show();
  fitGraph();
}

/* --- events --------------------------------------------------------------- */

const keys = {ArrowRight: next, ArrowLeft: back,
              Home: home, End: end};
const letterKeys = {" ": play, f: () => choose("forward"),
                    r: () => choose("reverse"), s: nextSweep,
                    p: () => predict(!byId("predict").checked),
                    "?": () => byId("keys").showModal()};

/* A key is a field's, a button's or a list's own where it has the focus. */
function isTaken(event) {
  const {target} = event;
  return target.matches("input[type=text], select, input[type=radio], " +
                        "input[type=range]") ||
    (event.key === " " && target.matches("button, input")) ||
    document.querySelector("dialog[open]") || event.ctrlKey || event.altKey ||
    event.metaKey;
}

function press(event) {
  const act = keys[event.key] ||
    (byId("letters").checked && letterKeys[event.key.toLowerCase()]);
  if (!act || isTaken(event))
    return;
  event.preventDefault();
  act();
}

function listen() {
  const click = (id, act) => byId(id).addEventListener("click", act);
  click("home", home);
  click("back", back);
  click("next", next);
  click("end", end);
  click("play", play);
  click("reset", reset);
  click("wrong-order", showOrder);
  click("help", () => byId("keys").showModal());
  byId("controls").addEventListener("submit", (e) => e.preventDefault());
  byId("guess").addEventListener("submit", (e) => {
    e.preventDefault();
    answer();
  });
  byId("controls").addEventListener("change", (e) => {
    if (e.target.name === "mode")
      choose(e.target.value);
    else if (e.target.id === "predict")
      show();
    else if (e.target.id === "lens")
      showLens();
  });
  for (const id of ["inputs", "outputs"])
    byId(id).addEventListener("input", showWhatIf);
  byId("sweep").addEventListener("change", (e) => go(+e.target.value, 0));
  byId("sheet").addEventListener("change", (e) => {
    stop();
    chooseSheet(+e.target.value);
    fillSheet();
  });
  document.addEventListener("keydown", press);
  addEventListener("resize", () => isOpenable() && fitGraph());
  addEventListener("beforeprint", () => isOpenable() && finish());
  addEventListener("afterprint", () => isOpenable() && takeBack());
  addEventListener("hashchange", () => { readAddress(); fillSheet(); });
}

document.body.classList.toggle("embed",
                               new URLSearchParams(location.search)
                                 .has("embed"));
fillMenu();
readAddress();
listen();
fillSheet();
