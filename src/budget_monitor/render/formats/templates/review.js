"use strict";
(() => {
  const SECONDS_BETWEEN_QUESTIONS = 3;
  const find = (name) => document.getElementById(name);
  const isTyping = () => /^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName);
  const press = (name) => { const found = find(name); if (found) found.click(); };
  const focus = (name) => { const found = find(name); if (found) found.focus(); };

  const copy = async (button) => {
    const value = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(value);
      find("copied").textContent = `copied: ${value}`;
    } catch {
      find("copied").textContent = `the browser does not let this page copy; the value is ${value}`;
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });

  const keys = {
    j: () => press("next"),
    k: () => press("before"),
    a: () => focus("reason"),
    n: () => focus("note"),
    c: () => { const button = document.querySelector("[data-copy]"); if (button) copy(button); },
    r: () => press("read"),
    q: () => focus("stop"),
    "?": () => { const help = find("keys"); help.hidden = !help.hidden; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { document.activeElement.blur(); return; }
    if (event.key === "Enter" && event.target.id === "note" && !event.shiftKey) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (isTyping() || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  const wrong = document.querySelector(".wrong");
  if (wrong) {
    const scroll = wrong.closest(".scroll");
    scroll.scrollLeft = wrong.offsetLeft - scroll.clientWidth / 2;
  }
  const current = document.querySelector("[aria-current]");
  if (current) {
    const list = current.closest(".list");
    list.scrollTop = current.offsetTop - list.clientHeight / 2;
  }

  const told = find("changed");
  const ask = async () => {
    try {
      const state = await (await fetch("/state")).json();
      told.hidden = state.changed.length === 0;
      find("changed-files").textContent = state.changed.join(", ");
    } catch {
      find("gone").hidden = false;
      return;
    }
    setTimeout(ask, SECONDS_BETWEEN_QUESTIONS * 1000);
  };
  if (told) setTimeout(ask, SECONDS_BETWEEN_QUESTIONS * 1000);
})();
