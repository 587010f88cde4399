// Frames of an event: each says that it is being fetched, and why where it cannot be had.

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
