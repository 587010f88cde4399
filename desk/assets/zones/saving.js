// Shows what the drawing changes in the site file, and saves it.

import { about, asked, say } from "./words.js";

export class Saving {
  constructor(drawing, side, digest) {
    this.drawing = drawing;
    this.side = side;
    this.digest = digest;
    this.change = document.getElementById("change");
    this.refusals = document.getElementById("refusals");
    this.difference = document.getElementById("difference");
    this.button = document.getElementById("save");
    this.note = document.getElementById("saved");
    this.since = document.getElementById("since");
    document.getElementById("check").addEventListener("click", () => this.check());
    this.button.addEventListener("click", () => this.save());
    for (const radio of document.getElementsByName("dating")) radio.addEventListener("change", () => this.dated());
    this.since.addEventListener("change", () => this.hide());
    this.shown = null;
    drawing.listen(() => this.drawn());
    window.addEventListener("beforeunload", (event) => { if (!drawing.isSaved) event.preventDefault(); });
    this.dated();
  }

  dated() {
    this.since.disabled = this.dating !== "since";
    this.hide();
  }

  get dating() {
    return document.querySelector("input[name=dating]:checked").value;
  }

  get sent() {
    const since = this.dating === "since" ? this.since.value || null : null;
    return JSON.stringify({ digest: this.digest, day: about.day, since, zones: this.drawing.zones });
  }

  // What was shown is no more what would be saved.
  drawn() {
    if (this.shown !== null && this.shown !== this.sent) this.hide();
    if (!this.drawing.isSaved && this.note.textContent !== say("unsaved")) this.note.textContent = say("unsaved");
    if (this.drawing.isSaved && this.note.textContent === say("unsaved")) this.note.textContent = "";
  }

  hide() {
    this.shown = null;
    this.change.hidden = true;
    if (this.side.refused.length) this.side.refuse([]);
  }

  async ask(path, sent) {
    return asked(`/site/cameras/${encodeURIComponent(about.camera)}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Pantau-Token": about.token },
      body: sent,
    });
  }

  async check() {
    const { sent } = this;
    const { ok, told } = await this.ask("zones/check", sent);
    if (ok) this.show(told, sent);
    else await this.refused(told);
  }

  async save() {
    const { sent } = this;
    if (sent !== this.shown) return;
    const { ok, told } = await this.ask("zones", sent);
    if (ok) {
      this.digest = told.digest;
      // The new view holds on this day now; what is drawn next corrects it.
      document.querySelector("input[name=dating][value=keep]").checked = true;
      this.dated();
      this.drawing.keep();
      this.note.textContent = say(told.seats_changed ? "saved_decode" : "saved");
    } else if (told.refusals) this.show(told, sent);
    else await this.refused(told);
  }

  show(told, sent) {
    this.shown = sent;
    this.change.hidden = false;
    this.refusals.replaceChildren();
    if (told.refusals.length) {
      const head = document.createElement("p");
      head.className = "refused";
      head.textContent = say("site_check_says");
      const list = document.createElement("ul");
      for (const one of told.refusals) {
        const item = document.createElement("li");
        const name = one.zone === null ? "" : `${this.drawing.zones[one.zone].id}: `;
        item.textContent = name + one.sentence;
        item.lang = one.language;
        list.append(item);
      }
      this.refusals.append(head, list);
    }
    this.side.refuse(told.refusals);
    this.difference.replaceChildren(...(told.difference.length ? told.difference.map(line) : [say("difference_none")]));
    this.button.disabled = told.refusals.length > 0 || told.difference.length === 0;
    this.change.scrollIntoView({ block: "nearest" });
  }

  // Nothing was written. Where the file has changed, the next look is against the file as it is now.
  async refused(told) {
    this.hide();
    if (told.word === "site_changed_meanwhile") await this.follow();
    this.note.textContent = told.sentence;
  }

  async follow() {
    const { ok, told: now } = await asked(`/camera/${encodeURIComponent(about.camera)}/drawing?day=${about.day}`);
    if (!ok) return;
    this.digest = now.digest;
    const names = new Set(now.zones.map((zone) => zone.id));
    for (const zone of this.drawing.zones) if (!names.has(zone.was)) zone.was = null;
  }
}

function line(text, number) {
  const shown = document.createElement("span");
  shown.className = number < 2 ? "where" : text.startsWith("+") ? "added" : text.startsWith("-") ? "taken" : text.startsWith("@@") ? "where" : "same";
  shown.textContent = `${text}\n`;
  return shown;
}
