// The texts of the page and how values stand in them.

const root = document.getElementById("drawing");
const texts = JSON.parse(root.dataset.texts);

export const about = root.dataset;

export function say(name, ...values) {
  return values.reduce((sentence, value) => sentence.replace("%s", () => String(value)), texts[name]);
}

export function percent(value) {
  const text = (100 * value).toFixed(1);
  return about.language === "id" ? text.replace(".", ",") : text;
}

export function announce(sentence) {
  document.getElementById("say").textContent = sentence;
}

const clocks = new Intl.DateTimeFormat("en-GB", { timeZone: about.zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

// Milliseconds since 1970 as HH:MM:SS by the clocks of the office.
export function clockOf(moment) {
  return clocks.format(new Date(moment));
}

export async function asked(address, options) {
  try {
    const answer = await fetch(address, options);
    return { ok: answer.ok, status: answer.status, told: await answer.json() };
  } catch {
    return { ok: false, status: 0, told: { sentence: say("lost_connection") } };
  }
}
