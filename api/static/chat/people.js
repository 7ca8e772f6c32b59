/* An officer: asked for, shown while waited for, undone; what officers write comes by itself. */

import { $, confirmed, el, icon, t, toast } from "./dom.js";
import { api, tell } from "./host.js";

const LOOK_AGAIN = 4000;
let current = null;
let timer = null;

const address = (conversation) => `/api/v1/conversations/${encodeURIComponent(conversation)}`;
const owned = (handoff) => Boolean(handoff) && handoff.state !== "ended";

/* Shows who owns the conversation, and keeps looking while it is not the assistant. */
export function showHandoff(handoff, conversation, onMessages) {
  const changed = handoff?.state !== current?.state;
  current = handoff;
  $("handoff").hidden = !handoff;
  $("officer").hidden = owned(handoff) || !conversation || !helpdeskThere();
  clearTimeout(timer);
  if (!handoff) return;
  if (changed) {
    describe(handoff);
    tell("handoff", { state: handoff.state });
  }
  if (owned(handoff)) timer = setTimeout(() => look(conversation, onMessages), LOOK_AGAIN);
}

function helpdeskThere() {
  return document.documentElement.dataset.helpdesk === "yes";
}

function describe(handoff) {
  const who = handoff.officer ?? t("officer");
  $("handoff-title").textContent = t(`handoff_${handoff.state}`, { who });
  $("handoff-text").textContent = handoff.state === "waiting" ? t(handoff.open_now ? "handoff_open" : "handoff_closed", { hours: handoff.office_hours }) : t(`handoff_${handoff.state}_text`);
  $("handoff").className = `handoff is-${handoff.state}`;
  $("handoff-undo").textContent = t(handoff.state === "ended" ? "dismiss" : "handoff_undo");
}

export async function askOfficer(conversation, onMessages) {
  if (!(await confirmed($("ask-officer")))) return;
  const response = await api(`${address(conversation)}/handoff`, { method: "POST" }).catch(() => null);
  if (!response?.ok) return toast(t("handoff_failed"));
  showHandoff(await response.json(), conversation, onMessages);
  $("message").focus();
}

export async function undoHandoff(conversation) {
  if (current?.state !== "ended") {
    const response = await api(`${address(conversation)}/handoff`, { method: "DELETE" }).catch(() => null);
    if (!response?.ok) return toast(t("handoff_undo_failed"));
    toast(t("handoff_undone"));
  }
  showHandoff(null, conversation);
  $("message").focus();
}

async function look(conversation, onMessages) {
  const response = document.hidden ? null : await api(address(conversation)).catch(() => null);
  if (!owned(current)) return;
  if (!response?.ok) return showHandoff(current, conversation, onMessages);
  const { messages, handoff } = await response.json();
  onMessages(messages);
  showHandoff(handoff ?? null, conversation, onMessages);
}

export function offerOfficer(onclick) {
  return el("p", { class: "offer" }, el("button", { type: "button", class: "plain", onclick }, icon("petugas"), t("ask_officer")));
}
