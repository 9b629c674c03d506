// keys.js presses the button that bears a key. It is read before the page is
// shown, so that no key is lost on a page that is still loading: until htmx is
// there, the button sends its form by itself.
(() => {
  "use strict";
  // A key works only where something that is seen bears it; a key held down counts
  // once. A letter or digit is typed where something is typed.
  const shut = (e) => {
    const open = e.key === "Escape" && document.querySelector("#live details[open]");
    if (!open) return;
    open.removeAttribute("open");
    open.querySelector("summary").focus();
  };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return;
    if (e.key.length === 1 && e.target.closest?.("input, select, textarea")) return;
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key; // whatever Caps Lock says
    const seen = [...document.querySelectorAll(`#live [data-key="${CSS.escape(key)}"]`)].filter((b) => b.checkVisibility());
    const here = document.activeElement?.closest("form");
    const at = seen.find((b) => here && b.closest("form") === here) || seen[0]; // of two lists that are open, where the keyboard is
    if (!at) return shut(e);
    e.preventDefault();
    if (e.repeat) return;
    if (at.matches("input")) at.focus();
    else at.click();
  });
  // A list that has been chosen from is sent with Enter, as a line of text is.
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.repeat || !e.target.matches?.("#live select")) return;
    e.preventDefault();
    e.target.form.requestSubmit();
  });
})();
