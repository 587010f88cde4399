// Plays a clip of a moment, and draws over it who was seen on the frame that was looked at last.

const SVG = "http://www.w3.org/2000/svg";
const LOOKED_WITHIN_S = 4; // twice the usual 2 s between two frames that are looked at; farther away nothing is known

const player = document.getElementById("player");
const video = player.querySelector("video");
const overlay = player.querySelector("svg.overlay");
const boxes = overlay.querySelector("g.boxes");
const status = player.querySelector(".status");
const clock = document.getElementById("clock");
const seen = document.getElementById("seen");
const text = player.dataset;
const started = Number(text.started);

const clockOf = new Intl.DateTimeFormat("en-GB", { timeZone: text.zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const fraction = text.language === "id" ? "," : ".";

function timeOf(offset) {
  const moment = started + offset * 1000;
  const tenth = Math.floor((((moment % 1000) + 1000) % 1000) / 100);
  return clockOf.format(new Date(moment)) + fraction + tenth;
}

function fill(template, ...values) {
  return values.reduce((sentence, value) => sentence.replace("%s", () => String(value)), template);
}

// The last frame at or before an offset that was looked at; frames are in order of time.
function frameAt(frames, offset) {
  let found = null;
  for (const frame of frames) {
    if (frame.offset_s > offset + 0.02) break;
    found = frame;
  }
  return found !== null && offset - found.offset_s <= LOOKED_WITHIN_S ? found : null;
}

function drawFrame(frame) {
  boxes.replaceChildren();
  if (frame === null) {
    seen.textContent = text.notLooked;
    return;
  }
  const { width, height } = overlay.viewBox.baseVal;
  for (const person of frame.people) {
    const [x1, y1, x2, y2] = person.box;
    const box = document.createElementNS(SVG, "rect");
    box.setAttribute("class", `person ${person.kind}${person.sure ? "" : " faint"}`);
    box.setAttribute("x", x1 * width);
    box.setAttribute("y", y1 * height);
    box.setAttribute("width", (x2 - x1) * width);
    box.setAttribute("height", (y2 - y1) * height);
    boxes.append(box);
  }
  const sure = frame.people.filter((person) => person.sure);
  const seated = sure.filter((person) => person.kind === "seat").length;
  const said = frame.seats_looked ? (sure.length ? text.seen : text.nobody) : text.noSeats;
  seen.textContent = fill(said, timeOf(frame.offset_s), sure.length - seated, seated);
}

const KEPT_AHEAD_S = 20; // before a clip that plays ends the next one is asked for: chosen, as long as one is converted
let now = null; // the clip that is shown
let next = null; // the promise of the one that follows

async function asked(offset, follows) {
  try {
    const answer = await fetch(`${text.clips}?${new URLSearchParams(follows ? { at: offset, next: "" } : { at: offset })}`);
    const told = await answer.json();
    return answer.ok ? told : { failed: told.sentence };
  } catch {
    return { failed: text.failed };
  }
}

function show(clip, offset) {
  player.querySelector(".screen").classList.remove("loads");
  if (clip.failed) {
    status.textContent = clip.failed;
    return false;
  }
  now = clip;
  next = null;
  status.textContent = clip.copied ? text.asRecorded : text.converted;
  video.src = clip.media;
  video.addEventListener("loadedmetadata", () => { video.currentTime = Math.max(0, offset - clip.first_s); }, { once: true });
  return true;
}

let shown;
function follow() {
  if (now === null) return;
  const offset = now.first_s + video.currentTime;
  const frame = frameAt(now.frames, offset);
  clock.textContent = timeOf(offset);
  if (frame !== shown) {
    shown = frame;
    drawFrame(frame);
  }
  if (video.paused) return;
  if (next === null && now.last_s - offset < KEPT_AHEAD_S && now.last_s < Number(text.lasts)) next = asked(now.last_s, true);
  requestAnimationFrame(follow);
}

for (const happening of ["seeked", "play", "loadeddata", "timeupdate"]) video.addEventListener(happening, follow);
video.addEventListener("error", () => { status.textContent = text.failed; });
// What follows is played on, as one recording; nothing is asked for that nobody plays.
video.addEventListener("ended", async () => {
  if (next === null) return;
  const ended = now;
  status.textContent = text.waiting;
  const clip = await next;
  if (now === ended && show(clip, ended.last_s)) video.play().catch(() => {}); // a browser may want to be asked first
});

function toggle(id, group) {
  const box = document.getElementById(id);
  const apply = () => overlay.querySelector(group).classList.toggle("off", !box.checked);
  box.addEventListener("change", apply);
  apply();
}

toggle("show-boxes", "g.boxes");
toggle("show-zones", "g.zones");

show(await asked(text.at, false), Number(text.at));
