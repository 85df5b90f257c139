// The list of suspects: only the rows that can be seen are there, so that ten thousand
// cost no more than thirty.

const HEIGHT = 44;
const BEYOND = 6;

export class List {
  constructor(element, describe, choose) {
    this.element = element;
    this.spacer = element.querySelector("#spacer");
    this.describe = describe;
    this.choose = choose;
    this.shown = [];
    this.chosen = 0;
    this.rows = new Map();
    element.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(element);
    element.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose(Number(row.dataset.place));
    });
  }

  // Show these suspects, by their places among all.
  fill(shown) {
    this.shown = shown;
    this.spacer.style.height = `${shown.length * HEIGHT}px`;
    this.clear();
    this.draw();
  }

  clear() {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
  }

  select(place) {
    this.chosen = place;
    const top = place * HEIGHT;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + HEIGHT > scrollTop + clientHeight) this.element.scrollTop = top + HEIGHT - clientHeight;
    this.draw();
  }

  // Draw what can be seen; of that, *changed* suspects anew.
  draw(changed = []) {
    for (const index of changed) this.forget(this.shown.indexOf(index));
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / HEIGHT) - BEYOND);
    const last = Math.min(this.shown.length, Math.ceil((scrollTop + clientHeight) / HEIGHT) + BEYOND);
    for (const place of [...this.rows.keys()]) if (place < first || place >= last) this.forget(place);
    for (let place = first; place < last; place++) this.row(place);
    if (this.rows.has(this.chosen)) this.element.setAttribute("aria-activedescendant", `suspect-${this.chosen}`);
    else this.element.removeAttribute("aria-activedescendant");
  }

  forget(place) {
    this.rows.get(place)?.remove();
    this.rows.delete(place);
  }

  row(place) {
    let row = this.rows.get(place);
    if (!row) {
      row = this.made(place);
      this.rows.set(place, row);
      this.element.append(row);
    }
    row.setAttribute("aria-selected", String(place === this.chosen));
  }

  made(place) {
    const { name, mark, kind } = this.describe(this.shown[place]);
    const row = document.createElement("div");
    row.id = `suspect-${place}`;
    row.dataset.place = place;
    row.setAttribute("role", "option");
    row.setAttribute("aria-posinset", place + 1);
    row.setAttribute("aria-setsize", this.shown.length);
    row.style.top = `${place * HEIGHT}px`;
    row.append(worded("span", "name", `${place + 1}. ${name}`), worded("span", `mark ${kind}`, mark));
    return row;
  }
}

// An element that holds text, and never anything but text.
export function worded(tag, kind, text) {
  const element = document.createElement(tag);
  element.className = kind;
  element.textContent = text;
  return element;
}
