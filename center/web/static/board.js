// board.js: the clock, and a chime when a number is called. Browsers sound
// nothing before a finger or a key, unless started with
// --autoplay-policy=no-user-gesture-required; until then a button asks for it.
(() => {
  "use strict";
  const clock = document.getElementById("clock");
  const button = document.getElementById("sound");
  const chime = new Audio(document.body.dataset.chime);
  let call = current(), offset = 0, waiting = false;

  function current() {
    return document.querySelector("#live [data-call]")?.dataset.call || "";
  }

  function tick() {
    const zone = Number(clock.dataset.zone); // minutes east of UTC
    const t = new Date(Date.now() + offset + zone * 60000);
    const text = t.toISOString().slice(11, 16);
    if (clock.textContent !== text) clock.textContent = text;
  }

  async function ring() {
    if (!chime.paused && !chime.ended) {
      waiting = true; // one after the other, none cut off
      return;
    }
    try {
      await chime.play();
      button.hidden = true;
    } catch {
      button.hidden = false;
    }
  }

  chime.addEventListener("ended", () => {
    if (!waiting) return;
    waiting = false;
    ring();
  });
  document.addEventListener("sen-shown", (e) => {
    if (e.detail.date) offset = Date.parse(e.detail.date) - Date.now();
    const now = current();
    if (now && now !== call) {
      document.querySelector("#live .now").classList.add("new");
      ring();
    }
    call = now;
  });
  button.addEventListener("click", ring);

  const probe = window.AudioContext && new AudioContext();
  button.hidden = !probe || probe.state === "running";
  if (probe) probe.close();
  tick();
  setInterval(tick, 1000);
})();
