// follow.js keeps #live true on the public pages: it fetches the page's own
// live part on every hint and every data-every seconds, and puts it in when it
// has changed. Phones are slow and old: no library, one small request.
(() => {
  "use strict";
  const live = document.getElementById("live");
  const every = Number(live.dataset.every) * 1000;
  if (!every) return; // this page cannot change any more
  const limit = 8000; // ms for one answer
  const spacing = 300; // ms between two looks, however many hints come
  let etag = "", busy = false, again = false, timer;

  async function ask() {
    const abort = new AbortController();
    const late = setTimeout(() => abort.abort(), limit);
    try {
      const headers = { "HX-Request": "true" };
      if (etag) headers["If-None-Match"] = etag;
      const answer = await fetch(location.href, { headers, cache: "no-store", signal: abort.signal });
      if (answer.status >= 500) throw new Error("status " + answer.status);
      if (answer.status !== 304) show(await answer.text(), answer.headers);
      window.senLive.fresh();
    } catch {
      window.senLive.lost();
    } finally {
      clearTimeout(late);
    }
  }

  function show(html, headers) {
    etag = headers.get("ETag") || "";
    const before = shape();
    live.innerHTML = html;
    if (before !== shape()) location.reload(); // more than the live part differs
    document.dispatchEvent(new CustomEvent("sen-shown", { detail: { date: headers.get("Date") } }));
  }

  const shape = () => live.querySelector("[data-shape]")?.dataset.shape;

  async function refresh() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    clearTimeout(timer);
    await ask();
    while (again) {
      again = false;
      await new Promise((go) => setTimeout(go, spacing)); // many hints are one look
      await ask();
    }
    busy = false;
    // After a failure ask sooner: the network may be back at any moment.
    timer = setTimeout(refresh, document.documentElement.classList.contains("stale") ? 3000 : every);
  }

  document.body.addEventListener("sen-queue", refresh);
  document.body.addEventListener("sen-site", refresh);
  timer = setTimeout(refresh, every);
})();
