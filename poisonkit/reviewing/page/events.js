// Decisions: what the server holds, and what is on its way there.
//
// A decision counts at once and is sent until the server has it.  Its key is made here,
// so that sending it twice is sending it once.  What is on its way survives a reload.

import { json, tell } from "/net.js";

const PAUSE = 1500;

export class Events {
  constructor(digest, changed, said) {
    this.place = `poisonkit-review-${digest}`;
    this.changed = changed;
    this.said = said;
    this.byRow = new Map();
    this.known = new Map();
    this.undone = new Set();
    this.last = 0;
    this.waiting = [];
    this.sending = false;
    this.trouble = "";
    this.away = "";
  }

  async begin() {
    await this.poll();
    const left = JSON.parse(sessionStorage.getItem(this.place) ?? "[]");
    for (const event of left) if (!this.known.has(event.key)) this.put(event);
    setInterval(() => this.listen(), PAUSE);
    this.send();
  }

  // Say something now; it is sent as soon as it can be.
  add(event) {
    this.put({ key: crypto.randomUUID(), ...event });
    this.send();
  }

  put(event) {
    this.waiting.push(event);
    this.take(event);
    this.keep();
  }

  keep() {
    sessionStorage.setItem(this.place, JSON.stringify(this.waiting));
  }

  take(event) {
    const old = this.known.get(event.key);
    this.known.set(event.key, event);
    if (event.kind === "undo") this.undone.add(event.undoes);
    const row = this.byRow.get(event.row) ?? [];
    if (old) row.splice(row.indexOf(old), 1);
    row.push(event);
    this.byRow.set(event.row, row);
  }

  drop(event) {
    this.known.delete(event.key);
    const row = this.byRow.get(event.row);
    row.splice(row.indexOf(event), 1);
    if (event.kind === "undo") {
      const held = [...this.known.values()];
      if (!held.some((one) => one.undoes === event.undoes)) this.undone.delete(event.undoes);
    }
  }

  tellState() {
    this.said(this.waiting.length, this.trouble || this.away);
  }

  async listen() {
    try {
      await this.poll();
      this.away = "";
    } catch (error) {
      this.away = error.message;
    }
    this.tellState();
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    while (this.waiting.length) {
      const event = this.waiting[0];
      this.tellState();
      try {
        await tell(event);
        this.waiting.shift();
        this.trouble = "";
      } catch (error) {
        this.trouble = error.message;
        this.tellState();
        if (error.status === 400) {
          // It will never be taken: say so, and take it back.
          this.waiting.shift();
          this.drop(event);
          this.changed([event.row]);
        } else await new Promise((done) => setTimeout(done, PAUSE));
      }
      this.keep();
    }
    this.sending = false;
    this.tellState();
    this.listen();
  }

  async poll() {
    const news = await json(`/api/events/${this.last}`);
    const rows = new Set();
    for (const event of news) {
      if (event.number <= this.last) continue;
      this.take(event);
      this.last = event.number;
      rows.add(event.row);
    }
    // What is on its way comes after everything that has arrived.
    for (const event of this.waiting) {
      const open = !("number" in this.known.get(event.key));
      if (open && rows.has(event.row)) this.take(event);
    }
    if (rows.size) this.changed([...rows]);
  }

  // Who says what of a film: the last word that was not undone.
  standing(row) {
    const found = new Map();
    for (const event of this.byRow.get(row) ?? []) {
      if (event.kind === "undo" || this.undone.has(event.key)) continue;
      const one = found.get(event.reviewer) ?? { decision: null, comment: "" };
      if (event.kind === "comment") one.comment = event.comment;
      else one.decision = event;
      found.set(event.reviewer, one);
    }
    return found;
  }

  // The reviewer's last word of all that can still be undone.
  lastOf(reviewer) {
    const own = [...this.known.values()].filter(
      (one) => one.reviewer === reviewer && one.kind !== "undo" && !this.undone.has(one.key),
    );
    const order = (one) => one.number ?? Number.MAX_SAFE_INTEGER;
    return own.reduce((best, one) => (!best || order(one) >= order(best) ? one : best), null);
  }

  reviewers() {
    return new Set([...this.known.values()].map((one) => one.reviewer));
  }
}
