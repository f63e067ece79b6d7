"use strict";
// Suggestions while one types. Without this file the form searches as it stands.
(() => {
  const form = document.querySelector("form[data-suggest]");
  if (!form) return;
  const field = form.elements.q;
  const list = form.querySelector(".suggestions");
  const status = form.querySelector("[role=status]");
  const WAIT = 150;
  let timer, asked;

  const links = () => [...list.querySelectorAll("a")];

  function close() {
    clearTimeout(timer);
    asked?.abort();
    asked = undefined;
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
  }

  function show(html) {
    if (list.contains(document.activeElement)) return; // never take away what has the focus
    list.innerHTML = html;
    list.hidden = !list.firstElementChild;
    status.textContent = list.querySelector("[data-said]")?.dataset.said ?? "";
  }

  async function ask(query) {
    asked?.abort();
    const mine = (asked = new AbortController());
    try {
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q: query })}`;
      const answer = await fetch(address, { signal: mine.signal });
      const html = await answer.text();
      if (answer.ok && mine === asked) show(html); // an older answer never replaces a newer one
    } catch {
      // Given up for a newer question, or no connection: what is shown stays.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    const query = field.value.trim();
    if (query.length < 2) close();
    else timer = setTimeout(ask, WAIT, query);
  });

  form.addEventListener("keydown", (event) => {
    const all = [field, ...links()];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const place = all.indexOf(document.activeElement);
    if (event.key === "Escape" && !list.hidden) {
      field.focus();
      close();
    } else if (step && all.length > 1 && place >= 0) {
      all[(place + step + all.length) % all.length].focus();
    } else return;
    event.preventDefault();
  });

  form.addEventListener("submit", close);
  document.addEventListener("pointerdown", (event) => form.contains(event.target) || close());
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
})();
