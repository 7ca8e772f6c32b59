/* One answer: its verdict, its words, its sources, its history, and what can be done with it. */

import { $, badge, documentPage, el, icon, longDate, t, time } from "./dom.js";
import { about, openCard } from "./card.js";
import { fetchDocument } from "./documents.js";
import { rating } from "./feedback.js";
import { paragraphs, pieces, versions } from "./prose.js";
import { copy, plainText } from "./transcript.js";

/* What each status looks like: icon, heading or not, and whether a day belongs to it. */
export const STATUSES = {
  answered: { icon: "in_force", headed: true, dated: true },
  partial: { icon: "sebagian", headed: true, dated: true },
  not_in_knowledge: { icon: "kosong", headed: true, dated: true },
  out_of_scope: { icon: "luar", headed: true },
  refused: { icon: "tolak", headed: true },
  clarify: { icon: "tanya", headed: true },
  smalltalk: { icon: "sapa" },
  handed_off: { icon: "petugas", headed: true },
};
const PAST = ["superseded", "amended", "revoked", "expired"];

export function answerCard(answer, conversation, rated) {
  const look = STATUSES[answer.status] ?? STATUSES.smalltalk;
  const citations = new Map(answer.citations.map((citation) => [citation.id, citation]));
  const sides = versions(answer, citations);
  const told = sides ? pieces(answer).filter((piece) => !sides.taken.has(piece)) : pieces(answer);
  const card = el(
    "article",
    { class: `reply s-${answer.status}`, "aria-label": t("answer") },
    look.headed && el("p", { class: "verdict" }, icon(look.icon), t(`status_${answer.status}`)),
    el("div", { class: "body", lang: "id" }, ...paragraphs(told, citations)),
    sides?.box,
    answer.citations.length ? sourceList(answer.citations) : null,
    look.dated ? bottom(answer) : null,
    look.dated ? rating(answer, conversation, rated) : null,
  );
  if (answer.citations.length) addHistory(card, answer);
  return card;
}

/* What was being written, on its way to becoming an answer. */
export function waitingCard() {
  const doing = el("span", {}, t("reading"));
  const body = el("div", { class: "body", lang: "id" });
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  const card = el("article", { class: "reply waiting", "aria-busy": "true", "aria-label": t("answer") }, el("p", { class: "doing" }, dots, doing), body);
  return { card, doing, body, citations: new Map() };
}

export function addSentence(view, { sentence, citations }) {
  for (const citation of citations) view.citations.set(citation.id, citation);
  const added = paragraphs([sentence], view.citations);
  for (const block of added) block.classList.add("new");
  view.body.append(...added);
}

export function officerCard(message) {
  const who = message.author ?? t("officer");
  return el("article", { class: "reply s-handed_off", "aria-label": t("answer_of", { who }) }, el("p", { class: "verdict" }, icon("petugas"), who), el("p", { class: "said", lang: "id" }, message.content));
}

export function suggestionsOf(answer) {
  if (!answer.suggestions.length) return null;
  const clarifying = answer.status === "clarify";
  const buttons = answer.suggestions.map((text) => el("button", { type: "button", class: clarifying ? "choice" : "chip", "data-question": text, lang: "id" }, text));
  return el("div", { class: clarifying ? "suggestions choices" : "suggestions", role: "group", "aria-label": t(clarifying ? "choices" : "suggestions") }, ...buttons);
}

function sourceList(citations) {
  const items = citations.map((citation) => {
    const open = el(
      "button",
      { type: "button", class: "source", "aria-haspopup": "dialog", onclick: () => openCard(citation) },
      el("span", { class: "number", "aria-hidden": "true" }, citation.id),
      el("span", { class: "about" }, el("span", { class: "title", lang: "id" }, citation.title), el("span", { class: "meta" }, about(citation))),
      badge(citation.validity),
    );
    return el("li", {}, open, el("span", { class: "print-url" }, citation.url));
  });
  return el("section", { class: "proof" }, el("h2", {}, `${t("sources")} (${citations.length})`), el("ol", {}, ...items));
}

function bottom(answer) {
  const named = t(answer.citations.length ? "copy_with_sources" : "copy_answer");
  const button = el("button", { type: "button", class: "small", "aria-label": named, onclick: () => copy(plainText(answer), t("answer_copied")) }, icon("salin"), t("copy"));
  const day = el("p", { class: "holds" }, icon("kalender"), el("span", {}, t("holds_for"), " ", el("strong", {}, time(answer.as_of)), ` · ${t("known_until")} `, time(answer.knowledge_date)));
  return el("div", { class: "bottom" }, day, button);
}

/* How the matter changed: open where the answer tells of something that is past. */
async function addHistory(card, answer) {
  const found = await fetchDocument(answer.citations[0].document_id);
  const entries = [...(found?.history ?? [])].sort((a, b) => a.as_of.localeCompare(b.as_of));
  if (entries.length < 2) return;
  const cited = new Set(answer.citations.map((citation) => citation.document_id));
  const items = entries.map((entry) => historyItem(entry, cited.has(entry.id)));
  const open = answer.citations.some((citation) => PAST.includes(citation.validity));
  const box = el("details", { class: "changes", open }, el("summary", {}, icon("superseded"), t("changes", { count: entries.length })), el("ol", { class: "history" }, ...items));
  (card.querySelector(".proof") ?? card.lastChild).before(box);
}

function historyItem(entry, current) {
  return el(
    "li",
    { class: current ? "current" : null },
    el("p", { class: "when" }, time(entry.as_of), " ", badge(entry.validity), current && el("span", { class: "meta" }, t("cited_here"))),
    el("p", { class: "title", lang: "id" }, el("a", { href: documentPage(entry.id), target: "_blank", rel: "noopener" }, entry.title)),
    el("p", { lang: "id" }, entry.text),
  );
}

/* Says what came, for those who do not see it. */
export function summary(answer) {
  const count = answer.citations.length;
  return t("finished", { status: STATUSES[answer.status]?.headed ? t(`status_${answer.status}`) : "", sources: count ? t("with_sources", { count }) : "" });
}

export function knowledgeIs(date) {
  $("knowledge").textContent = longDate(date);
  $("knowledge").setAttribute("datetime", date);
}
