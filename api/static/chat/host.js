/* The page around us: one allowed origin, a handful of messages, never a word of the conversation. */

import { words } from "./dom.js";

const root = document.documentElement;
const origin = root.dataset.origin;
const handlers = new Map();

export const framed = Boolean(origin) && window.parent !== window;

export function tell(type, detail = {}) {
  if (framed) window.parent.postMessage({ ...detail, tanya: type }, origin);
}

export function when(type, handle) {
  handlers.set(type, handle);
}

addEventListener("message", (event) => {
  if (!framed || event.source !== window.parent || event.origin !== origin) return;
  handlers.get(event.data?.tanya)?.(event.data);
});

/* ---- the API, with the token of this frame ------------------------------------------------ */

export async function api(path, options = {}) {
  const response = await send(path, options);
  if (response.status !== 401 || !words.token) return response;
  return (await renewed()) ? send(path, options) : response;
}

function send(path, options) {
  const headers = { ...options.headers };
  if (words.token) headers["Tanya-Widget"] = words.token;
  return fetch(path, { ...options, headers });
}

async function renewed() {
  const response = await fetch("/api/v1/widget/token", { method: "POST", headers: { "Tanya-Widget": words.token } });
  if (response.ok) words.token = (await response.json()).token;
  return response.ok;
}

/* ---- the colour of the institution, moved until text on it and in it can be read ------------ */

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const hex = (parts) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

function luminance(parts) {
  const [r, g, b] = parts.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

export function readable(colour, paper, towards, ratio) {
  let parts = rgb(colour);
  const [ground, aim] = [rgb(paper), rgb(towards)];
  for (let step = 0; step < 40 && contrast(parts, ground) < ratio; step++) {
    parts = parts.map((part, at) => part + (aim[at] - part) * 0.08);
  }
  return hex(parts);
}

export function dress() {
  const colour = root.dataset.color;
  if (!/^#[0-9a-f]{6}$/i.test(colour ?? "")) return;
  const deep = readable(colour, "#efece3", "#000000", 5.5);
  const light = readable(colour, "#2c3e42", "#ffffff", 6);
  root.style.setProperty("--brand", `light-dark(${deep}, ${light})`);
  root.style.setProperty("--brand-deep", deep);
  root.style.setProperty("--mine", deep);
}
