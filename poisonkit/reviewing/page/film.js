// Two films side by side: windowed, enlarged and moved together, each under its map.

const STRENGTH = 0.75;
const HEAT = [[0, 0, 4], [87, 16, 110], [188, 55, 84], [249, 142, 9], [252, 255, 164]];
const LARGEST = 32;

// How films are looked at; both figures follow it.
export const view = { level: 0.5, window: 1, zoom: 1, x: 0, y: 0, box: true };

export function reset() {
  Object.assign(view, { level: 0.5, window: 1, zoom: 1, x: 0, y: 0 });
}

export function zoom(factor) {
  view.zoom = Math.min(LARGEST, Math.max(1, view.zoom * factor));
  if (view.zoom === 1) view.x = view.y = 0;
}

export function move(x, y) {
  const most = (view.zoom - 1) / 2;
  view.x = Math.min(most, Math.max(-most, view.x + x));
  view.y = Math.min(most, Math.max(-most, view.y + y));
}

function lookup(bits) {
  const count = 2 ** bits;
  const table = new Uint32Array(count);
  const low = view.level - view.window / 2;
  for (let code = 0; code < count; code++) {
    const share = (code / (count - 1) - low) / view.window;
    const grey = Math.round(255 * Math.min(1, Math.max(0, share)));
    table[code] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
  }
  return table;
}

// The film in fewer pixels, each the mean of *factor* by *factor*; made once.
function reduced(film, factor) {
  if (factor === 1) return film;
  film.reduced ??= new Map();
  const known = film.reduced.get(factor);
  if (known) return known;
  const [width, height] = [Math.floor(film.width / factor) || 1, Math.floor(film.height / factor) || 1];
  const levels = new Uint16Array(width * height);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let y = row * factor; y < (row + 1) * factor; y++)
        for (let x = column * factor; x < (column + 1) * factor; x++) sum += film.levels[y * film.width + x];
      levels[row * width + column] = sum / factor ** 2;
    }
  const small = { width, height, bits: film.bits, levels };
  film.reduced.set(factor, small);
  return small;
}

function colour(share) {
  const place = Math.min(share * (HEAT.length - 1), HEAT.length - 1.001);
  const [from, to] = [HEAT[Math.floor(place)], HEAT[Math.floor(place) + 1]];
  return from.map((one, k) => one + (to[k] - one) * (place % 1));
}

export class Figure {
  constructor(element) {
    this.element = element;
    this.frame = element.querySelector(".frame");
    this.layers = element.querySelector(".layers");
    this.canvas = element.querySelector(".film");
    this.heat = element.querySelector(".heat");
    this.mark = element.querySelector(".box");
    this.caption = element.querySelector("figcaption");
    this.film = null;
    this.drawn = "";
    new ResizeObserver(() => this.follow()).observe(this.frame);
  }

  // Look anew, after the view has changed.
  follow() {
    this.place();
    this.draw();
  }

  // Show a film; nothing while it is on its way.
  show(film, box, alt) {
    this.film = film;
    this.box = box;
    this.canvas.hidden = !film;
    this.heat.hidden = true;
    if (film) this.canvas.setAttribute("aria-label", alt);
    this.place();
    this.draw(true);
  }

  // Paint what can be seen, in no more pixels than the screen has: a film of its own
  // five million would keep a key waiting.
  draw(fresh = false) {
    if (!this.film) return;
    const factor = Math.max(1, Math.floor(1 / (this.scale * devicePixelRatio)));
    const film = reduced(this.film, factor);
    const seen = this.seen(film);
    const how = [view.level, view.window, factor, ...seen].join();
    if (!fresh && how === this.drawn) return;
    this.drawn = how;
    if (this.canvas.width !== film.width || this.canvas.height !== film.height) {
      this.canvas.width = film.width;
      this.canvas.height = film.height;
    }
    this.paint(film, seen);
  }

  // Left, top, width and height of what lies within the frame, in pixels of *film*.
  seen(film) {
    const scale = this.scale * (this.film.width / film.width);
    const { clientWidth, clientHeight } = this.frame;
    const left = Math.max(0, Math.floor(-this.left / scale));
    const top = Math.max(0, Math.floor(-this.top / scale));
    const right = Math.min(film.width, Math.ceil((clientWidth - this.left) / scale));
    const bottom = Math.min(film.height, Math.ceil((clientHeight - this.top) / scale));
    return [left, top, Math.max(1, right - left), Math.max(1, bottom - top)];
  }

  paint(film, [left, top, width, height]) {
    const context = this.canvas.getContext("2d", { alpha: false });
    const picture = context.createImageData(width, height);
    const pixels = new Uint32Array(picture.data.buffer);
    const table = lookup(film.bits);
    let place = 0;
    for (let row = top; row < top + height; row++) {
      const start = row * film.width + left;
      for (let k = start; k < start + width; k++) pixels[place++] = table[film.levels[k]];
    }
    context.putImageData(picture, left, top);
  }

  showMap(map) {
    this.heat.hidden = !map || !this.film;
    if (this.heat.hidden) return;
    this.heat.width = this.heat.height = map.cells;
    const context = this.heat.getContext("2d");
    const picture = context.createImageData(map.cells, map.cells);
    map.levels.forEach((level, k) => {
      const [red, green, blue] = colour(level / 255);
      picture.data.set([red, green, blue, STRENGTH * level], 4 * k);
    });
    context.putImageData(picture, 0, 0);
    this.place();
  }

  // Pixels of the screen that one pixel of the film takes when it fills the frame.
  get fitting() {
    const { clientWidth, clientHeight } = this.frame;
    return Math.min(clientWidth / this.film.width, clientHeight / this.film.height);
  }

  place() {
    if (!this.film) {
      this.mark.hidden = true;
      return;
    }
    const { width, height, square } = this.film;
    const scale = this.fitting * view.zoom;
    const { clientWidth, clientHeight } = this.frame;
    this.scale = scale;
    this.left = (clientWidth - width * scale) / 2 + view.x * clientWidth;
    this.top = (clientHeight - height * scale) / 2 + view.y * clientHeight;
    const { style } = this.layers;
    style.width = `${width * scale}px`;
    style.height = `${height * scale}px`;
    style.left = `${this.left}px`;
    style.top = `${this.top}px`;
    this.layers.classList.toggle("large", scale >= 2);
    this.part(this.heat, square);
    this.mark.hidden = !this.box || !view.box;
    if (this.box) this.part(this.mark, this.native(this.box));
  }

  // A box of the data set's film, in pixels of the film that is shown.
  native([top, left, height, width]) {
    const [above, before, tall, wide] = this.film.square;
    const [down, across] = [tall / this.size[0], wide / this.size[1]];
    return [above + top * down, before + left * across, height * down, width * across];
  }

  part(element, [top, left, height, width]) {
    const { style } = element;
    style.left = `${(100 * left) / this.film.width}%`;
    style.top = `${(100 * top) / this.film.height}%`;
    style.width = `${(100 * width) / this.film.width}%`;
    style.height = `${(100 * height) / this.film.height}%`;
  }
}

// Dragging changes window and level, or moves; the wheel zooms.
export function handle(frame, moves, changed) {
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    from = [event.clientX, event.clientY];
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    if (!from) return;
    const x = (event.clientX - from[0]) / frame.clientWidth;
    const y = (event.clientY - from[1]) / frame.clientHeight;
    from = [event.clientX, event.clientY];
    if (event.shiftKey || moves()) move(x, y);
    else {
      view.window = Math.min(2, Math.max(0.01, view.window * Math.exp(2 * x)));
      view.level = Math.min(1, Math.max(0, view.level + y / 2));
    }
    changed();
  });
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, () => (from = null));
  frame.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400));
      move(0, 0);
      changed();
    },
    { passive: false },
  );
}
