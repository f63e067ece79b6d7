/* On the pages of plans: has the worker keep copies, and lists them on the page for when there is no network. */
"use strict";

const settings = document.currentScript.dataset;

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(settings.worker);
  const isNew = !navigator.serviceWorker.controller;
  navigator.serviceWorker.ready.then(({ active }) => {
    if (isNew && settings.keep) active.postMessage({ keep: location.href });
    if (settings.changes) active.postMessage({ changes: JSON.parse(settings.changes) });
  });
}

const list = document.getElementById("copies");
if (list) showCopies(list);

async function showCopies(list) {
  const name = (await caches.keys()).find((found) => found.startsWith("copies-"));
  if (!name) return;
  const cache = await caches.open(name);
  for (const request of (await cache.keys()).reverse()) {
    const stored = await cache.match(request);
    if (!stored.headers.get("Content-Type").startsWith("text/html")) continue;
    const copy = new DOMParser().parseFromString(await stored.text(), "text/html");
    const link = document.createElement("a");
    link.href = request.url;
    link.textContent = copy.querySelector("h1").textContent;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  list.hidden = !list.children.length;
  document.getElementById("no-copies").hidden = !list.hidden;
}
