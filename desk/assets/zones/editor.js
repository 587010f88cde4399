// Draws the zones over the picture and changes them by mouse, finger and keyboard.

import { apart, area, contains, snapped, tidy } from "./geometry.js";
import { announce, percent, say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const REACH = { mouse: 12, pen: 14, touch: 22 }; // pixels within which a corner is meant: chosen, a fingertip is 22 wide
const CATCH = 8; // pixels within which a corner catches on a neighbour: chosen, less than a hand trembles
const DRAGGED = 6; // pixels from which a click is a drag
const STEP = 0.001; // of the frame: an arrow key moves a corner by two pixels of a frame 1920 wide
const FAR_STEP = 0.01;

export class Editor {
  constructor(svg, drawing) {
    this.svg = svg;
    this.drawing = drawing;
    this.kind = null;
    this.corners = [];
    this.pointer = null;
    this.held = null;
    this.wrong = [];
    this.proposed = [];
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.moved(event));
    svg.addEventListener("pointerup", (event) => this.up(event));
    svg.addEventListener("pointercancel", () => { this.held = null; });
    // A finger that touches nothing of a zone scrolls the page.
    svg.addEventListener("touchstart", (event) => {
      const touch = event.touches[0];
      if (event.touches.length === 1 && (this.kind || this.hit(this.place(touch), REACH.touch))) event.preventDefault();
    }, { passive: false });
    svg.addEventListener("focusin", (event) => this.focused(event));
    document.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(svg);
    drawing.listen(() => this.draw());
  }

  get wide() { return this.svg.clientWidth || 1; }
  get high() { return this.svg.clientHeight || 1; }

  place({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    return [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
  }

  // Begins to draw a zone of a kind; by the keyboard one stands in the middle at once.
  begin(kind, byKeyboard) {
    this.cancel();
    if (byKeyboard) {
      this.drawing.add(kind, [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]]);
      announce(say("zone_added", this.drawing.zone.id));
      this.svg.querySelector(".corner.chosen")?.focus();
      return;
    }
    this.kind = kind;
    this.drawing.choose(null);
    announce(say("drawing_start", say(`kind_${kind}`)));
    this.draw();
  }

  cancel() {
    this.kind = null;
    this.corners = [];
    this.held = null;
    this.draw();
  }

  finish(polygon) {
    const { kind } = this;
    this.cancel();
    this.drawing.add(kind, polygon.map(([x, y]) => [tidy(x), tidy(y)]));
    announce(say("zone_added", this.drawing.zone.id));
  }

  others(but) {
    return this.drawing.zones.filter((_, i) => i !== but).map((zone) => zone.polygon);
  }

  caught(point, event, but = null) {
    if (event.altKey) return point.map(tidy);
    return snapped(point.map((value) => Math.min(1, Math.max(0, value))), this.others(but), CATCH, this.wide, this.high);
  }

  // What lies under a point: a corner, the middle of a side of the chosen zone, or a zone.
  hit(point, reach) {
    const { zones, chosen, zone } = this.drawing;
    if (zone) {
      const near = (points) => points
        .map((one, number) => ({ far: apart(one, point, this.wide, this.high), number }))
        .filter(({ far }) => far <= reach)
        .sort((one, other) => one.far - other.far)[0];
      const corner = near(zone.polygon);
      if (corner) return { part: "corner", zone: chosen, number: corner.number };
      const middle = near(middles(zone.polygon));
      if (middle) return { part: "side", zone: chosen, number: middle.number };
      if (contains(zone.polygon, ...point)) return { part: "zone", zone: chosen };
    }
    const inside = zones
      .map((one, number) => ({ number, size: area(one.polygon), one }))
      .filter(({ one }) => contains(one.polygon, ...point))
      .sort((one, other) => one.size - other.size)[0];
    return inside ? { part: "zone", zone: inside.number } : null;
  }

  down(event) {
    if (event.button !== 0) return;
    const point = this.place(event);
    this.svg.setPointerCapture(event.pointerId);
    if (this.kind) {
      this.held = { part: "new", from: this.caught(point, event), start: point };
      return;
    }
    const found = this.hit(point, REACH[event.pointerType] ?? REACH.mouse);
    const wasChosen = found && found.zone === this.drawing.chosen;
    if (!found) {
      this.drawing.choose(null);
      this.held = null;
      return;
    }
    event.preventDefault();
    this.drawing.choose(found.zone, found.part === "corner" ? found.number : null);
    if (!wasChosen) announce(say("zone_chosen", this.drawing.zone.id));
    // A zone is moved as a whole only once it was chosen: who looks at zones must not displace them.
    this.held = found.part === "zone" && !wasChosen ? null : { ...found, start: point, polygon: [...this.drawing.zone.polygon], begun: false };
  }

  moved(event) {
    const point = this.place(event);
    this.pointer = point;
    if (this.kind) {
      this.draw(this.caught(point, event));
      return;
    }
    const { held, drawing } = this;
    if (!held) {
      this.svg.dataset.over = this.hit(point, REACH.mouse)?.part ?? "";
      return;
    }
    if (!held.begun && apart(point, held.start, this.wide, this.high) < DRAGGED) return;
    const change = () => this.drag(point, event);
    if (held.begun) drawing.move(change);
    else drawing.step(change);
    held.begun = true;
  }

  drag(point, event) {
    const { held, drawing } = this;
    const { zone } = drawing;
    if (held.part === "side") {
      zone.polygon = [...held.polygon.slice(0, held.number + 1), held.polygon[held.number], ...held.polygon.slice(held.number + 1)];
      held.polygon = zone.polygon;
      held.part = "corner";
      held.number += 1;
      drawing.corner = held.number;
    }
    if (held.part === "corner") {
      zone.polygon = [...held.polygon];
      zone.polygon[held.number] = this.caught(point, event, drawing.chosen);
    } else {
      zone.polygon = drawing.shift(held.polygon, point[0] - held.start[0], point[1] - held.start[1]);
    }
  }

  up(event) {
    const { held } = this;
    this.held = null;
    if (!held || held.part !== "new" || !this.kind) {
      if (held?.part === "corner") this.focusCorner();
      return;
    }
    const point = this.caught(this.place(event), event);
    if (!this.corners.length && apart(this.place(event), held.start, this.wide, this.high) >= DRAGGED) {
      const [[x1, y1], [x2, y2]] = [held.from, point];
      if (Math.abs(x1 - x2) * this.wide >= DRAGGED && Math.abs(y1 - y2) * this.high >= DRAGGED) {
        this.finish([[x1, y1], [x2, y1], [x2, y2], [x1, y2]]);
      }
      return;
    }
    const reach = REACH[event.pointerType] ?? REACH.mouse;
    const again = [this.corners[0], this.corners.at(-1)].some((one) => one && apart(one, point, this.wide, this.high) <= reach);
    if (!again) {
      this.corners.push(point);
      this.draw(point);
    } else if (this.corners.length >= 3) {
      this.finish(this.corners);
    }
  }

  focused(event) {
    const corner = event.target.dataset?.corner;
    if (corner !== undefined && Number(corner) !== this.drawing.corner) this.drawing.choose(this.drawing.chosen, Number(corner));
  }

  focusCorner() {
    this.svg.querySelector(".corner.chosen")?.focus({ preventScroll: true });
  }

  key(event) {
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]):not([type=range]), select, textarea, pre")) return;
    const undoes = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (undoes || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y")) {
      event.preventDefault();
      if (undoes && !event.shiftKey) this.drawing.undo();
      else this.drawing.redo();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      if (this.kind) this.cancel();
      else this.drawing.choose(null);
      announce(say("drawing_help"));
      return;
    }
    if (this.kind && event.key === "Enter" && this.corners.length >= 3) {
      event.preventDefault();
      this.finish(this.corners);
      return;
    }
    if (this.kind && event.key === "Backspace") {
      event.preventDefault();
      this.corners.pop();
      this.draw(this.pointer);
      return;
    }
    if (event.target.matches("input, button, a, summary") || !this.drawing.zone) return;
    this.keyOnZone(event);
  }

  keyOnZone(event) {
    const { drawing } = this;
    const { zone, corner } = drawing;
    const step = event.shiftKey ? FAR_STEP : STEP;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (way) {
      drawing.step(() => {
        const [dx, dy] = way;
        if (corner === null) zone.polygon = drawing.shift(zone.polygon, dx, dy);
        else zone.polygon[corner] = [tidy(zone.polygon[corner][0] + dx), tidy(zone.polygon[corner][1] + dy)];
      }, `${drawing.chosen} ${corner}`);
    } else if (event.key === "Delete" && corner !== null) {
      if (!drawing.removeCorner(corner)) announce(say("corners_at_least"));
      this.focusCorner();
    } else if (event.key === "Delete") {
      announce(say("zone_removed", zone.id));
      drawing.remove(drawing.chosen);
    } else if (event.key === "+" || event.key === "Insert") {
      drawing.addCorner(corner ?? 0);
      this.focusCorner();
    } else if (event.key.toLowerCase() === "s" && corner !== null) {
      const point = zone.polygon[corner];
      const near = snapped(point, this.others(drawing.chosen), Infinity, this.wide, this.high);
      drawing.step(() => { zone.polygon[corner] = near; });
    } else {
      return;
    }
    event.preventDefault();
    const after = drawing.zone;
    if (after && drawing.corner !== null && way) {
      const [x, y] = after.polygon[drawing.corner];
      announce(say("corner_moved", drawing.corner + 1, percent(x), percent(y), this.told?.(drawing.chosen) ?? ""));
    }
  }

  draw(loose = null) {
    const { zones, chosen, corner } = this.drawing;
    const hadFocus = document.activeElement?.closest?.("#shapes") === this.svg;
    this.svg.setAttribute("viewBox", `0 0 ${this.wide} ${this.high}`);
    this.svg.classList.toggle("draws", this.kind !== null);
    const parts = this.proposed.map((one) => this.shape(one.polygon, `zone proposed ${one.kind}`));
    parts.push(...zones.map((zone, i) => this.shape(zone.polygon, `zone ${zone.kind}${i === chosen ? " chosen" : ""}${this.wrong.includes(i) ? " wrong" : ""}`)));
    parts.push(...zones.map((zone, i) => this.name(zone, i === chosen)));
    if (chosen !== null) parts.push(...this.handles(zones[chosen], corner));
    if (this.kind) parts.push(...this.sketch(loose));
    this.svg.replaceChildren(...parts);
    if (hadFocus && corner !== null) this.focusCorner();
  }

  made(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  points(polygon) {
    return polygon.map(([x, y]) => `${(x * this.wide).toFixed(1)},${(y * this.high).toFixed(1)}`).join(" ");
  }

  shape(polygon, className) {
    return this.made("polygon", { class: className, points: this.points(polygon) });
  }

  name(zone, isChosen) {
    const [left, top] = zone.polygon.reduce(([x, y], [u, v]) => [Math.min(x, u), Math.min(y, v)]);
    const text = this.made("text", { class: `zone-name${isChosen ? " chosen" : ""}`, x: left * this.wide + 3, y: Math.max(top * this.high - 4, 12) });
    text.textContent = zone.id;
    return text;
  }

  handles(zone, corner) {
    const dots = middles(zone.polygon).map(([x, y]) => this.made("circle", { class: "middle", cx: x * this.wide, cy: y * this.high, r: 3.5 }));
    zone.polygon.forEach(([x, y], i) => {
      const dot = this.made("g", {
        class: `corner${i === corner ? " chosen" : ""}`,
        tabindex: 0,
        role: "button",
        "data-corner": i,
        "aria-label": say("corner_label", i + 1, zone.id, percent(x), percent(y)),
      });
      dot.append(
        this.made("circle", { class: "grip", cx: x * this.wide, cy: y * this.high, r: 12 }),
        this.made("circle", { class: "knob", cx: x * this.wide, cy: y * this.high, r: 6 }),
      );
      dots.push(dot);
    });
    return dots;
  }

  sketch(loose) {
    const { held } = this;
    if (held?.part === "new" && loose && !this.corners.length) {
      const [[x1, y1], [x2, y2]] = [held.from, loose];
      return [this.shape([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], `zone sketch ${this.kind}`)];
    }
    const line = this.made("polyline", { class: `sketch line ${this.kind}`, points: this.points(loose ? [...this.corners, loose] : this.corners) });
    const dots = this.corners.map(([x, y]) => this.made("circle", { class: "knob", cx: x * this.wide, cy: y * this.high, r: 5 }));
    return [line, ...dots];
  }
}

function middles(polygon) {
  return polygon.map(([x, y], i) => {
    const [u, v] = polygon[(i + 1) % polygon.length];
    return [(x + u) / 2, (y + v) / 2];
  });
}
