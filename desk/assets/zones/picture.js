// Which frame is shown: recording, time within it. The newest wish wins.

import { about, asked, clockOf, say } from "./words.js";

const SETTLES_MS = 250; // a slider that moves asks for no frame on its way: chosen

export class Picture {
  constructor(recordings) {
    this.recordings = recordings;
    this.image = document.getElementById("still");
    this.choice = document.getElementById("recording");
    this.slider = document.getElementById("slider");
    this.clock = document.getElementById("clock");
    this.note = document.getElementById("say");
    this.offset = 0;
    this.listeners = [];
    recordings.forEach((one, i) => {
      const end = one.started_ms + one.duration_s * 1000;
      this.choice.append(new Option(`${clockOf(one.started_ms)}–${clockOf(end)}`, i));
    });
    this.choice.addEventListener("change", () => this.show(Number(this.choice.value), 0));
    this.slider.addEventListener("input", () => this.wish(Number(this.slider.value)));
    this.image.addEventListener("load", () => this.loads(false));
    this.image.addEventListener("error", () => this.lost());
    this.clock.addEventListener("change", () => this.seek(this.clock.value));
  }

  listen(listener) {
    this.listeners.push(listener);
  }

  get recording() {
    return this.recordings[Number(this.choice.value)];
  }

  get moment() {
    return this.recording.started_ms + this.offset * 1000;
  }

  show(number, offset) {
    this.choice.value = String(number);
    const { duration_s: long, width, height } = this.recording;
    this.slider.max = Math.max(0, Math.floor(long));
    this.image.width = width;
    this.image.height = height;
    this.wish(Math.min(offset, long), 0);
  }

  wish(offset, wait = SETTLES_MS) {
    this.offset = offset;
    this.slider.value = String(Math.floor(offset));
    this.clock.value = clockOf(this.moment);
    this.slider.setAttribute("aria-valuetext", clockOf(this.moment));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), wait);
  }

  // A new address ends the request of the one before; the frame before stays until the new one is there.
  ask() {
    for (const listener of this.listeners) listener();
    this.loads(true);
    this.image.src = `/footage/${encodeURIComponent(this.recording.id)}/still?at=${this.offset}`;
  }

  // The picture says itself that it is not there yet.
  loads(whether) {
    this.image.parentElement.classList.toggle("loads", whether);
  }

  async lost() {
    this.loads(false);
    const { told } = await asked(this.image.src);
    this.note.textContent = told.sentence ?? say("still_lost");
  }

  // A time of the day: the recording that shows it.
  seek(time) {
    const wanted = time.length === 5 ? `${time}:00` : time;
    const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    for (const [i, one] of this.recordings.entries()) {
      const offset = seconds(wanted) - seconds(clockOf(one.started_ms)) + ((one.started_ms % 1000) ? 1 - (one.started_ms % 1000) / 1000 : 0);
      if (offset >= 0 && offset <= one.duration_s) {
        this.show(i, offset);
        return;
      }
    }
    this.note.textContent = `${about.day} ${wanted}: ${say("no_recording_then")}`;
  }
}
