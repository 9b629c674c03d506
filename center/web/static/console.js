// console.js: the timer of the current number, and a chime when somebody calls
// for help. htmx does the requests, keys.js the keys.
(() => {
  "use strict";
  const chime = new Audio(document.body.dataset.chime);
  const title = document.title;
  let silent = 0;
  let offset = 0, calls = badge(), focused = "", asked = "";

  function badge() {
    return Number(document.getElementById("help-badge")?.dataset.count || 0);
  }

  function readClock() {
    const now = document.querySelector("#live [data-now]");
    if (now) offset = Number(now.dataset.now) - Date.now();
  }

  function tick() {
    for (const t of document.querySelectorAll("[data-since]")) {
      const s = Math.max(0, Math.floor((Date.now() + offset - Number(t.dataset.since)) / 1000));
      const two = (n) => String(n).padStart(2, "0");
      t.textContent = two(Math.floor(s / 60)) + ":" + two(s % 60);
    }
    // Nobody has gone to a visitor who calls: it sounds until somebody says so.
    if (document.querySelector("#alarm .alarm") && ++silent % 15 === 1) chime.play().catch(() => {});
  }

  function countCalls() {
    const now = badge();
    document.title = now ? `(${now}) ${title}` : title;
    if (now > calls) chime.play().catch(() => {}); // the badge shows it anyway
    calls = now;
  }

  // A question that has just been asked takes the keyboard.
  function ask() {
    const question = document.querySelector("#live [data-ask]");
    const fresh = question && question.id !== asked;
    asked = question?.id || "";
    if (fresh) question.querySelector("button:not([hidden])").focus();
    return fresh;
  }

  // A button that goes away takes the keyboard's place with it; give it to the
  // first button of the task instead of the top of the page.
  document.addEventListener("htmx:before:swap", () => {
    const at = document.activeElement;
    focused = at && at.closest("#live") ? at.id || "?" : "";
  });
  document.addEventListener("htmx:after:swap", () => {
    readClock();
    tick();
    countCalls();
    if (ask()) return;
    if (focused && document.activeElement === document.body) {
      (document.getElementById(focused) || document.querySelector("#live [data-first]"))?.focus();
    }
  });
  // What a key opened is where the keyboard goes next.
  document.addEventListener("toggle", (e) => {
    if (e.target.open) e.target.querySelector("select, input:not([type=hidden]), button:not([hidden])")?.focus();
  }, true);
  document.addEventListener("htmx:after:request", (e) => {
    window.senLive.fresh();
    if (e.target.id === "pick") e.target.reset(); // what was typed has been answered
  });
  document.addEventListener("htmx:error", () => window.senLive.lost());

  countCalls();
  readClock();
  tick();
  setInterval(tick, 1000);
})();
