// receipt.js: the phone vibrates when the turn is near, and longer when the
// number is called, which it also says to a screen reader.
(() => {
  "use strict";
  const steps = { "": 0, near: 1, called: 2 };
  const patterns = { near: [200], called: [400, 150, 400, 150, 400] };
  let seen = turn();

  function turn() {
    return document.querySelector("#live [data-turn]")?.dataset.turn || "";
  }

  document.addEventListener("sen-shown", () => {
    const now = turn();
    if (steps[now] > steps[seen]) {
      navigator.vibrate?.(patterns[now]);
      scrollTo({ top: 0 });
      document.getElementById("say").textContent = document.querySelector("#live .go, #live .tiles")?.innerText || "";
    }
    seen = now;
  });
})();
