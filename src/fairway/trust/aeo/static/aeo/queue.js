/* The keys of the officer's queue. Everything they do can be done without them. */
"use strict";

const form = document.getElementById("queue-cases");
if (form) listen(form);

function listen(form) {
  const help = document.getElementById("keys");
  const toggle = keysSwitch();
  const counted = document.getElementById("chosen-count");
  const boxes = [...form.querySelectorAll("input[name=case]")];
  const links = boxes.map((box) => box.closest("tr").querySelector("th a"));

  const current = () => boxes.findIndex((box) => box.closest("tr").contains(document.activeElement));
  const go = (place) => links[Math.min(Math.max(place, 0), links.length - 1)].focus();
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    counted.textContent = chosen ? counted.dataset.words.replace("{number}", chosen) : "";
  };
  const choose = () => {
    const box = boxes[current()];
    if (!box) return;
    box.checked = !box.checked;
    count();
  };
  const assign = () => {
    if (!boxes.some((box) => box.checked)) choose();
    if (boxes.some((box) => box.checked)) form.requestSubmit(form.querySelector("button[value=me]"));
  };
  const keys = {
    j: () => go(current() + 1),
    k: () => go(current() - 1),
    x: choose,
    a: assign,
    "?": () => {
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    },
  };

  form.addEventListener("change", count);
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox]), select, textarea");
    const act = keys[event.key];
    if (!act || isTyping || !toggle.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  count();
}

/* Whoever works by voice must be able to turn single keys off. */
function keysSwitch() {
  const row = document.getElementById("keys-switch");
  const toggle = row.querySelector("input");
  row.hidden = false;
  toggle.checked = localStorage.getItem("queue-keys") !== "off";
  toggle.addEventListener("change", () => localStorage.setItem("queue-keys", toggle.checked ? "on" : "off"));
  return toggle;
}
