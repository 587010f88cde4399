// The list of zones beside the picture, and the form of the chosen one.

import { ONE_COUNTER } from "./drawing.js";
import { announce, say } from "./words.js";

export class Side {
  constructor(drawing, people, editor) {
    this.drawing = drawing;
    this.people = people;
    this.editor = editor;
    this.list = document.getElementById("zones");
    this.form = document.getElementById("chosen");
    this.name = document.getElementById("zone-name");
    this.kind = document.getElementById("zone-kind");
    this.anchor = document.getElementById("zone-anchor");
    this.choices = document.querySelector("#zone-counters .choices");
    this.refused = [];
    this.warned = [];
    this.name.addEventListener("change", () => this.change((zone) => { zone.id = this.name.value.trim(); }));
    this.kind.addEventListener("change", () => this.changeKind());
    this.anchor.addEventListener("change", () => this.change((zone) => { zone.anchor = this.anchor.value || null; }));
    document.getElementById("remove").addEventListener("click", () => this.remove());
    drawing.listen(() => this.show());
  }

  change(what) {
    if (this.drawing.zone) this.drawing.step(() => what(this.drawing.zone));
  }

  changeKind() {
    this.change((zone) => {
      zone.kind = this.kind.value;
      if (ONE_COUNTER.includes(zone.kind)) zone.counters = zone.counters.slice(0, 1);
    });
  }

  remove() {
    announce(say("zone_removed", this.drawing.zone.id));
    this.drawing.remove(this.drawing.chosen);
    this.list.querySelector("button")?.focus();
  }

  // Sentences of the site check about zones, by their numbers; they stand until something is drawn.
  refuse(refused) {
    this.refused = refused;
    this.show();
  }

  // What of the zones will not work, by who was seen in the hour.
  warn(warned) {
    this.warned = warned;
    this.show();
  }

  show() {
    const { drawing } = this;
    const focus = document.activeElement?.closest?.("#zones button")?.dataset.number;
    const wrongs = drawing.zones.map((zone) => drawing.wrongs(zone).map((name) => say(name)));
    this.list.replaceChildren(...drawing.zones.map((zone, i) => this.line(zone, i, wrongs[i])));
    document.getElementById("no-zones").hidden = drawing.zones.length > 0;
    const wrong = drawing.zones.map((_, i) => i).filter((i) => wrongs[i].length || this.refused.some((one) => one.zone === i));
    if (JSON.stringify(wrong) !== JSON.stringify(this.editor.wrong)) {
      this.editor.wrong = wrong;
      this.editor.draw();
    }
    if (focus !== undefined) this.list.querySelector(`button[data-number="${focus}"]`)?.focus();
    this.form.hidden = drawing.zone === null;
    if (drawing.zone) this.fill(drawing.zone);
  }

  line(zone, number, wrongs) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.number = number;
    button.setAttribute("aria-pressed", String(number === this.drawing.chosen));
    const swatch = document.createElement("span");
    swatch.className = `swatch ${zone.kind}`;
    const name = document.createElement("b");
    name.textContent = zone.id;
    const told = document.createElement("span");
    told.className = "told";
    told.textContent = this.people.told(number);
    button.append(swatch, name, told);
    button.addEventListener("click", () => this.drawing.choose(number));
    item.append(button);
    for (const sentence of wrongs) item.append(complaint(sentence));
    for (const one of this.refused) if (one.zone === number && !wrongs.length) item.append(complaint(one.sentence, one.language));
    for (const one of this.warned) if (one.zone === number) item.append(this.warning(one));
    return item;
  }

  warning({ zone, word, figures, polygon }) {
    const line = complaint(say(`warn_${word}`, ...figures));
    line.classList.add("warning");
    if (polygon) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = say("use_centre");
      button.addEventListener("click", () => {
        this.drawing.choose(zone);
        this.change((chosen) => Object.assign(chosen, { anchor: "centre", polygon }));
      });
      line.append(" ", button);
    }
    return line;
  }

  fill(zone) {
    if (document.activeElement !== this.name) this.name.value = zone.id;
    this.kind.value = zone.kind;
    this.anchor.value = zone.anchor ?? "";
    this.anchor.closest("label").hidden = zone.kind === "seat"; // a seat is always asked by the middle of who sits there
    for (const help of document.querySelectorAll(".kind-help")) help.hidden = help.dataset.kind !== zone.kind;
    const one = ONE_COUNTER.includes(zone.kind);
    const focus = document.activeElement?.closest?.("#zone-counters input")?.value;
    this.choices.replaceChildren(...this.drawing.counters.map((counter) => this.choice(zone, counter, one)));
    if (focus !== undefined) [...this.choices.querySelectorAll("input")].find((input) => input.value === focus)?.focus();
  }

  choice(zone, counter, one) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = one ? "radio" : "checkbox";
    input.name = "counter";
    input.value = counter.id;
    input.checked = zone.counters.includes(counter.id);
    input.addEventListener("change", () => this.change((chosen) => {
      const others = one ? [] : chosen.counters.filter((name) => name !== counter.id);
      chosen.counters = input.checked ? [...others, counter.id] : others;
    }));
    label.append(input, ` ${counter.name} (${counter.id})`);
    return label;
  }
}

function complaint(sentence, language = null) {
  const line = document.createElement("p");
  line.className = "complaint";
  if (language) line.lang = language;
  line.textContent = sentence;
  return line;
}
