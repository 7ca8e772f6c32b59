/* Whether an answer helped: up, or down with a reason and a line of one's own. */

import { el, icon, t, toast } from "./dom.js";
import { api } from "./host.js";
import { mask } from "./personal.js";

const REASONS = ["salah", "kurang_lengkap", "usang", "sumber", "bahasa", "lainnya"];

export function rating(answer, conversation, rated) {
  const up = thumb("suka", t("helpful"), () => give("up"));
  const down = thumb("tidak-suka", t("unhelpful"), () => (form ? drop() : ask()));
  const box = el("div", { class: "rating" }, el("p", { id: `q-${answer.message_id}` }, t("did_it_help")), el("div", { class: "thumbs", role: "group", "aria-labelledby": `q-${answer.message_id}` }, up, down));
  let form = null;
  show(rated);

  function show(given) {
    up.setAttribute("aria-pressed", String(given === "up"));
    down.setAttribute("aria-pressed", String(given === "down"));
    down.setAttribute("aria-expanded", String(Boolean(form)));
  }

  function ask() {
    form = reasons(answer.message_id, (reason, comment) => give("down", reason, comment), drop);
    box.append(form);
    show(rated);
    form.querySelector("input").focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  function drop() {
    form?.remove();
    form = null;
    show(rated);
    down.focus();
  }

  async function give(value, reason = null, comment = null) {
    const body = { conversation_id: conversation, message_id: answer.message_id, rating: value, reason, comment: comment || null };
    const headers = { "Content-Type": "application/json" };
    const response = await api("/api/v1/feedback", { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
    if (!response?.ok) return toast(t("rating_failed"));
    rated = value;
    if (form) drop();
    show(value);
    toast(t("rating_thanks"));
  }

  return box;
}

function thumb(name, label, onclick) {
  return el("button", { type: "button", class: "thumb", "aria-label": label, title: label, "aria-pressed": "false", onclick }, icon(name));
}

function reasons(id, give, drop) {
  const choices = REASONS.map((reason) => el("label", { class: "option" }, el("input", { type: "radio", name: `r-${id}`, value: reason, required: true }), el("span", {}, t(`reason_${reason}`))));
  const line = el("textarea", { rows: "2", maxlength: "500", id: `c-${id}`, "aria-describedby": `h-${id}` });
  const form = el(
    "form",
    { class: "reasons" },
    el("fieldset", {}, el("legend", {}, t("what_is_wrong")), ...choices),
    el("label", { class: "line", for: `c-${id}` }, t("comment")),
    line,
    el("p", { class: "hint", id: `h-${id}` }, t("comment_hint")),
    el("p", { class: "row" }, el("button", { type: "button", class: "plain", onclick: drop }, t("cancel")), el("button", { class: "strong" }, t("send_rating"))),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    give(new FormData(form).get(`r-${id}`), mask(line.value).text.trim());
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    drop();
  });
  return form;
}
