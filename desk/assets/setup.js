// The form of a new site: shows the site file that it makes, and has it written.

const form = document.getElementById("office");
const texts = JSON.parse(form.dataset.texts);
const made = document.getElementById("made");
const text = document.getElementById("text");
const refusals = document.getElementById("refusals");
const write = document.getElementById("write");
const said = document.getElementById("said");
const REGISTER = ["purpose", "legal_basis", "notice_date", "retention_days"];
let shown = null;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
form.addEventListener("input", () => {
  if (shown !== null && shown !== sent()) hide();
});
write.addEventListener("click", save);
for (const box of form.querySelectorAll(".used input")) {
  box.addEventListener("change", () => {
    const camera = box.closest(".camera");
    camera.classList.toggle("left-out", !box.checked);
    for (const field of camera.querySelectorAll("input:not([type=checkbox])")) field.disabled = !box.checked;
  });
}

function value(name) {
  return form.elements[name].value;
}

function register(of) {
  return Object.fromEntries(REGISTER.map((name) => [name, value(`${name}${of}`)]));
}

// What a camera says of its own; what is left empty there is as for all.
function ownRegister(was) {
  const [all, own] = [register(""), register(`-${was}`)];
  if (REGISTER.every((name) => own[name] === "")) return null;
  return Object.fromEntries(REGISTER.map((name) => [name, own[name] || all[name]]));
}

// Of the files whose names do not tell the time, those of which it was typed.
function knownStarts() {
  return [...form.querySelectorAll(".timeless")].flatMap((file, i) => {
    const [began, camera, source] = ["began", "of", "source"].map((name) => value(`${name}-${i + 1}`));
    return began ? [{ file: file.dataset.file, camera, started_at: began, source }] : [];
  });
}

// Those that are ticked; one whose files do not tell the time is there once somebody says when one of them begins.
function usedCameras() {
  const said = new Set(knownStarts().map(({ camera }) => camera));
  return [...form.querySelectorAll(".camera")].filter(
    (camera) => camera.querySelector(".used input").checked && (!("timeless" in camera.dataset) || said.has(camera.dataset.was)),
  );
}

function sent() {
  const [weekday, fri, sat, sun] = ["mon", "fri", "sat", "sun"].map(value);
  return JSON.stringify({
    zone: form.dataset.zone,
    office_zone: value("office_zone"),
    patterns: JSON.parse(form.dataset.patterns),
    name: value("name"),
    agency: value("agency"),
    counters: value("counters").split("\n"),
    hours: { mon: weekday, tue: weekday, wed: weekday, thu: weekday, fri, sat, sun },
    hours_source: value("hours_source"),
    register_of_all: register(""),
    cameras: usedCameras().map(({ dataset: { was } }) => ({
      was,
      id: value(`id-${was}`),
      zone_type: value(`zone_type-${was}`),
      register_of_its_own: ownRegister(was),
    })),
    known_starts: knownStarts(),
  });
}

async function ask(path, body) {
  const headers = { "Content-Type": "application/json", "X-Pantau-Token": form.dataset.token };
  try {
    const answer = await fetch(path, { method: "POST", headers, body });
    return { ok: answer.ok, told: await answer.json() };
  } catch {
    return { ok: false, told: { sentence: texts.lost_connection } };
  }
}

function hide() {
  shown = null;
  made.hidden = true;
  for (const old of form.querySelectorAll(".complaint")) old.remove();
}

async function check() {
  hide();
  if (!usedCameras().length) {
    said.textContent = texts.no_camera_is_used;
    return;
  }
  const body = sent();
  const { ok, told } = await ask("/site/new/check", body);
  said.textContent = ok ? "" : told.sentence;
  if (!ok) return;
  made.hidden = false;
  text.textContent = told.text;
  refusals.replaceChildren();
  write.disabled = told.refusals.length > 0;
  if (told.refusals.length) complain(told.refusals);
  else shown = body;
  made.scrollIntoView({ block: "nearest" });
  if (!write.disabled) write.focus();
}

// Beside the field that it is about, and all together above the file.
function complain(all) {
  const head = document.createElement("p");
  head.className = "refused";
  head.textContent = texts.site_would_not_be_valid;
  const list = document.createElement("ul");
  for (const { field, sentence, language } of all) {
    const place = form.querySelector(`[data-complaints="${field}"]`) ?? form.elements[field]?.closest("label");
    const name = place?.matches("label") ? place.firstChild : place?.closest("fieldset").querySelector("legend");
    const item = document.createElement("li");
    const why = document.createElement("span");
    why.textContent = sentence;
    why.lang = language;
    item.append(name ? `${name.textContent.trim()}: ` : "", why);
    list.append(item);
    const complaint = document.createElement("span");
    complaint.className = "complaint";
    complaint.lang = language;
    complaint.textContent = sentence;
    place?.after(complaint);
    place?.closest("details")?.setAttribute("open", "");
  }
  refusals.append(head, list);
}

async function save() {
  const body = sent();
  if (body !== shown) return;
  const { ok, told } = await ask("/site/new", body);
  said.textContent = ok ? texts.site_written : told.sentence;
  if (ok && told.next) window.location.assign(told.next);
}
