// board.js: the clock, notices by turns, and each call said: a chime, then the
// center's voice when it has one, as often as the console says. Calls stand in
// line, so that none cuts another off. Browsers sound
// nothing before a finger or a key, unless started with
// --autoplay-policy=no-user-gesture-required; until then a button asks for it.
(() => {
  "use strict";
  const clock = document.getElementById("clock");
  const button = document.getElementById("sound");
  const set = () => document.getElementById("said").dataset; // what the console says now
  const volume = () => Number(set().volume) / 100;
  const silent = () => volume() === 0 || "quiet" in set();
  const newsFor = 12000; // ms a notice is shown
  const patience = 12000; // ms for one sound, however it goes
  const most = 8; // calls that stand in line; older ones have been read by now
  let known = new Set(calls().map((c) => c.key));
  let line = [], saying = false, offset = 0;

  // calls are those the page shows, the oldest first.
  function calls() {
    const all = [...document.querySelectorAll("#said [data-key]")].map((e) => ({ key: e.dataset.key, say: e.dataset.say }));
    return all.reverse();
  }

  function tick() {
    const zone = Number(clock.dataset.zone); // minutes east of UTC
    const t = new Date(Date.now() + offset + zone * 60000);
    const text = t.toISOString().slice(11, 16);
    if (clock.textContent !== text) clock.textContent = text;
  }

  // sound plays to the end, and is over also when it cannot be played.
  function sound(address) {
    return new Promise((over) => {
      const audio = new Audio(address);
      const late = setTimeout(end, patience);
      function end() {
        clearTimeout(late);
        audio.pause();
        over();
      }
      audio.volume = volume();
      audio.addEventListener("ended", end);
      audio.addEventListener("error", end);
      audio.play().then(() => (button.hidden = true), (why) => {
        if (why.name === "NotAllowedError") button.hidden = false;
        end();
      });
    });
  }

  async function sayAll() {
    if (saying) return;
    saying = true;
    while (line.length) {
      const call = line.shift();
      for (let times = Number(set().repeat); times > 0 && !silent(); times--) {
        await sound(document.body.dataset.chime);
        if (call.say) await sound(call.say);
      }
    }
    saying = false;
  }

  document.addEventListener("sen-shown", (e) => {
    turnNews(0);
    if (e.detail.date) offset = Date.parse(e.detail.date) - Date.now();
    const all = calls(), fresh = all.filter((c) => !known.has(c.key));
    known = new Set(all.map((c) => c.key));
    if (!fresh.length) return;
    document.querySelector("#live .now").classList.add("new");
    if (silent()) return;
    line = line.concat(fresh).slice(-most);
    sayAll();
  });
  button.addEventListener("click", () => sound(document.body.dataset.chime));

  let news = 0;
  function turnNews(step) {
    const all = document.querySelectorAll(".news li");
    news = all.length ? (news + step) % all.length : 0;
    all.forEach((item, i) => (item.hidden = i !== news));
  }

  const probe = window.AudioContext && new AudioContext();
  button.hidden = volume() === 0 || !probe || probe.state === "running";
  if (probe) probe.close();
  tick();
  setInterval(tick, 1000);
  setInterval(() => turnNews(1), newsFor);
})();
