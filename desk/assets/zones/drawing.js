// The zones as they are drawn: what is chosen, undo and redo. Knows nothing of the page.

import { bounds, crosses, tidy } from "./geometry.js";

export const NAMED = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/; // as Identifier in schemas/site/base.py
export const ONE_COUNTER = ["customer", "seat"];
export const WITH_COUNTER = ["customer", "seat", "queue"];
const SAME_STEP_MS = 1000; // moves of a corner by the keyboard so close together are undone at once: chosen

export class Drawing {
  constructor(zones, counters) {
    this.zones = zones;
    this.counters = counters;
    this.chosen = null;
    this.corner = null;
    this.listeners = [];
    this.past = [];
    this.future = [];
    this.saved = JSON.stringify(zones);
    this.lastStep = { name: null, at: 0 };
  }

  get zone() {
    return this.chosen === null ? null : this.zones[this.chosen];
  }

  get isSaved() {
    return JSON.stringify(this.zones) === this.saved;
  }

  listen(listener) {
    this.listeners.push(listener);
  }

  tell() {
    for (const listener of this.listeners) listener();
  }

  // A change that can be undone; those of one name that follow each other soon are one.
  step(change, name = null) {
    const now = Date.now();
    const goesOn = name !== null && name === this.lastStep.name && now - this.lastStep.at < SAME_STEP_MS;
    if (!goesOn) this.past.push(JSON.stringify([this.zones, this.chosen]));
    this.lastStep = { name, at: now };
    this.future = [];
    change();
    this.tell();
  }

  // A change that is going on, such as a corner that is dragged: it begins with a step and then moves on.
  move(change) {
    change();
    this.tell();
  }

  undo() {
    this.travel(this.past, this.future);
  }

  redo() {
    this.travel(this.future, this.past);
  }

  travel(from, to) {
    if (!from.length) return;
    to.push(JSON.stringify([this.zones, this.chosen]));
    [this.zones, this.chosen] = JSON.parse(from.pop());
    this.corner = null;
    this.lastStep.name = null;
    this.tell();
  }

  choose(number, corner = null) {
    if (number === this.chosen && corner === this.corner) return;
    this.chosen = number;
    this.corner = corner;
    this.tell();
  }

  // The counter that most likely is meant: the first without a zone of the kind here.
  likelyCounter(kind) {
    const has = (counter) => this.zones.some((zone) => zone.kind === kind && zone.counters.includes(counter.id));
    return this.counters.find((counter) => !has(counter)) ?? this.counters[0];
  }

  freeName(stem) {
    const taken = new Set(this.zones.map((zone) => zone.id.toLowerCase()));
    for (let i = 1; ; i++) {
      const name = i === 1 ? stem : `${stem}-${i}`;
      if (!taken.has(name.toLowerCase())) return name;
    }
  }

  add(kind, polygon, counterId = null) {
    const given = this.counters.find((one) => one.id === counterId);
    const counter = WITH_COUNTER.includes(kind) ? given ?? this.likelyCounter(kind) : null;
    const name = this.freeName(counter ? `${counter.id}-${kind}`.slice(0, 56) : kind);
    const counters = counter ? [counter.id] : [];
    this.step(() => {
      this.zones.push({ id: name, kind, polygon, counters, anchor: null, was: null });
      this.chosen = this.zones.length - 1;
      this.corner = 0;
    });
  }

  remove(number) {
    this.step(() => {
      this.zones.splice(number, 1);
      this.chosen = this.corner = null;
    });
  }

  // Adds a corner in the middle of the side that begins at a corner.
  addCorner(after) {
    const { polygon } = this.zone;
    const [a, b] = [polygon[after], polygon[(after + 1) % polygon.length]];
    this.step(() => {
      polygon.splice(after + 1, 0, [tidy((a[0] + b[0]) / 2), tidy((a[1] + b[1]) / 2)]);
      this.corner = after + 1;
    });
  }

  // False where the zone has no corner to spare.
  removeCorner(number) {
    if (this.zone.polygon.length <= 3) return false;
    this.step(() => {
      this.zone.polygon.splice(number, 1);
      this.corner = Math.min(number, this.zone.polygon.length - 1);
    });
    return true;
  }

  // Moves the whole zone, and no farther than the edge of the picture.
  shift(polygon, dx, dy) {
    const [x1, y1, x2, y2] = bounds(polygon);
    const across = Math.min(1 - x2, Math.max(-x1, dx));
    const down = Math.min(1 - y2, Math.max(-y1, dy));
    return polygon.map(([x, y]) => [tidy(x + across), tidy(y + down)]);
  }

  // The names of the texts that say what is wrong with a zone, as far as can be told here.
  wrongs(zone) {
    const served = (counter) => this.zones.some((one) => one.kind === "customer" && one.counters.includes(counter));
    const found = [];
    if (crosses(zone.polygon)) found.push("wrong_crossing");
    if (!NAMED.test(zone.id)) found.push("wrong_name");
    if (this.zones.some((one) => one !== zone && one.id.toLowerCase() === zone.id.toLowerCase())) found.push("wrong_taken");
    if (WITH_COUNTER.includes(zone.kind) && !zone.counters.length) found.push("wrong_counter");
    if (zone.kind === "seat" && zone.counters.length && !zone.counters.every(served)) found.push("wrong_seat");
    return found;
  }

  keep() {
    for (const zone of this.zones) zone.was = zone.id;
    this.saved = JSON.stringify(this.zones);
    // What was undone to before has other former names; it would be saved as zones that there are not.
    this.past = [];
    this.future = [];
    this.tell();
  }
}
