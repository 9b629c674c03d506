// keys.js presses the button that bears a key. It is read before the page is
// shown, so that no key is lost on a page that is still loading: until htmx is
// there, the button sends its form by itself.
(() => {
  "use strict";
  // A key works only where a button bears it; a key held down counts once.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return;
    const button = document.querySelector(`#live [data-key="${CSS.escape(e.key)}"]`);
    if (!button) return;
    e.preventDefault();
    if (!e.repeat) button.click();
  });
})();
