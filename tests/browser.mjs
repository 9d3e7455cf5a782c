// SPDX-License-Identifier: GPL-3.0-or-later
// Chromium without a window, driven over two pipes by its DevTools protocol
// (https://chromedevtools.github.io/devtools-protocol/): messages are JSON,
// each ended by a zero byte.  No packages.

import {spawn} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

export class Browser {
  constructor(program) {
    this.folder = mkdtempSync(join(tmpdir(), "step-browser."));
    this.child = spawn(program, [
      "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
      "--disable-dev-shm-usage", "--disable-background-networking",
      "--remote-debugging-pipe", `--user-data-dir=${this.folder}`,
      "about:blank"
    ], {stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"]});
    this.waiting = new Map();
    this.listeners = [];
    this.last = 0;
    let rest = Buffer.alloc(0);
    this.child.stdio[4].on("data", (data) => {
      rest = Buffer.concat([rest, data]);
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1))
        this.receive(JSON.parse(rest.subarray(0, end).toString()));
    });
  }

  receive(message) {
    const wait = this.waiting.get(message.id);
    if (!wait) {
      this.listeners.forEach((listener) => listener(message));
      return;
    }
    this.waiting.delete(message.id);
    if (message.error)
      wait.reject(new Error(message.error.message));
    else
      wait.resolve(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.last;
    this.child.stdio[3].write(JSON.stringify({id, method, params, sessionId}) +
                              "\0");
    return new Promise((resolve, reject) =>
      this.waiting.set(id, {resolve, reject}));
  }

  async page() {
    const {targetId} = await this.send("Target.createTarget",
                                       {url: "about:blank"});
    const {sessionId} = await this.send("Target.attachToTarget",
                                        {targetId, flatten: true});
    const page = new Page(this, sessionId, targetId);
    for (const domain of ["Page", "Runtime", "Network", "Log"])
      await page.send(`${domain}.enable`);
    return page;
  }

  async close() {
    await this.send("Browser.close");
    await new Promise((resolve) => this.child.on("exit", resolve));
    rmSync(this.folder, {recursive: true, force: true, maxRetries: 5});
  }
}

// What a page has asked for, and what went wrong in it, since it was opened.
class Page {
  constructor(browser, session, target) {
    Object.assign(this, {browser, session, target, requests: [], faults: []});
    browser.listeners.push((message) => {
      if (message.sessionId === session)
        this.note(message);
    });
  }

  note({method, params}) {
    if (method === "Network.requestWillBeSent")
      this.requests.push(params.request.url);
    if (method === "Runtime.exceptionThrown")
      this.faults.push(params.exceptionDetails.exception?.description ||
                       params.exceptionDetails.text);
    if (method === "Log.entryAdded")
      this.faults.push(params.entry.text);
    if (method === "Runtime.consoleAPICalled")
      this.faults.push(params.args.map((arg) => arg.value).join(" "));
    if (method === "Page.loadEventFired" && this.loaded)
      this.loaded();
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  // A new address loads the page anew, even where only its fragment differs.
  async open(url) {
    await this.load("about:blank");
    Object.assign(this, {requests: [], faults: []});
    await this.load(url);
  }

  async load(url) {
    const loaded = new Promise((resolve) => { this.loaded = resolve; });
    await this.send("Page.navigate", {url});
    await loaded;
  }

  // The value of an expression in the page.
  async ask(expression) {
    const {result, exceptionDetails} = await this.send(
      "Runtime.evaluate", {expression, returnByValue: true,
                           awaitPromise: true});
    if (exceptionDetails)
      throw new Error(exceptionDetails.exception?.description ||
                      exceptionDetails.text);
    return result.value;
  }

  async press(key, text = undefined) {
    const event = {key, code: key, text};
    await this.send("Input.dispatchKeyEvent", {type: "keyDown", ...event});
    await this.send("Input.dispatchKeyEvent", {type: "keyUp", key, code: key});
  }

  close() {
    return this.browser.send("Target.closeTarget", {targetId: this.target});
  }
}
