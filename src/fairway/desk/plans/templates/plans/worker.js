/* Keeps copies of the pages that the server marks, for one person, and shows them when there is no network.
 *
 * The network always comes first. A copy is only of a page whose answer carried the header `settings.header`; it is
 * dropped when the page is refused or gone. Whoever signs in or out passes one of the `doors`: seeing one
 * drops every copy, so that nobody meets the copies of the person before. Nothing but GET is touched.
 *
 * `settings` stands before this text: see fairway.desk.plans.offline.
 */
"use strict";

const SHELL = `shell-${settings.version}`;
const COPIES = "copies-"; // and whose they are
const CHANGES = "/changes-that-are-known";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.waitUntil(receive(event.data)));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== self.location.origin) return;
  if (method !== "GET") event.waitUntil(settings.doors.includes(pathname) ? forget() : undefined);
  else if (mode === "navigate") event.respondWith(page(event));
  else if (settings.shell.includes(pathname)) event.respondWith(shell(event.request));
});

async function install() {
  const cache = await caches.open(SHELL);
  const requests = settings.shell.map((path) => new Request(path, { credentials: "omit", cache: "reload" }));
  await cache.addAll(requests);
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** What the script of a page tells: its own address once the worker is new, and which plans have changed. */
async function receive({ keep, changes }) {
  if (keep) await remember(keep, await fetch(keep));
  const cache = changes && (await copies());
  if (cache) await cache.put(CHANGES, Response.json({ ...(await known(cache)), ...changes }));
}

async function page(event) {
  try {
    const response = await fetch(event.request);
    // Only what is kept is cloned: a clone that nobody reads would hold a whole download in memory.
    event.waitUntil(remember(event.request.url, isMarked(response) ? response.clone() : response));
    return response;
  } catch (error) {
    return (await copy(event.request.url)) ?? (await offline(event.request.url)) ?? Promise.reject(error);
  }
}

async function shell(request) {
  try {
    return await fetch(request);
  } catch (error) {
    return (await caches.match(request, { cacheName: SHELL, ignoreVary: true })) ?? Promise.reject(error);
  }
}

async function remember(url, response) {
  if (response.ok && settings.doors.includes(new URL(url).pathname)) return forget();
  if (isMarked(response)) return keep(url, response);
  const refused = response.status >= 400 && response.status < 500;
  if (refused || response.type === "opaqueredirect") await (await copies())?.delete(url);
}

async function keep(url, response) {
  const { person } = marks(response);
  await forget(COPIES + person);
  const cache = await caches.open(COPIES + person);
  await cache.delete(url); // so that the newest stands last
  await cache.put(url, response);
  const pages = (await cache.keys()).filter((request) => isPushedOut(new URL(request.url).pathname));
  await Promise.all(pages.slice(0, -settings.most).map((request) => cache.delete(request)));
}

/** Not what is known of changes, and not a page on which somebody works offline. */
function isPushedOut(path) {
  return path !== CHANGES && !path.endsWith(settings.work);
}

async function forget(but) {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(COPIES) && name !== but).map((name) => caches.delete(name)));
}

async function copies() {
  const name = (await caches.keys()).find((found) => found.startsWith(COPIES));
  return name && caches.open(name);
}

function isMarked(response) {
  return response.ok && response.headers.has(settings.header);
}

/** The header of a page to keep: whose copy it is, and when it was made. */
function marks(response) {
  const [person, made] = response.headers.get(settings.header).split(" ");
  return { person, made };
}

async function known(cache) {
  const stored = await cache.match(CHANGES);
  return stored ? stored.json() : {};
}

/** The copy, which says that it is one: the page holds the words, hidden, in its language. */
async function copy(url) {
  const cache = await copies();
  const stored = await cache?.match(url);
  if (!stored) return undefined;
  const { made } = marks(stored);
  const changes = Object.entries(await known(cache));
  const stale = changes.some(([plan, at]) => url.includes(plan) && at > made);
  const shown = (await stored.text())
    .replace('id="offline-copy" hidden', 'id="offline-copy"')
    .replace('id="stale-copy" hidden', stale ? 'id="stale-copy"' : "$&");
  return new Response(shown, { headers: stored.headers });
}

async function offline(url) {
  const language = new URL(url).pathname.split("/")[1];
  return caches.match(settings.offline[language] ?? settings.offline.en, { cacheName: SHELL, ignoreVary: true });
}
