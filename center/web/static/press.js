// press.js sends a clerk's press again when no answer came: a cable was out, or the
// center starts anew. A press says what the clerk saw, so that it is done once at
// most, whatever became of the first try.
(() => {
  "use strict";
  const every = 1000; // ms between two tries
  const limit = 30000; // ms after which the clerk has to look and press again
  const patience = 8000; // ms for one answer
  let pressed, sending = false;

  const say = (kind, text) => {
    const line = document.createElement("p");
    line.className = "say " + kind;
    line.textContent = text;
    document.getElementById("notice").replaceChildren(line);
  };

  document.addEventListener("submit", (e) => {
    if (!e.target.matches("#live form[hx-post]")) return;
    if (sending) { // the page shows what was before it
      e.preventDefault();
      e.stopImmediatePropagation();
      return;
    }
    pressed = { path: e.target.getAttribute("hx-post"), body: new URLSearchParams(new FormData(e.target, e.submitter)) };
  }, true);

  document.addEventListener("htmx:error", (e) => {
    if (!sending && pressed && e.target.matches?.("form[hx-post]")) again(pressed);
  });

  async function again(press) {
    sending = true;
    say("warn", document.body.dataset.sending);
    let answer;
    for (const until = Date.now() + limit; !answer && Date.now() < until;) {
      await new Promise((go) => setTimeout(go, every));
      answer = await once(press);
    }
    if (answer) document.getElementById("notice").replaceChildren(...(answer.getElementById("notice")?.childNodes || []));
    else say("bad", document.body.dataset.unsent);
    sending = false;
    document.body.dispatchEvent(new CustomEvent("sen-queue"));
  }

  async function once(press) {
    try {
      const headers = { "HX-Request": "true" };
      const got = await fetch(press.path, { method: "POST", body: press.body, headers, signal: AbortSignal.timeout(patience) });
      if (got.status >= 500) return undefined;
      return new DOMParser().parseFromString(await got.text(), "text/html");
    } catch {
      return undefined;
    }
  }
})();
