// What the page asks of the server.  Films and maps are kept for a while, so that the
// next suspect is there before it is asked for.

export class Refused extends Error {
  constructor(text, status) {
    super(text);
    this.status = status;
  }
}

async function asked(path, options) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Refused("poisonkit does not answer; is it still running?", 0);
  }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Refused(told.error ?? `the server says ${answer.status}`, answer.status);
  }
  return answer;
}

export const json = async (path) => (await asked(path)).json();

export const tell = (event) =>
  asked("/api/events", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify([event]),
  });

const numbers = (text) => text.split(" ").map(Number);

async function film(path) {
  const answer = await asked(path);
  const [width, height, bits] = numbers(answer.headers.get("X-Film"));
  const bytes = await answer.arrayBuffer();
  const levels = bits === 8 ? new Uint8Array(bytes) : new Uint16Array(bytes);
  const square = numbers(answer.headers.get("X-Square"));
  return { width, height, bits, levels, square, audited: answer.headers.get("X-Audited") === "1" };
}

async function map(path) {
  const answer = await asked(path);
  const cells = Number(answer.headers.get("X-Cells"));
  return { cells, levels: new Uint8Array(await answer.arrayBuffer()) };
}

// The least recently used goes first.  A failure is not remembered.
class Remembered {
  constructor(ask, most) {
    this.ask = ask;
    this.most = most;
    this.known = new Map();
  }

  get(path) {
    const found = this.known.get(path) ?? this.ask(path);
    this.known.delete(path);
    this.known.set(path, found);
    found.catch(() => this.known.delete(path));
    if (this.known.size > this.most) this.known.delete(this.known.keys().next().value);
    return found;
  }
}

const films = new Remembered(film, 60);
const natives = new Remembered(film, 6);
const maps = new Remembered(map, 400);
const nearest = new Remembered(json, 400);

export const filmOf = (row) => films.get(`/api/film/${row}`);
export const nativeOf = (row) => natives.get(`/api/native/${row}`);
export const mapOf = (row, label, method) => maps.get(`/api/map/${row}/${label}/${method}`);
export const nearestOf = (row) => nearest.get(`/api/nearest/${row}`);
