// receipt.js: the phone vibrates when the turn is near, and longer when the
// number is called, which it also says to a screen reader. Who wants it hears a
// chime too, and reads large letters; the phone remembers the letters.
(() => {
  "use strict";
  const steps = { "": 0, near: 1, called: 2 };
  const patterns = { near: [200], called: [400, 150, 400, 150, 400] };
  const large = document.getElementById("large"), sound = document.getElementById("sound");
  let seen = turn(), chime; // sound is null where nothing is called any more

  function turn() {
    return document.querySelector("#live [data-turn]")?.dataset.turn || "";
  }

  function press(button, on) {
    button.setAttribute("aria-pressed", on);
    return on;
  }

  const pressed = (button) => button.getAttribute("aria-pressed") === "true";

  function enlarge(on) {
    document.documentElement.classList.toggle("large", press(large, on));
    try {
      localStorage.setItem("large", on ? "1" : "");
    } catch {} // a phone that remembers nothing
  }

  function remembered() {
    try {
      return localStorage.getItem("large") === "1";
    } catch {
      return false;
    }
  }

  // The first chime is the finger's: only then may later ones sound.
  function ring() {
    chime = chime || new Audio(sound.dataset.chime);
    chime.currentTime = 0;
    chime.play().catch(() => press(sound, false));
  }

  document.addEventListener("sen-shown", () => {
    const now = turn();
    if (steps[now] > steps[seen]) {
      navigator.vibrate?.(patterns[now]);
      if (sound && pressed(sound)) ring();
      scrollTo({ top: 0 });
      document.getElementById("say").textContent = document.querySelector("#live .go, #live .tiles")?.innerText || "";
    }
    seen = now;
  });
  large.addEventListener("click", () => enlarge(!pressed(large)));
  sound?.addEventListener("click", () => press(sound, !pressed(sound)) && ring());
  large.hidden = false;
  if (sound) sound.hidden = false;
  if (remembered()) enlarge(true);
})();
