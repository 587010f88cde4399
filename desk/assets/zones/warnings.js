// What of the drawn zones will not work, by who was seen in the hour: asked of the desk once drawing pauses.

import { about, asked } from "./words.js";

const PAUSE_MS = 500; // chosen: a corner that is dragged asks once

export class Warnings {
  constructor(drawing, people, side) {
    this.drawing = drawing;
    this.people = people;
    this.side = side;
    this.shown = "";
    this.timer = null;
    drawing.listen(() => this.wait());
  }

  // Before it is known who was there nothing is asked.
  get sent() {
    if (!this.people.loaded) return "";
    return JSON.stringify({ from: new Date(Number(this.people.shown)).toISOString(), zones: this.drawing.zones });
  }

  wait() {
    const { sent } = this;
    if (sent === this.shown) return;
    clearTimeout(this.timer);
    if (this.side.warned.length) this.side.warned = [];
    this.timer = setTimeout(() => this.ask(sent), PAUSE_MS);
  }

  async ask(sent) {
    this.shown = sent;
    if (!sent) return;
    const { ok, told } = await asked(`/site/cameras/${encodeURIComponent(about.camera)}/zones/warnings`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Pantau-Token": about.token },
      body: sent,
    });
    if (ok && sent === this.shown && sent === this.sent) this.side.warn(told);
  }
}
