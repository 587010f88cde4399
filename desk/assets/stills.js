// Frames of an event: each says that it is being fetched, and why where it cannot be had; over them the ways of its people.

for (const image of document.querySelectorAll(".stills img")) {
  const screen = image.parentElement;
  const arrived = () => screen.classList.remove("loads");
  const lost = async () => {
    const answer = await fetch(image.src).catch(() => null);
    const told = answer && !answer.ok ? await answer.json().catch(() => null) : null;
    arrived();
    if (!told) return;
    const why = document.createElement("span");
    why.className = "refused";
    why.textContent = told.sentence;
    screen.replaceWith(why);
  };
  image.addEventListener("load", arrived);
  image.addEventListener("error", lost);
  if (image.complete) (image.naturalWidth ? arrived : lost)();
}

const SVG = "http://www.w3.org/2000/svg";
const section = document.getElementById("edges");
if (section) await showTracks();

async function showTracks() {
  const texts = JSON.parse(section.dataset.texts);
  const said = document.getElementById("tracks-said");
  const answer = await fetch(section.dataset.tracks).catch(() => null);
  const told = answer && (await answer.json().catch(() => null));
  if (!answer?.ok) {
    said.textContent = told?.sentence ?? "";
    return;
  }
  said.textContent = told.tracks.length ? texts.tracks_note : texts.tracks_none;
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: section.dataset.zone, timeStyle: "medium" });
  for (const track of told.tracks) {
    const probability = track.role === "staff" ? track.staff_probability : 1 - track.staff_probability;
    const values = [Math.floor(100 * probability), clock.format(track.started_s * 1000), clock.format(track.ended_s * 1000), track.feet.length];
    const item = document.createElement("li");
    const key = element("svg", { class: `way-key ${track.role}`, width: 22, height: 12, "aria-hidden": "true" });
    key.append(element("line", { x1: 2, x2: 20, y1: 6, y2: 6 }));
    item.append(key, values.reduce((sentence, value) => sentence.replace("%s", String(value)), texts[`track_${track.role}`]));
    document.getElementById("tracks").append(item);
    for (const overlay of section.querySelectorAll("svg.overlay")) draw(overlay, track);
  }
}

function draw(overlay, { role, feet }) {
  const { width, height } = overlay.viewBox.baseVal;
  const places = feet.map(([x, y]) => [x * width, y * height]);
  overlay.append(element("polyline", { class: `way ${role}`, points: places.join(" ") }));
  for (const [cx, cy] of places) overlay.append(element("circle", { class: `way ${role}`, cx, cy, r: width / 200 }));
}

function element(name, given) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  return made;
}
