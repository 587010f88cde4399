// What the drawn zones and changed thresholds would find in a stretch, beside what the saved ones find there.

import { about, asked, clockOf, percent, say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 1000; // units across a lane; it is drawn as wide as the page

export class WhatIf {
  constructor(drawing, people, saving) {
    this.drawing = drawing;
    this.people = people;
    this.saving = saving;
    this.form = document.getElementById("what-if");
    this.said = document.getElementById("tried-said");
    this.result = document.getElementById("tried");
    this.sentLast = null;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
    drawing.listen(() => this.age());
    this.form.addEventListener("input", () => this.age());
  }

  get sent() {
    const thresholds = {};
    for (const field of this.form.querySelectorAll("[data-threshold]")) {
      if (field.value !== field.defaultValue && field.value !== "") thresholds[field.dataset.threshold] = Number(field.value);
    }
    return JSON.stringify({
      drawing: JSON.parse(this.saving.sent),
      since: new Date(Number(this.people.hour.value)).toISOString(),
      minutes: Number(this.form.elements.minutes.value),
      thresholds,
    });
  }

  // What is shown is of other zones by now.
  age() {
    if (this.sentLast === null || !this.people.hour.value || this.sentLast === this.sent) return;
    this.sentLast = null;
    this.result.hidden = true;
    this.said.textContent = "";
  }

  async ask() {
    if (!this.people.hour.value) {
      this.said.textContent = say("no_recording_then");
      return;
    }
    const { sent } = this;
    this.sentLast = sent;
    this.result.hidden = true;
    this.said.textContent = say("trying");
    const { ok, told } = await asked(`/site/cameras/${encodeURIComponent(about.camera)}/what-if`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Pantau-Token": about.token },
      body: sent,
    });
    if (sent !== this.sentLast) return;
    if (!ok) this.said.textContent = told.sentence;
    else if (told.refusals.length) this.said.textContent = `${say("site_check_says")} ${told.refusals[0].sentence}`;
    else this.show(told, JSON.parse(sent));
  }

  show({ moved, before, after }, { since, minutes }) {
    const from = Date.parse(since) / 1000;
    const between = say("tried_between", clockOf(from * 1000), clockOf((from + minutes * 60) * 1000));
    this.said.textContent = moved ? `${say("tried_while_moved")} ${between}` : between;
    this.result.hidden = false;
    const rows = this.result.querySelectorAll("tbody tr");
    figures(before).forEach((text, i) => { rows[i].children[1].textContent = text; });
    figures(after).forEach((text, i) => {
      rows[i].children[2].textContent = text;
      rows[i].classList.toggle("differs", text !== rows[i].children[1].textContent);
    });
    const counters = [...new Set([before, after].flatMap(({ states, services }) => [...states, ...services].map(({ counter }) => counter)))].sort();
    const lanes = counters.flatMap((counter) => [lane(counter, "as_saved", before, from, minutes), lane(counter, "as_drawn", after, from, minutes)]);
    document.getElementById("tried-lanes").replaceChildren(...lanes.flat());
    for (const [id, found] of [["tried-before", before], ["tried-after", after]]) {
      document.getElementById(id).replaceChildren(...lines(found).map((text) => element("li", text)));
    }
  }
}

function seconds(value) {
  return value === null ? say("unknown") : say("seconds_of", (about.language === "id" ? value.toFixed(1).replace(".", ",") : value.toFixed(1)));
}

// In the order of the rows of the table.
function figures(found) {
  return [
    String(found.services.length),
    seconds(found.median_service_s),
    seconds(found.median_waiting_s),
    String(found.waits.filter(({ what }) => what === "reneged").length),
    found.staffed_share === null ? say("unknown") : `${percent(found.staffed_share)} %`,
    String(found.candidates.length),
  ];
}

function lines(found) {
  const named = [...found.services.map((one) => [one, say("key_service")]), ...found.waits.map((one) => [one, say(`wait_${one.what}`)])];
  return named.sort(([one], [other]) => one.started_s - other.started_s)
    .map(([one, name]) => `${clockOf(one.started_s * 1000)}–${clockOf(one.ended_s * 1000)} ${name}${one.counter ? `, ${one.counter}` : ""}`);
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function lane(counter, which, found, from, minutes) {
  const name = element("p", `${counter}: ${say(which)}`);
  name.className = "lane-name";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDE} 24`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const place = (at) => ((at - from) / (minutes * 60)) * WIDE;
  const bar = (one, kind, y, high) => {
    const made = document.createElementNS(SVG, "rect");
    const given = { class: kind, x: place(one.started_s), y, width: Math.max(1, place(one.ended_s) - place(one.started_s)), height: high };
    for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
    svg.append(made);
  };
  for (const one of found.states) if (one.counter === counter) bar(one, one.what, 12, 11);
  for (const one of found.services) if (one.counter === counter) bar(one, "session", 1, 9);
  const holder = document.createElement("div");
  holder.className = "lane";
  holder.append(svg);
  return [name, holder];
}
