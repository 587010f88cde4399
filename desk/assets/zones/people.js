// Who was seen in a chosen hour: dots and paths over the picture, and how many are in each zone.

import { membership } from "./membership.js";
import { about, asked, clockOf, say } from "./words.js";

const HOUR_MS = 3600_000;

export class People {
  constructor(drawing, picture) {
    this.drawing = drawing;
    this.picture = picture;
    this.canvas = document.getElementById("people");
    this.hour = document.getElementById("hour");
    this.note = document.getElementById("seen");
    this.boxes = [];
    this.tracks = [];
    this.heads = [];
    this.members = [];
    this.proposals = [];
    this.lit = null;
    this.frames = 0;
    this.loaded = false;
    this.asSaved = new Map(drawing.zones.map((zone) => [zone.id, JSON.stringify(zone.polygon)]));
    for (const name of ["feet", "heads", "paths", "seats"]) {
      document.getElementById(`show-${name}`).addEventListener("change", () => this.draw());
    }
    this.offerHours();
    this.hour.addEventListener("change", () => this.load());
    picture.listen(() => this.follow());
    drawing.listen(() => this.count());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  offerHours() {
    const hours = new Set();
    for (const one of this.picture.recordings) {
      const end = one.started_ms + one.duration_s * 1000;
      for (let at = Math.floor(one.started_ms / HOUR_MS) * HOUR_MS; at < end; at += HOUR_MS) hours.add(at);
    }
    for (const at of [...hours].sort((one, other) => one - other)) {
      this.hour.append(new Option(say("hour_of", clockOf(at).slice(0, 5)), at));
    }
  }

  // The hour of the frame, when another recording is shown.
  follow() {
    const hour = String(Math.floor(this.picture.moment / HOUR_MS) * HOUR_MS);
    if (this.shown === undefined || hour !== this.followed) {
      this.followed = hour;
      if ([...this.hour.options].some((option) => option.value === hour)) this.hour.value = hour;
      this.load();
    }
  }

  async load() {
    const hour = this.hour.value;
    if (!hour || hour === this.shown) return;
    this.shown = hour;
    this.loaded = false;
    this.note.textContent = say("loading_people");
    const from = new Date(Number(hour)).toISOString();
    const { ok, told } = await asked(`/footage/seen?${new URLSearchParams({ camera: about.camera, from })}`);
    if (hour !== this.shown) return;
    if (!ok) {
      this.note.textContent = told.sentence;
      this.shown = null;
      return;
    }
    this.boxes = told.people.map((one) => one.slice(0, 4).map((value) => value / told.fineness));
    this.tracks = told.people.map((one) => one[4]);
    this.heads = told.heads.map(([zone, x, y]) => [zone, x / told.fineness, y / told.fineness]);
    this.proposals = told.proposals;
    this.lit = null;
    this.frames = told.frames;
    this.loaded = true;
    const people = new Set(this.tracks).size;
    this.note.textContent = told.frames ? say("people_seen", this.boxes.length, people, told.frames) : say("no_frame_seen");
    this.count();
    this.drawing.tell();
  }

  count() {
    this.members = this.frames ? membership(this.drawing.zones, this.boxes) : [];
    this.draw();
  }

  // Makes some of the points stand out: the evidence of a proposal; null for those of the chosen zone again.
  light(numbers) {
    this.lit = numbers;
    this.draw();
  }

  // How many are in a zone, in words; the seat model was asked about seats as they are in the site file alone.
  told(number) {
    if (!this.members[number]) return "";
    const zone = this.drawing.zones[number];
    const inside = this.members[number].length;
    if (!inside) return say("nobody_inside");
    if (zone.kind !== "seat" || this.asSaved.get(zone.was) !== JSON.stringify(zone.polygon)) return say("in_zone", inside);
    return say("seat_seen", inside, this.heads.filter(([name]) => name === zone.was).length);
  }

  draw() {
    const { canvas } = this;
    const scale = window.devicePixelRatio || 1;
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    canvas.width = Math.round(wide * scale);
    canvas.height = Math.round(high * scale);
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const shows = (name) => document.getElementById(`show-${name}`).checked;
    const chosen = new Set(this.lit ?? (this.drawing.chosen === null ? [] : this.members[this.drawing.chosen]));
    if (shows("paths")) this.drawPaths(pen, wide, high);
    this.boxes.forEach(([x1, y1, x2, y2], i) => {
      const across = ((x1 + x2) / 2) * wide;
      if (shows("heads")) dot(pen, across, y1 * high, chosen.has(i) ? "#ffd400" : "#9fd3ff", false);
      if (shows("feet")) dot(pen, across, Math.min(y2, 0.999) * high, chosen.has(i) ? "#ffd400" : "#ffffff", true);
    });
    if (shows("seats")) for (const [, x, y] of this.heads) dot(pen, x * wide, y * high, "#ff8fb8", true);
  }

  drawPaths(pen, wide, high) {
    pen.lineWidth = 1;
    pen.strokeStyle = "rgba(255, 255, 255, 0.45)";
    pen.beginPath();
    this.boxes.forEach(([x1, , x2, y2], i) => {
      const place = [((x1 + x2) / 2) * wide, y2 * high];
      if (i && this.tracks[i] === this.tracks[i - 1]) pen.lineTo(...place);
      else pen.moveTo(...place);
    });
    pen.stroke();
  }
}

function dot(pen, x, y, colour, filled) {
  pen.beginPath();
  pen.arc(x, y, 2.2, 0, 2 * Math.PI);
  pen.lineWidth = filled ? 0.8 : 1.4;
  pen.strokeStyle = filled ? "rgba(16, 20, 22, 0.8)" : colour;
  pen.fillStyle = colour;
  if (filled) pen.fill();
  pen.stroke();
}
