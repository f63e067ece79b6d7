/* Keeps the answers of one firm on this device while there is no network, and uploads them when there is one.
 *
 * The answers of a person are in localStorage under the organisation, each with an id made here, so that the house
 * keeps once what is sent twice. Whoever else signs in on this device never meets them; signing out clears them.
 * On the page of the questions it does all of this; on the others it says that answers wait, and sends no form into
 * the void.
 */
"use strict";

const page = document.currentScript.dataset;
const KEY = `fairway-draft:${page.organisation}`;
const PRESSING = 1000, AGAIN = 30000; // milliseconds
const REFUSED = "refused";

let form, seen, isUploading = false, timer;

document.addEventListener("DOMContentLoaded", begin);

function begin() {
  const draft = stored();
  if (draft && draft.person !== page.person) localStorage.removeItem(KEY);
  form = document.getElementById("offline-form");
  if (!form) return beginElsewhere();
  seen = form.dataset.seen;
  form.hidden = false;
  keepPage(!navigator.serviceWorker?.controller);
  for (const question of questions()) {
    const kept = read().answers[question.dataset.fact];
    if (kept) write(question, kept.value);
    question.addEventListener("change", () => tell(question));
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); upload(); });
  addEventListener("online", upload);
  addEventListener("offline", show);
  setInterval(upload, AGAIN);
  upload();
}

/** The draft of this person; a new one when there is none. */
function read() {
  return stored() ?? { person: page.person, seen, answers: {} };
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function save(draft) {
  if (Object.keys(draft.answers).length) localStorage.setItem(KEY, JSON.stringify(draft));
  else localStorage.removeItem(KEY);
}

/** On the other pages: says that answers wait, and keeps a form from being sent into the void. */
function beginElsewhere() {
  document.getElementById("draft-waiting").hidden = !stored();
  document.addEventListener("submit", (event) => {
    const isLost = !navigator.onLine;
    document.getElementById("not-sent").hidden = !isLost;
    if (!isLost) return;
    event.preventDefault();
    document.getElementById("not-sent").scrollIntoView();
  });
}

/* One question: what stands in its fields, as the house reads it. Null takes an answer back. */

function questions() {
  return [...form.querySelectorAll("[data-fact]")];
}

function tell(question) {
  const value = valueOf(question);
  if (value === undefined) return say(question, "unclear");
  const draft = read();
  draft.answers[question.dataset.fact] = {
    client_id: crypto.randomUUID(), fact: question.dataset.fact, value, told_at: new Date().toISOString(),
  };
  save(draft);
  show();
  clearTimeout(timer);
  timer = setTimeout(upload, PRESSING);
}

function valueOf(question) {
  const fields = [...question.querySelectorAll("input")];
  const checked = fields.filter((field) => field.checked).map((field) => field.value);
  const text = fields[0].value.trim();
  switch (question.dataset.kind) {
    case "flag": return { yes: true, no: false }[checked[0]] ?? null;
    case "choice": return checked[0] || null;
    case "choices": return checked;
    case "number": return text === "" ? null : /^\d+(\.\d+)?$/.test(text) ? text : undefined;
    case "day": return fields[0].validity.badInput ? undefined : text || null;
    default: return incidentsOf(question);
  }
}

function incidentsOf(question) {
  const rows = [...question.querySelectorAll("[data-incident]")].map((row) => {
    const [happened, decided, serious] = row.querySelectorAll("input");
    return { happened_on: happened.value || null, decided_on: decided.value || null, serious: serious.checked };
  }).filter((row) => row.happened_on || row.decided_on || row.serious);
  if (question.querySelector("[data-none]").checked) return [];
  return rows.length ? (rows.every((row) => row.happened_on) ? rows : undefined) : null;
}

function write(question, value) {
  const fields = [...question.querySelectorAll("input")];
  switch (question.dataset.kind) {
    case "number":
    case "day": fields[0].value = value ?? ""; break;
    case "incidents": writeIncidents(question, value); break;
    default: {
      const chosen = [value].flat().map((one) => ({ true: "yes", false: "no" })[one] ?? one);
      for (const field of fields) field.checked = chosen.includes(field.value);
    }
  }
}

function writeIncidents(question, value) {
  question.querySelector("[data-none]").checked = value?.length === 0;
  question.querySelectorAll("[data-incident]").forEach((row, place) => {
    const [happened, decided, serious] = row.querySelectorAll("input");
    const told = value?.[place];
    [happened.value, decided.value, serious.checked] = [told?.happened_on ?? "", told?.decided_on ?? "", !!told?.serious];
  });
}

/* Uploading. The page is fetched anew for its token: the kept copy has one of long ago. */

async function upload() {
  const waiting = Object.values(read().answers).filter((answer) => !answer.refused);
  if (isUploading || !waiting.length || !navigator.onLine) return show();
  isUploading = true;
  try {
    await send(waiting);
  } catch {
    show("offline");
  }
  isUploading = false;
}

async function send(waiting) {
  const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (fresh.getElementById("offline-form")?.dataset.person !== page.person) return show("signed-out");
  const token = fresh.querySelector("#offline-form [name=csrfmiddlewaretoken]").value;
  const response = await fetch(form.action, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ seen: read().seen, sent_at: new Date().toISOString(), answers: waiting }),
  });
  if (!response.ok) return show("not-accepted");
  receive((await response.json()).receipts);
  seen = fresh.getElementById("offline-form").dataset.seen;
  keepPage(true);
  show();
}

function receive(receipts) {
  const draft = read();
  for (const { client_id, fact, arrival, words } of receipts) {
    const kept = draft.answers[fact];
    if (kept?.client_id !== client_id) continue; // answered anew while it was under way
    if (arrival === REFUSED) kept.refused = words;
    else delete draft.answers[fact];
    say(questionOf(fact), arrival, words);
  }
  save(draft);
}

function questionOf(fact) {
  return form.querySelector(`[data-fact="${fact}"]`);
}

/** Has the worker of the site keep this page as it is now. */
function keepPage(isNew) {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(page.worker);
  if (isNew) navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ keep: location.href }));
}

/* What the page says: the words stand in it, hidden, in its language. */

function show(problem) {
  const draft = read(), answers = Object.values(draft.answers);
  const refused = answers.filter((answer) => answer.refused).length, waiting = answers.length - refused;
  const isOffline = problem === "offline" || !navigator.onLine;
  const state = isOffline ? "offline" : waiting && typeof problem === "string" ? problem : waiting ? "waiting" : "uploaded";
  for (const line of document.querySelectorAll("[data-state]")) line.hidden = line.dataset.state !== state;
  document.getElementById("draft-waiting-count").textContent = waiting;
  document.getElementById("draft-refused-count").textContent = refused;
  document.getElementById("draft-refused-line").hidden = !refused;
  for (const answer of answers) say(questionOf(answer.fact), answer.refused ? REFUSED : "kept", answer.refused);
}

function say(question, arrival, words) {
  if (!question) return;
  const line = question.querySelector("[data-line]");
  line.textContent = words ?? document.querySelector(`[data-words="${arrival}"]`).textContent;
  line.className = arrival === REFUSED || arrival === "unclear" ? "error" : "small";
}
