// Zones that the program proposes from who was seen: drawn dashed, to be accepted, corrected or refused.

import { bounds, contains } from "./geometry.js";
import { announce, percent, say } from "./words.js";

export class Proposals {
  constructor(drawing, people, editor) {
    this.drawing = drawing;
    this.people = people;
    this.editor = editor;
    this.section = document.getElementById("proposals");
    this.list = this.section.querySelector("ol");
    this.refused = new Set();
    this.drawnAt = new Map();
    this.shown = "";
    drawing.listen(() => this.show());
  }

  // Those that nobody has drawn yet, nor refused.
  get open() {
    return this.people.proposals.filter((one) => !this.refused.has(key(one)) && !this.drawing.zones.some((zone) => isSame(zone, one)));
  }

  show() {
    const { open } = this;
    const shown = JSON.stringify(open.map(key));
    if (shown === this.shown) return;
    this.shown = shown;
    this.section.hidden = open.length === 0;
    this.list.replaceChildren(...open.map((one) => this.line(one)));
    this.editor.proposed = open;
    this.editor.draw();
  }

  line(one) {
    const item = document.createElement("li");
    const swatch = document.createElement("span");
    swatch.className = `swatch ${one.kind}`;
    const told = document.createElement("span");
    told.textContent = one.kind === "ignore" ? say("proposed_still", percent(one.share)) : say("proposed", say(`kind_${one.kind}`), percent(one.share));
    item.append(swatch, told, this.button(one, "accept"), this.button(one, "refuse"));
    for (const event of ["mouseenter", "focusin"]) item.addEventListener(event, () => this.people.light(one.detections));
    for (const event of ["mouseleave", "focusout"]) item.addEventListener(event, () => this.people.light(null));
    return item;
  }

  button(one, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say(act);
    button.setAttribute("aria-label", `${say(act)}: ${say(`kind_${one.kind}`)} ${one.place + 1}`);
    button.addEventListener("click", () => {
      const place = [...this.list.children].indexOf(button.closest("li"));
      this[act](one);
      const next = this.list.children[Math.min(place, this.list.children.length - 1)];
      (next?.querySelector("button") ?? document.querySelector("#zones button"))?.focus({ preventScroll: true });
    });
    return button;
  }

  // The zone as it is proposed, chosen so that it can be corrected at once; those of one place are of one counter.
  accept(one) {
    const counter = this.drawing.zones.find((zone) => zone.id === this.drawnAt.get(one.place))?.counters[0];
    this.drawing.add(one.kind, one.polygon.map((corner) => [...corner]), counter);
    this.drawnAt.set(one.place, this.drawing.zone.id);
    announce(say("zone_added", this.drawing.zone.id));
  }

  refuse(one) {
    this.refused.add(key(one));
    this.show();
  }
}

function key(one) {
  return `${one.kind} ${JSON.stringify(one.polygon)}`;
}

// Whether a drawn zone is what was proposed: each has the middle of the other inside.
function isSame(zone, one) {
  return zone.kind === one.kind && contains(zone.polygon, ...middle(one.polygon)) && contains(one.polygon, ...middle(zone.polygon));
}

function middle(polygon) {
  const [x1, y1, x2, y2] = bounds(polygon);
  return [(x1 + x2) / 2, (y1 + y2) / 2];
}
