/* The console's own script: a policy for htmx, news from the server, keys. No state is kept here. */

// htmx parses the pages of our own server; scripts and script addresses stay forbidden.
if (window.trustedTypes) window.trustedTypes.createPolicy("default", { createHTML: (text) => text });

/* News: the server says what changed, and what shows it asks again (hx-trigger="… from:body"). */

let news = null;

function listen() {
  const address = document.querySelector("[data-live]")?.dataset.live;
  if (!address && news) {
    news.close();
    news = null;
  }
  if (!address || news) return;
  news = new EventSource(address);
  // Sent once on connecting too, so whatever happened while the line was down is asked for.
  news.addEventListener("berubah", () => htmx.trigger(document.body, "berubah"));
}

/* What has not changed stays as it is: with its focus, and under the finger that is about to press it.
   While a form is on its way nothing changes at all: what comes back shows everything. */

let missed = false;

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const sending = document.querySelector("form.htmx-request, a.htmx-request") !== null;
  missed ||= sending;
  if (sending || detail.fragment.firstElementChild?.isEqualNode(detail.target)) detail.shouldSwap = false;
});

/* Keys: any element with data-key is pressed by that key, outside of fields. */

const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && event.target.form) {
    event.preventDefault();
    return event.target.form.requestSubmit();
  }
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") return help();
  if (event.key === "j" || event.key === "k") return step(event.key === "j" ? 1 : -1);
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find((one) => !one.disabled && one.checkVisibility());
  if (!found) return;
  event.preventDefault();
  if (typing(found)) found.focus();
  else found.click();
});

function step(by) {
  const all = [...document.querySelectorAll("[data-item]")];
  const at = all.indexOf(document.activeElement);
  all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
}

function help() {
  const list = document.querySelector("#pintasan dl");
  const keys = [...document.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one.dataset.label ?? one.textContent.replace(/\s+\S+\s*$/, "").trim()]);
  const more = [["j / k", "Baris berikut / sebelumnya"], ["Ctrl + Enter", "Kirim formulir yang sedang diisi"], ["Esc", "Keluar dari isian"]];
  list.replaceChildren(...[...keys, ...more].flatMap(([key, label]) => {
    const dt = document.createElement("dt");
    dt.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    return [dt, Object.assign(document.createElement("dd"), { textContent: label })];
  }));
  document.getElementById("pintasan").showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) help();
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard.writeText(document.querySelector(copy.dataset.copy).textContent.trim()).then(() => say("Disalin"));
  if (event.target.closest("[data-print]")) print();
});

function say(text) {
  document.getElementById("warta").textContent = text;
}

/* A page that was swapped in begins where a new page would: at its top, on its heading. What was done
   on a page leaves one where one was, unless something is wrong. */

let place = location.pathname;

document.addEventListener("htmx:afterSettle", (event) => {
  listen();
  if (event.detail.target !== document.body) return;
  if (location.pathname !== place) scrollTo(0, 0);
  place = location.pathname;
  if (missed) htmx.trigger(document.body, "berubah");
  missed = false;
  document.querySelector("main [role=alert]")?.scrollIntoView({ block: "nearest" });
  if (!document.activeElement || document.activeElement === document.body) document.getElementById("isi")?.focus({ preventScroll: true });
});
document.addEventListener("DOMContentLoaded", listen);
