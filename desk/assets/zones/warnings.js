// What of the drawn zones will not work, by who was seen in the hour: asked of the desk once drawing pauses. And, once
// for the first hour that is shown, whether the camera looks elsewhere than it did.

import { about, asked } from "./words.js";

const PAUSE_MS = 500; // chosen: a corner that is dragged asks once

export class Warnings {
  constructor(drawing, people, side) {
    this.drawing = drawing;
    this.people = people;
    this.side = side;
    this.shown = "";
    this.timer = null;
    this.wasAsked = false;
    drawing.listen(() => this.wait());
  }

  // Before it is known who was there nothing is asked.
  get sent() {
    if (!this.people.loaded) return "";
    return JSON.stringify({ from: new Date(Number(this.people.shown)).toISOString(), zones: this.drawing.zones });
  }

  async askWhetherMoved() {
    this.wasAsked = true;
    const from = new Date(Number(this.people.shown)).toISOString();
    const { ok, told } = await asked(`/camera/${encodeURIComponent(about.camera)}/view?${new URLSearchParams({ from })}`);
    const line = document.getElementById("moved");
    line.textContent = ok ? told.sentence : "";
    line.hidden = !line.textContent;
  }

  wait() {
    if (this.people.loaded && !this.wasAsked) this.askWhetherMoved();
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
