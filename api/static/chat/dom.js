/* Building blocks: elements, words, dates, marks. Text is only ever put in as text. */

export const $ = (id) => document.getElementById(id);
export const words = JSON.parse($("words").textContent);

/* A phrase of the interface: t("again_in", { seconds: 3 }). */
export function t(name, values = {}) {
  return (words.text[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${words.icons}#${name}`);
  svg.append(use);
  return svg;
}

export function longDate(text, language = words.lang) {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text ?? "");
  if (!parts || !parts[2]) return text ?? "";
  const day = new Date(Date.UTC(+parts[1], +parts[2] - 1, +(parts[3] ?? 1)));
  const shape = { month: "long", year: "numeric", timeZone: "UTC" };
  if (parts[3]) shape.day = "numeric";
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "id-ID", shape).format(day);
}

export function time(text) {
  return el("time", { datetime: text }, longDate(text));
}

export function validity(name) {
  return words.validities[name] ?? [name, ""];
}

export function badge(name) {
  const [word, meaning] = validity(name);
  return el("span", { class: `badge v-${name}`, title: meaning }, icon(name), word);
}

/* Links lead to the web and nowhere else. */
export function safeUrl(url) {
  return /^https?:\/\//i.test(url ?? "") ? url : null;
}

export function documentPage(id) {
  return `/dokumen/${encodeURIComponent(id)}`;
}

export function toast(text) {
  const note = $("toast");
  note.textContent = text;
  note.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (note.hidden = true), 4000);
}

/* Read out once, in whole sentences; what was said is taken away so that nobody meets it twice. */
export function say(text) {
  const line = el("p", { lang: "id" }, text);
  $("spoken").append(line);
  setTimeout(() => line.remove(), 15000);
}

/* The way to ask something with a dialog that is in the page; true if "yes" was pressed. */
export async function confirmed(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "yes";
}
