/* The words of an answer as paragraphs, lists and numbered citations; disputes side by side. */

import { badge, el, longDate, t } from "./dom.js";
import { about, openCard } from "./card.js";

/* The answer is what the person reads; sentences say which part of it is proved by what. */
export function pieces(answer) {
  const whole = answer.answer.replace(holds(answer), "");
  const found = [];
  let at = 0;
  for (const sentence of answer.sentences) {
    const where = whole.indexOf(sentence.text, at);
    if (where < 0) return answer.sentences.map((s) => ({ text: `${s.text}\n`, citations: s.citations }));
    if (where > at) found.push({ text: whole.slice(at, where), citations: [] });
    found.push(sentence);
    at = where + sentence.text.length;
  }
  if (at < whole.length) found.push({ text: whole.slice(at), citations: [] });
  return found;
}

/* The answer says itself for which day it holds; that line is shown below it, not in it. */
export function holds(answer) {
  const [day, newest] = [longDate(answer.as_of, "id"), longDate(answer.knowledge_date, "id")];
  const proved = (line) => answer.sentences.some((sentence) => line.includes(sentence.text));
  return answer.answer.split("\n").find((line) => line.includes(day) && line.includes(newest) && !proved(line)) ?? "";
}

export function paragraphs(parts, citations) {
  const lines = [[]];
  for (const part of parts) {
    const [first, ...rest] = part.text.split("\n");
    lines.at(-1).push(first);
    for (const line of rest) lines.push([line]);
    for (const id of part.citations) {
      const citation = citations.get(id);
      if (citation) lastWithText(lines).push(mark(citation));
    }
  }
  return blocks(lines.filter(hasText));
}

/* Sentences whose sources contradict each other stand beside each other, each with its day. */
export function versions(answer, citations) {
  const sides = answer.sentences
    .map((sentence) => ({ sentence, citation: sentence.citations.map((id) => citations.get(id)).find((c) => c?.validity === "disputed") }))
    .filter((side) => side.citation);
  if (new Set(sides.map((side) => side.citation.document_id)).size < 2) return null;
  const shown = sides.map(({ sentence, citation }) =>
    el(
      "li",
      {},
      el("p", { class: "who" }, citation.publisher, el("span", { class: "meta" }, longDate(citation.published))),
      el("p", { lang: "id" }, sentence.text, mark(citation)),
    ),
  );
  const box = el("section", { class: "versions", "aria-label": t("versions") }, el("p", { class: "lead-in" }, badge("disputed"), " ", t("versions_detail")), el("ul", {}, ...shown));
  return { box, taken: new Set(sides.map((side) => side.sentence)) };
}

export function mark(citation) {
  return el(
    "button",
    { type: "button", class: "cite", "data-cite": citation.id, "aria-label": t("source_of", { id: citation.id, title: citation.title }), "aria-haspopup": "dialog", title: about(citation), onclick: () => openCard(citation) },
    citation.id,
  );
}

function hasText(line) {
  return line.some((item) => item instanceof Node || item.trim());
}

function lastWithText(lines) {
  return lines.findLast(hasText) ?? lines.at(-1);
}

const MARKERS = [["UL", /^\s*[-•]\s+/], ["OL", /^\s*\d{1,2}[.)]\s+/]];

function blocks(lines) {
  const made = [];
  for (const line of lines) {
    const [list, marker] = typeof line[0] === "string" ? MARKERS.find(([, pattern]) => pattern.test(line[0])) ?? [] : [];
    if (!list) {
      made.push(el("p", {}, ...line));
      continue;
    }
    if (made.at(-1)?.tagName !== list) made.push(el(list));
    made.at(-1).append(el("li", {}, line[0].replace(marker, ""), ...line.slice(1)));
  }
  return made;
}
