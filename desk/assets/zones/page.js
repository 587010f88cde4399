// The page on which a camera's zones are drawn: puts its parts together.

import { Drawing } from "./drawing.js";
import { Editor } from "./editor.js";
import { People } from "./people.js";
import { Picture } from "./picture.js";
import { Proposals } from "./proposals.js";
import { Saving } from "./saving.js";
import { Side } from "./side.js";
import { Warnings } from "./warnings.js";
import { WhatIf } from "./what_if.js";
import { about, announce, asked } from "./words.js";

const WIDTHS = [1, 1.5, 2, 3]; // times the width of the page
const HIGHEST = 80; // percent of the window that an upright picture takes: chosen, what one sees without scrolling

const { ok, told } = await asked(`/camera/${encodeURIComponent(about.camera)}/drawing?day=${about.day}`);
if (ok && told.recordings.length) begin();
else announce(told.sentence ?? "");

function begin() {
  const drawing = new Drawing(told.zones, told.counters);
  const picture = new Picture(told.recordings);
  const editor = new Editor(document.getElementById("shapes"), drawing);
  const people = new People(drawing, picture);
  const side = new Side(drawing, people, editor);
  new Proposals(drawing, people, editor);
  const saving = new Saving(drawing, side, told.digest);
  new WhatIf(drawing, people, saving);
  new Warnings(drawing, people, side);
  editor.told = (number) => people.told(number);

  for (const button of document.querySelectorAll("button.kind")) {
    button.addEventListener("click", (event) => editor.begin(button.dataset.kind, event.detail === 0));
  }
  const buttons = { undo: () => drawing.undo(), redo: () => drawing.redo() };
  for (const [name, act] of Object.entries(buttons)) document.getElementById(name).addEventListener("click", act);
  drawing.listen(() => {
    document.getElementById("undo").disabled = !drawing.past.length;
    document.getElementById("redo").disabled = !drawing.future.length;
  });

  let width = 0;
  const enlarge = (by) => {
    width = Math.min(WIDTHS.length - 1, Math.max(0, width + by));
    const { width: wide, height: high } = picture.recording;
    document.getElementById("screen").style.width = `calc(${WIDTHS[width]} * min(100%, ${(HIGHEST * wide) / high}vh))`;
    document.getElementById("smaller").disabled = width === 0;
    document.getElementById("larger").disabled = width === WIDTHS.length - 1;
  };
  document.getElementById("larger").addEventListener("click", () => enlarge(1));
  document.getElementById("smaller").addEventListener("click", () => enlarge(-1));
  picture.listen(() => enlarge(0));

  const middle = Math.floor(told.recordings.length / 2);
  picture.show(middle, told.recordings[middle].duration_s / 2);
  drawing.tell();
}
