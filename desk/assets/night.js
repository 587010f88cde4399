// Starts a run, and shows how far it is until it has ended.

const EVERY_MS = 1500; // chosen: a recording takes seconds

const CROWDED = 3; // a run waits so many times as long as it works: chosen, on a machine of its own it is less than once

const form = document.getElementById("night");
const texts = JSON.parse(form.dataset.texts);
const parts = Object.fromEntries(["run", "state", "bar", "message", "rejected", "stop", "next"].map((name) => [name, document.getElementById(name)]));
const buttons = [...form.querySelectorAll("button[data-stage]")];
const allowed = buttons.filter((button) => !button.disabled);
let timer = null;
let before = null; // what was told last

for (const button of buttons) {
  button.addEventListener("click", () => act("/site/runs", { stage: button.dataset.stage, day: form.elements.day.value || null }));
}
parts.stop.addEventListener("click", () => act("/site/runs/stop", {}));
show(JSON.parse(form.dataset.now));

async function asked(path, options) {
  try {
    const answer = await fetch(path, options);
    return { ok: answer.ok, told: await answer.json() };
  } catch {
    return { ok: false, told: { sentence: texts.lost_connection } };
  }
}

async function act(path, body) {
  const headers = { "Content-Type": "application/json", "X-Pantau-Token": form.dataset.token };
  const { ok, told } = await asked(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (ok) show(told);
  else say(told.sentence);
}

async function follow() {
  const { ok, told } = await asked("/night/progress");
  if (ok) show(told);
  else {
    say(told.sentence);
    timer = setTimeout(follow, EVERY_MS);
  }
}

function say(sentence) {
  parts.run.hidden = false;
  if (parts.state.textContent !== sentence) parts.state.textContent = sentence;
}

function filled(name, ...values) {
  return values.reduce((sentence, value) => sentence.replace("%s", () => String(value)), texts[name]);
}

function reason({ sentence, language }) {
  const item = document.createElement("li");
  item.textContent = sentence;
  item.lang = language;
  return item;
}

function show(told) {
  clearTimeout(timer);
  if (!told) return;
  const running = told.outcome === "running";
  const observed = told.of ? ` ${filled("run_observed", told.done, told.of)}` : "";
  const since = told.began ? ` ${filled("run_since", told.ended ? `${told.began}–${told.ended}` : `${told.began}–…`)}` : "";
  const waits = running && isCrowded(told, before) ? ` ${texts.run_waits}` : "";
  before = told;
  say(`${texts[`run_${told.outcome}`]}${since}${observed}${waits}`);
  for (const button of allowed) button.disabled = running;
  parts.stop.hidden = !running;
  parts.bar.hidden = !running;
  if (told.of) {
    parts.bar.max = told.of;
    parts.bar.value = told.done;
  } else parts.bar.removeAttribute("value");
  parts.message.hidden = !told.message;
  parts.message.textContent = told.message;
  parts.rejected.hidden = !told.rejected;
  if (told.rejected) {
    parts.rejected.querySelector("p").textContent = filled("run_rejected", told.rejected);
    parts.rejected.querySelector("ul").replaceChildren(...told.reasons.map(reason));
  }
  const good = ["done", "lost"].includes(told.outcome);
  parts.next.hidden = !good;
  for (const link of parts.next.querySelectorAll("a")) link.hidden = !link.dataset.after.split(" ").includes(told.stage);
  if (running) timer = setTimeout(follow, EVERY_MS);
}

// Whether the run had little of the processor since it was told of before; of processes that ended meanwhile nothing tells.
function isCrowded(told, earlier) {
  if (!earlier || earlier.outcome !== "running") return false;
  const [ran, waited] = [told.ran_s - earlier.ran_s, told.waited_s - earlier.waited_s];
  return ran >= 0 && waited > 0.2 && waited > CROWDED * ran;
}
