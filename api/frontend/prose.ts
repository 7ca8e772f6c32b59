/** The words of an answer: which part is proved by what; paragraphs, lists and tables. */

import type { App } from "./app";
import type { Answer, Citation, Sentence } from "./model";

/** A run of text, or the number of a citation. */
export type Run = string | Citation;
export type Line = Run[];
export type Block =
  | { kind: "paragraph"; line: Line }
  | { kind: "list"; ordered: boolean; items: Line[] }
  | { kind: "table"; head: Line[]; rows: Line[][] };
export interface Side {
  sentence: Sentence;
  citation: Citation;
}

const LISTS = [
  { ordered: false, marker: /^\s*[-•]\s+/ },
  { ordered: true, marker: /^\s*\d{1,2}[.)]\s+/ },
];
const RULE = /^\s*\|?(\s*:?-{2,}:?\s*\|)+(\s*:?-{2,}:?\s*)?\s*$/;

/** The answer is what the person reads; sentences say which part of it is proved by what. */
export function pieces(app: App, answer: Answer): Sentence[] {
  const whole = answer.answer.replace(holds(app, answer), "");
  const found: Sentence[] = [];
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

/** The answer says itself for which day it holds; that line is shown below it, not in it. */
export function holds(app: App, answer: Answer): string {
  const [day, newest] = [app.longDate(answer.as_of, "id"), app.longDate(answer.knowledge_date, "id")];
  const proved = (line: string): boolean => answer.sentences.some((sentence) => line.includes(sentence.text));
  return answer.answer.split("\n").find((line) => line.includes(day) && line.includes(newest) && !proved(line)) ?? "";
}

/** Sentences whose sources contradict each other; none where they are all from one document. */
export function disputes(answer: Answer, citations: Map<string, Citation>): Side[] {
  const sides = answer.sentences.flatMap((sentence) => {
    const citation = sentence.citations.map((id) => citations.get(id)).find((one) => one?.validity === "disputed");
    return citation ? [{ sentence, citation }] : [];
  });
  return new Set(sides.map((side) => side.citation.document_id)).size < 2 ? [] : sides;
}

export function blocks(parts: Sentence[], citations: Map<string, Citation>): Block[] {
  const made: Block[] = [];
  const lines = linesOf(parts, citations).filter(hasText);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? [];
    if (isRow(line) && RULE.test(textOf(lines[at + 1] ?? []))) {
      const end = lines.findIndex((other, n) => n > at + 1 && !isRow(other));
      const rows = lines.slice(at + 2, end < 0 ? undefined : end);
      made.push({ kind: "table", head: cells(line), rows: rows.map(cells) });
      at += rows.length + 1;
      continue;
    }
    add(made, line);
  }
  return made;
}

function linesOf(parts: Sentence[], citations: Map<string, Citation>): Line[] {
  const lines: Line[] = [[]];
  for (const part of parts) {
    const [first = "", ...rest] = part.text.split("\n");
    lines.at(-1)?.push(first);
    for (const line of rest) lines.push([line]);
    for (const id of part.citations) {
      const citation = citations.get(id);
      if (citation) (lines.findLast(hasText) ?? lines.at(-1))?.push(citation);
    }
  }
  return lines;
}

function add(made: Block[], line: Line): void {
  const [first, ...rest] = line;
  const kind = typeof first === "string" ? LISTS.find(({ marker }) => marker.test(first)) : undefined;
  if (!kind || typeof first !== "string") {
    made.push({ kind: "paragraph", line });
    return;
  }
  const item = [first.replace(kind.marker, ""), ...rest];
  const last = made.at(-1);
  if (last?.kind === "list" && last.ordered === kind.ordered) last.items.push(item);
  else made.push({ kind: "list", ordered: kind.ordered, items: [item] });
}

function isRow(line: Line): boolean {
  return /^\s*\|.*\|/.test(textOf(line));
}

/** Cells are parted by bars; a citation belongs to the cell that it follows, or to the last one. */
function cells(line: Line): Line[] {
  const found: Line[] = [[]];
  for (const run of line) {
    if (typeof run !== "string") {
      const full = found.findLast(hasText) ?? found.at(-1);
      full?.push(run);
      continue;
    }
    const [first = "", ...rest] = run.split("|");
    found.at(-1)?.push(first.trim());
    for (const text of rest) found.push([text.trim()]);
  }
  return found.slice(1, hasText(found.at(-1) ?? []) ? undefined : -1);
}

function textOf(line: Line): string {
  return line.filter((run) => typeof run === "string").join("");
}

function hasText(line: Line): boolean {
  return line.some((run) => typeof run !== "string" || run.trim());
}
