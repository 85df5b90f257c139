// The page: one suspect at a time, and what is said of it.

import { Events } from "/events.js";
import { Figure, handle, move, reset, view, zoom } from "/film.js";
import { List, worded } from "/list.js";
import { filmOf, json, mapOf, nativeOf, nearestOf } from "/net.js";

const at = (id) => document.getElementById(id);
const WORDS = { accept: "poison", reject: "innocent", relabel: "relabelled", unsure: "unsure" };
const AHEAD = 4;

const state = { place: 0, shown: [], native: false, heat: false, beside: true, reviewer: "", turn: 0, neighbour: null };
const suspect = new Figure(at("suspect-figure"));
const clean = new Figure(at("clean-figure"));
const list = new List(at("suspects"), describe, go);
let about;
let events;

const now = () => about.suspects[state.shown[state.place]];
const mine = (row) => events.standing(row).get(state.reviewer);

function describe(index) {
  const { row, image } = about.suspects[index];
  const decision = mine(row)?.decision;
  return { name: image, mark: decision ? WORDS[decision.kind] : "undecided", kind: decision?.kind ?? "" };
}

// What is shown of one suspect at once; its films follow as soon as they are there.
function go(place) {
  if (!state.shown.length) return;
  leaveComment();
  state.place = Math.min(Math.max(place, 0), state.shown.length - 1);
  list.select(state.place);
  tellDecision();
  tellFacts();
  showFilms();
}

function labelsOf(values) {
  const said = about.labels.map((name, k) => (values[k] === 1 ? name : values[k] < 0 ? `${name} unknown` : ""));
  return said.filter(Boolean).join(", ") || "none";
}

function tellFacts() {
  const one = now();
  at("film-name").textContent = one.image;
  at("labels").textContent = labelsOf(one.labels);
  at("suspicion").textContent = one.suspicion.toFixed(3);
  at("findings").replaceChildren(
    ...one.findings.map((k) => {
      const { id, code, kind, severity, label, direction, notes } = about.findings[k];
      const about_label = label ? `, ${direction === "remove" ? "takes away" : "adds"} ${label}` : "";
      const item = worded("li", "", `${id}: ${kind}${about_label} (${severity}, ${code})`);
      for (const note of notes) item.append(worded("p", "soft", note));
      return item;
    }),
  );
  const first = about.findings[one.findings[0]];
  const column = about.labels.indexOf(first.label);
  if (column >= 0) at("heat-label").value = column;
}

function tellDecision() {
  const { row } = now();
  const standing = events.standing(row);
  const own = standing.get(state.reviewer);
  const kind = own?.decision?.kind ?? "";
  at("verdict").textContent = WORDS[kind] ?? "undecided";
  at("verdict").className = `tag ${kind}`;
  for (const verb of Object.keys(WORDS)) at(verb).classList.toggle("now", verb === kind);
  if (document.activeElement !== at("comment")) at("comment").value = own?.comment ?? "";
  const others = [...standing].filter(([name]) => name !== state.reviewer);
  at("others").replaceChildren(...(kind ? others.map(otherSays) : []));
  at("undo").disabled = !events.lastOf(state.reviewer);
}

function otherSays([name, { decision, comment }]) {
  const said = decision ? WORDS[decision.kind] : "undecided";
  const labels = decision?.kind === "relabel" ? ` (${labelsOf(decision.labels)})` : "";
  return worded("p", "", `${name}: ${said}${labels}${comment ? `: ${comment}` : ""}`);
}

function tellCount() {
  const total = about.suspects.length;
  const decided = [...events.byRow.keys()].filter((row) => mine(row)?.decision).length;
  at("count").textContent = `${decided.toLocaleString("en")} of ${total.toLocaleString("en")} decided`;
  at("progress").max = total;
  at("progress").value = decided;
}

async function showFilms() {
  const turn = ++state.turn;
  const one = now();
  const late = () => turn !== state.turn;
  const size = (film) => [film.square[2], film.square[3]];
  state.neighbour = null;
  suspect.caption.textContent = one.image;
  suspect.show(null);
  clean.show(null);
  clean.caption.textContent = "looking for a clean film";
  try {
    const stored = await filmOf(one.row);
    if (late()) return;
    suspect.size = clean.size = size(stored);
    showSuspect(one, stored);
    if (state.beside) await showNeighbour(one, late);
    if (late()) return;
    await showMaps();
    if (state.native && !late()) await showNative(one, late);
  } catch (error) {
    if (!late()) trouble(error.message);
  }
  for (let k = 1; k <= AHEAD; k++) prefetch(state.place + k);
  prefetch(state.place - 1);
}

function showSuspect(one, film) {
  const size = `${film.width} × ${film.height} pixels of ${film.bits} bits`;
  const other = film.audited ? "" : "; the source differs from the film that was audited";
  suspect.caption.textContent = `${one.image}, ${size}${other}`;
  suspect.show(film, one.box, `Suspect ${one.image}`);
  suspect.element.dataset.row = one.row;
}

// The stored films are there while those of the source are decoded.
async function showNative(one, late) {
  const film = await nativeOf(one.row);
  if (late()) return;
  showSuspect(one, film);
  if (state.neighbour !== null) {
    const near = await nativeOf(state.neighbour);
    if (late()) return;
    clean.show(near, null, clean.canvas.getAttribute("aria-label"));
  }
  await showMaps();
}

async function showNeighbour(one, late) {
  const near = await nearestOf(one.row);
  if (late()) return;
  if (!near) {
    clean.caption.textContent = "no clean film has the same label";
    return;
  }
  const film = await filmOf(near.row);
  if (late()) return;
  state.neighbour = near.row;
  const which = near.same_label ? "nearest clean film of the same label" : "nearest clean film";
  clean.caption.textContent = `${which}, by ${near.by}: ${near.image}; ${labelsOf(near.labels)}`;
  clean.show(film, null, `Clean film ${near.image}`);
  clean.element.dataset.row = near.row;
}

async function showMaps() {
  if (!state.heat || !at("heat-method").value) {
    suspect.showMap(null);
    clean.showMap(null);
    return;
  }
  const turn = state.turn;
  const [label, method] = [at("heat-label").value, at("heat-method").value];
  const shown = [[suspect, now().row]];
  if (state.neighbour !== null) shown.push([clean, state.neighbour]);
  for (const [figure, row] of shown) {
    const map = await mapOf(row, label, method);
    if (turn === state.turn && state.heat) figure.showMap(map);
  }
}

function prefetch(place) {
  const one = about.suspects[state.shown[place]];
  if (!one) return;
  filmOf(one.row).catch(() => {});
  if (!state.beside) return;
  nearestOf(one.row).then((near) => near && filmOf(near.row)).catch(() => {});
}

function redraw() {
  for (const figure of [suspect, clean]) figure.follow();
  at("level").value = 100 * (1 - view.level);
  at("window").value = 100 * view.window;
}

function say(kind, more = {}) {
  if (!state.reviewer) {
    askName();
    return false;
  }
  events.add({ reviewer: state.reviewer, row: now().row, kind, ...more });
  changed([now().row]);
  return true;
}

function decide(kind, more) {
  if (say(kind, more)) go(state.place + 1);
}

function leaveComment() {
  if (!state.shown.length || !state.reviewer) return;
  const written = at("comment").value.trim();
  if (written !== (mine(now().row)?.comment ?? "")) say("comment", { comment: written });
}

function undo() {
  const last = events.lastOf(state.reviewer);
  if (!last) return;
  events.add({ reviewer: state.reviewer, row: last.row, kind: "undo", undoes: last.key });
  const index = about.places.get(last.row);
  if (!state.shown.includes(index)) filter("");
  at("comment").value = mine(last.row)?.comment ?? "";
  state.place = state.shown.indexOf(index);
  changed([last.row]);
  go(state.place);
}

function skip() {
  const count = state.shown.length;
  for (let k = 1; k <= count; k++) {
    const place = (state.place + k) % count;
    if (!mine(about.suspects[state.shown[place]].row)?.decision) return go(place);
  }
  return undefined;
}

// Somebody said something of these films, here or elsewhere.
let due = false;
function changed(rows) {
  if (!state.shown.length) return;
  list.draw(rows.map((row) => about.places.get(row)));
  tellDecision();
  if (due) return;
  due = true; // counting ten thousand can wait until the key is answered
  setTimeout(() => {
    due = false;
    tellCount();
    tellAgreement();
  }, 150);
}

async function tellAgreement() {
  if (events.reviewers().size < 2) return;
  const pairs = await json("/api/agreement").catch(() => []);
  const word = ({ first, second, films, same, kappa }) =>
    `${first} and ${second}: ${same} of ${films} alike, kappa ${kappa === null ? "unknown" : kappa.toFixed(2)}`;
  at("agreement").textContent = pairs.map(word).join("; ");
}

function trouble(text) {
  at("trouble").textContent = text;
  at("trouble").hidden = !text;
}

function told(waiting, problem) {
  at("saved").textContent = waiting ? `${waiting} not yet kept` : "all kept";
  at("saved").classList.toggle("waiting", waiting > 0);
  trouble(problem ? `${problem}${waiting ? ` (${waiting} on the way; nothing is lost)` : ""}` : "");
}

function filter(finding) {
  at("finding").value = finding;
  const all = about.suspects.map((_, index) => index);
  state.shown = finding === "" ? all : all.filter((index) => about.suspects[index].findings.includes(Number(finding)));
  list.fill(state.shown);
}

function toggle(id, key) {
  state[key] = !state[key];
  at(id).setAttribute("aria-pressed", String(state[key]));
}

function choose(select, step = 1) {
  select.selectedIndex = (select.selectedIndex + step) % select.options.length;
  showMaps().catch((error) => trouble(error.message));
}

function relabel() {
  if (!state.reviewer) return askName();
  const { row, labels } = now();
  const given = mine(row)?.decision?.labels;
  const values = given?.length ? given : labels;
  at("relabel-fields").replaceChildren(...about.labels.map((name, k) => field(name, values[k])));
  at("relabel-dialog").returnValue = "";
  return at("relabel-dialog").showModal();
}

function field(name, value) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  for (const [text, number] of [["present", 1], ["absent", 0], ["unknown", -1]]) select.append(new Option(text, number));
  select.value = value;
  label.append(worded("span", "", name), select);
  return label;
}

function askName() {
  at("who-name").value = state.reviewer;
  at("who-dialog").showModal();
}

const besides = () => {
  toggle("beside", "beside");
  clean.element.hidden = !state.beside;
  at("frames").classList.toggle("alone", !state.beside);
  showFilms();
};
const natives = () => about.films && (toggle("native", "native"), showFilms());
const heats = () => about.probe && (toggle("heat", "heat"), showMaps().catch((error) => trouble(error.message)));
const marks = () => (toggle("mark", "box"), (view.box = state.box), redraw());
const seen = (work) => () => (work(), redraw());
const actual = () => {
  if (suspect.film) zoom(1 / (view.zoom * suspect.fitting * devicePixelRatio));
  move(0, 0);
};
state.box = true;

const BUTTONS = {
  accept: () => decide("accept"),
  reject: () => decide("reject"),
  unsure: () => decide("unsure"),
  relabel,
  undo,
  skip,
  next: () => go(state.place + 1),
  previous: () => go(state.place - 1),
  "zoom-in": seen(() => zoom(1.5)),
  "zoom-out": seen(() => (zoom(1 / 1.5), move(0, 0))),
  fit: seen(reset),
  native: natives,
  mark: marks,
  beside: besides,
  heat: heats,
  "who-open": askName,
  "help-open": () => at("help").showModal(),
};
const KEYS = {
  a: BUTTONS.accept, r: BUTTONS.reject, u: BUTTONS.unsure, l: relabel, z: undo, x: skip,
  j: BUTTONS.next, ArrowRight: BUTTONS.next, k: BUTTONS.previous, ArrowLeft: BUTTONS.previous,
  Home: () => go(0), End: () => go(state.shown.length - 1), PageDown: () => go(state.place + 10), PageUp: () => go(state.place - 10),
  ArrowUp: seen(() => (view.level = Math.max(0, view.level - 0.04))),
  ArrowDown: seen(() => (view.level = Math.min(1, view.level + 0.04))),
  "[": seen(() => (view.window = Math.max(0.01, view.window / 1.15))),
  "]": seen(() => (view.window = Math.min(2, view.window * 1.15))),
  "+": BUTTONS["zoom-in"], "=": BUTTONS["zoom-in"], "-": BUTTONS["zoom-out"], 0: BUTTONS.fit, 1: seen(actual),
  f: natives, s: heats, b: marks, d: besides, t: () => choose(at("heat-label")), m: () => choose(at("heat-method")),
  c: () => at("comment").focus(), "?": BUTTONS["help-open"],
};
const IN_LIST = { ArrowDown: BUTTONS.next, ArrowUp: BUTTONS.previous };
const MOVES = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

function pressed(event) {
  const dialog = event.target.closest("dialog"); // one that has closed keeps the focus until the next frame
  const writing = dialog ? dialog.open : event.target.closest("input:not([type=checkbox]), textarea, select");
  if (event.key === "Escape" && event.target === at("comment")) at("comment").blur();
  if (writing || event.ctrlKey || event.metaKey || event.altKey || !at("shortcuts").checked) return;
  let work = KEYS[event.key];
  if (event.target === at("suspects")) work = IN_LIST[event.key] ?? work;
  if (event.shiftKey && MOVES[event.key]) work = seen(() => move(...MOVES[event.key]));
  if (!work || event.repeat && "arluzc".includes(event.key)) return;
  event.preventDefault();
  work();
}

function wire() {
  for (const [id, work] of Object.entries(BUTTONS)) at(id).addEventListener("click", work);
  document.addEventListener("keydown", pressed);
  at("comment").addEventListener("blur", leaveComment);
  at("level").addEventListener("input", seen(() => (view.level = 1 - at("level").value / 100)));
  at("window").addEventListener("input", seen(() => (view.window = at("window").value / 100)));
  for (const id of ["heat-label", "heat-method"]) at(id).addEventListener("change", () => choose(at(id), 0));
  at("finding").addEventListener("change", () => (leaveComment(), filter(at("finding").value), go(0)));
  for (const figure of [suspect, clean]) handle(figure.frame, () => at("drag").value === "move", redraw);
  at("who-form").addEventListener("submit", () => named(at("who-name").value.trim()));
  at("relabel-dialog").addEventListener("close", () => {
    if (at("relabel-dialog").returnValue !== "ok") return;
    const labels = [...at("relabel-fields").querySelectorAll("select")].map((one) => Number(one.value));
    decide("relabel", { labels });
  });
  addEventListener("beforeunload", (event) => events.waiting.length && event.preventDefault());
}

// A name that was changed on the page outlives a reload, and no longer.
const remembered = () => `poisonkit-reviewer-${about.reviewer}`;

function named(name) {
  if (!name) return;
  leaveComment();
  state.reviewer = name;
  at("who").textContent = name;
  sessionStorage.setItem(remembered(), name);
  list.clear();
  list.draw();
  tellDecision();
  tellCount();
}

// A suspect comes as a list, so that ten thousand of them are a megabyte.
function unpack([row, image, suspicion, findings, labels, box]) {
  return { row, image, suspicion, findings, labels, box };
}

async function begin() {
  history.replaceState(null, "", "/"); // the token is spent
  about = await json("/api/audit");
  about.suspects = about.suspects.map(unpack);
  about.places = new Map(about.suspects.map(({ row }, index) => [row, index]));
  at("summary").textContent = about.summary;
  at("native").disabled = !about.films;
  at("saliency").hidden = !about.probe;
  at("finding").replaceChildren(
    new Option("all findings", ""),
    ...about.findings.map(({ id, kind, label, films }, k) => new Option(`${id}: ${kind} ${label} (${films})`, k)),
  );
  at("heat-label").replaceChildren(...about.labels.map((name, k) => new Option(name, k)));
  events = new Events(about.digest, changed, told);
  await events.begin();
  wire();
  filter("");
  at("desk").hidden = false;
  named(sessionStorage.getItem(remembered()) ?? about.reviewer);
  go(0);
  tellCount();
  tellAgreement();
  if (!state.reviewer) askName();
  if (!about.probe) return;
  const methods = await json("/api/methods"); // it comes when the server has loaded torch
  at("heat-method").replaceChildren(...methods.map((name, k) => new Option(name, k)));
  await showMaps();
}

begin().catch((error) => trouble(error.message));
