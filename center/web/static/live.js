// live.js hears hints from the center ("the queue changed") and tells the page
// with a DOM event on the body: sen-queue, sen-site, sen-help, sen-feedback, sen-meetings, sen-appointments, sen-fleet.
// A hint carries no data: whoever listens fetches again. Polling is what makes
// a page right, hints only make it quick. It also marks the page as stale when
// fetches fail, so that nobody trusts an old number.
(() => {
  "use strict";
  const topics = ["queue", "site", "help", "feedback", "meetings", "appointments", "fleet"];
  const patience = 15000; // ms without a good answer before the page says so
  let source, opened = false, failing = 0;

  const tell = (topic) => document.body.dispatchEvent(new CustomEvent("sen-" + topic));
  const tellAll = () => topics.forEach(tell);

  function open() {
    source = new EventSource("/live");
    topics.forEach((t) => source.addEventListener(t, () => tell(t)));
    source.onopen = () => {
      if (opened) tellAll(); // something may have been missed
      opened = true;
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return; // it tries again itself
      source.close();
      setTimeout(open, 3000 + Math.random() * 4000);
    };
  }

  // senLive is what the other scripts report their fetches to.
  window.senLive = {
    fresh() {
      failing = 0;
      document.documentElement.classList.remove("stale");
    },
    lost() {
      failing = failing || Date.now();
      if (Date.now() - failing >= patience) document.documentElement.classList.add("stale");
    },
  };
  document.addEventListener("visibilitychange", () => document.hidden || tellAll());
  window.addEventListener("online", tellAll);
  open();
})();
