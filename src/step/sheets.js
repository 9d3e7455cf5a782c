/* SPDX-License-Identifier: GPL-3.0-or-later
   The worksheets of the page, and which of them is shown.  Read edit.js
   before. */

/* "1b", and where another is called so, too, "1b~2". */
function ownNames(names) {
  const seen = new Map();
  return names.map((name) => {
    seen.set(name, (seen.get(name) || 0) + 1);
    return seen.get(name) > 1 ? `${name}~${seen.get(name)}` : name;
  });
}

/* {article, name, heading, notes, data}, as the page has them at first. */
function findSheets() {
  const articles = [...document.querySelectorAll(".sheet")];
  const names = ownNames(articles.map((article) => article.dataset.name));
  const part = (article, name) => article.querySelector(`.${name}`);
  return articles.map((article, i) => ({
    article, name: names[i], heading: part(article, "heading"),
    notes: part(article, "notes"), data: part(article, "data").textContent}));
}

const sheets = findSheets();

/* Is there something to step through? */
const isOpenable = () => seeds.length > 0 && ends.length > 0;

function showSheet({article, heading, notes}) {
  document.title = heading.querySelector("h1").textContent;
  byId("heading").replaceChildren(heading);
  byId("notes").replaceChildren(...(notes ? [notes] : []));
  byId("notes").hidden = !notes;
  byId("sheet").value = state.sheet;
  byId("app").hidden = !isOpenable();
  sheets.forEach((sheet) => {
    sheet.article.hidden = isOpenable() || sheet.article !== article;
  });
}

/* The sheet as the worksheet has it; that which is there stays as it is. */
function chooseSheet(i) {
  const which = Math.max(0, i), sheet = sheets[which];
  if (state.sheet === which)
    return;
  state.sheet = which;
  for (const mode of ["forward", "reverse"])
    Object.assign(state[mode], {sweep: 0, done: 0});
  edited.clear();
  openSheet(sheet.data);
  openModes();
  compute();
  showSheet(sheet);
  if (!isOpenable())
    return;
  drawGraph();
  beginWhatIf();
  byId("wrong-order").hidden = sharedBoxes().length === 0;
}

/* What is shown of the sheet that was chosen. */
function fillSheet() {
  if (!isOpenable())
    return;
  fill();
  fitGraph(); /* the room is known by now */
}

function fillMenu() {
  byId("menu").hidden = sheets.length < 2;
  byId("sheet").replaceChildren(...sheets.map(({heading}, i) =>
    element("option", {value: i}, heading.querySelector("h1").textContent)));
}
