/*
 * The chat of Tanya IKN. Everything that a person or the server wrote is put in as text, never as
 * markup. A question goes to POST /api/v1/chat and its answer comes back as events.
 */

const CHAT = "/api/v1/chat";
const CONVERSATIONS = "/api/v1/conversations/";
const NEAR_LIMIT = 200;

/* What each status looks like: icon, heading (null: none), and whether a day belongs to it. */
const STATUSES = {
  answered: { icon: "in_force", title: "Terjawab dengan sumber", dated: true },
  partial: { icon: "sebagian", title: "Terjawab sebagian", dated: true },
  not_in_knowledge: { icon: "kosong", title: "Belum ada dalam basis pengetahuan", dated: true },
  out_of_scope: { icon: "luar", title: "Di luar cakupan layanan ini" },
  refused: { icon: "tolak", title: "Permintaan tidak dapat dilayani" },
  clarify: { icon: "tanya", title: "Mohon diperjelas" },
  smalltalk: { icon: "sapa", title: null },
  handed_off: { icon: "petugas", title: "Ditangani petugas" },
};

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const memory = {
  get: (name) => sessionStorage.getItem(`tanya.${name}`),
  set: (name, value) =>
    value ? sessionStorage.setItem(`tanya.${name}`, value) : sessionStorage.removeItem(`tanya.${name}`),
};
const state = { conversation: memory.get("conversation"), running: null, following: true };
const documents = new Map();

/* ---- small tools ------------------------------------------------------------------------- */

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${words.icons}#${name}`);
  svg.append(use);
  return svg;
}

function longDate(text) {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text ?? "");
  if (!parts || !parts[2]) return text ?? "";
  const day = new Date(Date.UTC(+parts[1], +parts[2] - 1, +(parts[3] ?? 1)));
  const shape = { month: "long", year: "numeric", timeZone: "UTC" };
  if (parts[3]) shape.day = "numeric";
  return new Intl.DateTimeFormat("id-ID", shape).format(day);
}

function time(text) {
  return el("time", { datetime: text }, longDate(text));
}

function badge(validity) {
  const [word, meaning] = words.validities[validity] ?? [validity, ""];
  return el("span", { class: `badge v-${validity}`, title: meaning }, icon(validity), word);
}

function safeUrl(url) {
  return /^https?:\/\//i.test(url ?? "") ? url : null;
}

function toast(text) {
  const note = $("toast");
  note.textContent = text;
  note.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (note.hidden = true), 3500);
}

/* ---- the answer as paragraphs, lists and citations --------------------------------------- */

/* The answer is what the person reads; sentences say which part of it is proved by what. */
function pieces(answer) {
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
function holds(answer) {
  const [day, newest] = [longDate(answer.as_of), longDate(answer.knowledge_date)];
  const proved = (line) => answer.sentences.some((sentence) => line.includes(sentence.text));
  return answer.answer.split("\n").find((line) => line.includes(day) && line.includes(newest) && !proved(line)) ?? "";
}

function paragraphs(parts, citations) {
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
  return blocks(lines.filter((line) => line.some((item) => item instanceof Node || item.trim())));
}

function lastWithText(lines) {
  return lines.findLast((line) => line.some((item) => item instanceof Node || item.trim())) ?? lines.at(-1);
}

function blocks(lines) {
  const made = [];
  for (const line of lines) {
    const bullet = typeof line[0] === "string" && /^\s*[-•]\s+/.exec(line[0]);
    if (!bullet) {
      made.push(el("p", {}, ...line));
      continue;
    }
    if (made.at(-1)?.tagName !== "UL") made.push(el("ul"));
    made.at(-1).append(el("li", {}, line[0].slice(bullet[0].length), ...line.slice(1)));
  }
  return made;
}

function mark(citation) {
  const button = el(
    "button",
    { type: "button", class: "cite", "aria-label": `Sumber ${citation.id}: ${citation.title}`, "aria-haspopup": "dialog" },
    citation.id,
  );
  button.addEventListener("click", () => openCard(citation));
  return button;
}

/* ---- one turn ---------------------------------------------------------------------------- */

function showQuestion(text) {
  const turn = el("div", { class: "turn" }, el("div", { class: "question" }, el("span", { class: "unseen" }, "Anda: "), text));
  $("welcome").hidden = true;
  $("erase").hidden = false;
  $("log").append(turn);
  return turn;
}

function showWaiting(turn) {
  const doing = el("p", { class: "doing" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), el("span", {}, "Membaca pertanyaan…"));
  const body = el("div", { class: "body" });
  const reply = el("article", { class: "reply waiting", "aria-busy": "true", "aria-label": "Jawaban" }, doing, body);
  turn.append(reply);
  return { reply, doing: doing.lastChild, body, citations: new Map(), sentences: [] };
}

function showSentence(view, { sentence, citations }) {
  for (const citation of citations) view.citations.set(citation.id, citation);
  const added = paragraphs([sentence], view.citations);
  for (const block of added) block.classList.add("new");
  view.body.append(...added);
}

function showAnswer(turn, answer) {
  turn.querySelector(".reply")?.remove();
  const look = STATUSES[answer.status] ?? STATUSES.smalltalk;
  const citations = new Map(answer.citations.map((citation) => [citation.id, citation]));
  const reply = el(
    "article",
    { class: `reply s-${answer.status}`, "aria-label": "Jawaban" },
    look.title && el("p", { class: "verdict" }, icon(look.icon), look.title),
    el("div", { class: "body" }, ...paragraphs(pieces(answer), citations)),
    answer.citations.length ? sourceList(answer.citations) : null,
    look.dated ? bottom(answer) : null,
  );
  turn.append(reply);
  showSuggestions(turn, answer.suggestions);
  $("knowledge").textContent = longDate(answer.knowledge_date);
  $("knowledge").setAttribute("datetime", answer.knowledge_date);
}

function sourceList(citations) {
  const items = citations.map((citation) => {
    const open = el(
      "button",
      { type: "button", class: "source", "aria-haspopup": "dialog" },
      el("span", { class: "number", "aria-hidden": "true" }, citation.id),
      el(
        "span",
        { class: "about" },
        el("span", { class: "title" }, citation.title),
        el("span", { class: "meta" }, [citation.publisher, longDate(citation.published), citation.locator].filter(Boolean).join(" · ")),
      ),
      badge(citation.validity),
    );
    open.addEventListener("click", () => openCard(citation));
    return el("li", {}, open, el("span", { class: "print-url" }, citation.url));
  });
  return el("section", { class: "proof" }, el("h2", {}, `Sumber (${citations.length})`), el("ol", {}, ...items));
}

function bottom(answer) {
  const copy = el("button", { type: "button", class: "small" }, icon("salin"), "Salin");
  copy.setAttribute("aria-label", answer.citations.length ? "Salin jawaban dengan sumber" : "Salin jawaban");
  copy.addEventListener("click", () => copyText(plainText(answer)));
  const day = el("p", { class: "holds" }, icon("kalender"), el("span", {}, "Jawaban untuk keadaan per ", el("strong", {}, time(answer.as_of)), " · pengetahuan sampai ", time(answer.knowledge_date)));
  return el("div", { class: "bottom" }, day, copy);
}

function showSuggestions(turn, suggestions) {
  for (const old of document.querySelectorAll(".suggestions")) old.remove();
  if (!suggestions.length) return;
  const buttons = suggestions.map((text) => el("button", { type: "button", class: "chip", onclick: () => ask(text) }, text));
  turn.append(el("div", { class: "suggestions", role: "group", "aria-label": "Pertanyaan lanjutan" }, ...buttons));
}

function showFailure(turn, question, asOf, problem) {
  turn.querySelector(".reply")?.remove();
  const label = el("span", {}, "Coba lagi");
  const again = el("button", { type: "button", class: "plain again" }, icon("ulang"), label);
  const text = el("p", {}, problem.detail);
  const reply = el("article", { class: "reply failed", "aria-label": "Jawaban gagal" }, el("p", { class: "verdict" }, icon("galat"), problem.title), text);
  if (problem.status !== 413 && problem.status !== 422) reply.append(again);
  else if (!$("message").value) write(question);
  again.addEventListener("click", () => {
    if (state.running) return;
    reply.remove();
    run(turn, question, asOf);
  });
  if (problem.wait) countdown(again, label, problem.wait);
  turn.append(reply);
}

function countdown(button, label, seconds) {
  const until = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    label.textContent = left > 0 ? `Coba lagi dalam ${left} detik` : "Coba lagi";
    if (left > 0 && button.isConnected) setTimeout(tick, 500);
  };
  setTimeout(tick);
}

/* ---- asking ------------------------------------------------------------------------------ */

function ask(text) {
  const question = text.trim();
  if (!question || state.running) return;
  if (!$("day").checkValidity()) return openDay();
  run(showQuestion(question), question, $("day").value || null);
}

async function run(turn, question, asOf) {
  const view = showWaiting(turn);
  const controller = new AbortController();
  begin(controller, question);
  follow(turn);
  try {
    const answer = await converse(question, asOf, controller.signal, (name, body) => {
      if (name === "status") view.doing.textContent = body.text;
      if (name === "sentence") showSentence(view, body);
      follow(turn);
    });
    state.conversation = answer.conversation_id;
    memory.set("conversation", state.conversation);
    memory.set("pending", null);
    showAnswer(turn, answer);
  } catch (error) {
    const problem = problemOf(error, controller.signal);
    if (problem.status === 404) forget();
    showFailure(turn, question, asOf, problem);
  } finally {
    end(controller);
    follow(turn);
  }
}

class Failed extends Error {
  constructor(problem) {
    super(problem.title);
    this.problem = problem;
  }
}

async function converse(message, asOf, signal, onEvent) {
  const response = await fetch(CHAT, {
    method: "POST",
    signal,
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ message, conversation_id: state.conversation, as_of: asOf }),
  });
  if (!response.ok) throw new Failed(await problemFrom(response));
  for await (const [name, body] of events(response.body)) {
    if (name === "done") return body;
    if (name === "error") throw new Failed(body);
    onEvent(name, body);
  }
  throw new Failed({ title: "Jawaban terputus", detail: "Sambungan berakhir sebelum jawaban selesai.", status: 0 });
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (text + value).split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const event = parseEvent(part);
      if (event) yield event;
    }
  }
}

function parseEvent(block) {
  const fields = new Map();
  for (const line of block.split("\n")) {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name) fields.set(name, value);
  }
  return fields.has("data") ? [fields.get("event") ?? "message", JSON.parse(fields.get("data"))] : null;
}

async function problemFrom(response) {
  const isProblem = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  const body = isProblem ? await response.json() : { title: "Terjadi galat", detail: "Layanan tidak dapat menjawab saat ini." };
  return { ...body, status: response.status, wait: +(response.headers.get("Retry-After") ?? 0) };
}

function problemOf(error, signal) {
  if (error instanceof Failed) return error.problem;
  if (signal.aborted) return { title: "Dihentikan", detail: "Anda menghentikan jawaban ini.", status: 0 };
  return { title: "Tidak tersambung", detail: "Server tidak dapat dihubungi. Periksa jaringan Anda; pertanyaan Anda tetap ada di sini.", status: 0 };
}

function begin(controller, question) {
  state.running = controller;
  state.following = true;
  memory.set("pending", question);
  write("");
  $("send").hidden = true;
  $("stop").hidden = false;
}

function end(controller) {
  if (state.running !== controller) return;
  state.running = null;
  $("send").hidden = false;
  $("stop").hidden = true;
}

/* Keeps the newest text in view, but never pushes the question off the top. */
function follow(turn) {
  if (!state.following || !turn.isConnected) return;
  const header = document.querySelector(".top").offsetHeight;
  const top = turn.getBoundingClientRect().top + scrollY - header - 16;
  scrollTo({ top: Math.min(top, document.documentElement.scrollHeight), behavior: "instant" });
}

/* ---- the card of a citation -------------------------------------------------------------- */

function openCard(citation) {
  const card = $("card");
  const url = safeUrl(citation.url);
  const [, meaning] = words.validities[citation.validity] ?? ["", ""];
  const link = el("a", { class: "main", href: documentPage(citation.document_id), target: "_blank", rel: "noopener" }, "Buka di dokumen", icon("panah"));
  const close = el("button", { type: "button", class: "close", "aria-label": "Tutup", onclick: () => card.close() }, icon("tutup"));
  const newer = el("p", { class: "linked", hidden: !citation.superseded_by }, icon("superseded"), el("span", {}, `Digantikan oleh ${citation.superseded_by}`));
  card.replaceChildren(
    el("header", {}, el("p", { class: "kind" }, `Sumber ${citation.id}`), close),
    el("h2", { id: "card-title" }, citation.title),
    el("p", { class: "meta" }, [citation.publisher, longDate(citation.published), citation.locator].filter(Boolean).join(" · ")),
    el("div", { class: `standing v-${citation.validity}` }, badge(citation.validity), el("p", {}, meaning)),
    newer,
    el("h3", {}, "Kutipan"),
    el("blockquote", {}, citation.quote),
    el("p", { class: "links" }, link, url ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer external" }, "Sumber asli", icon("keluar")) : null),
  );
  card.showModal();
  card.scrollTop = 0;
  aimAtPassage(link, citation);
  if (citation.superseded_by) nameNewer(newer.lastChild, citation.superseded_by);
}

function documentPage(id) {
  return `/dokumen/${encodeURIComponent(id)}`;
}

/* The quote is byte for byte in one passage: the link leads to that one. */
async function aimAtPassage(link, citation) {
  const found = await fetchDocument(citation.document_id);
  const passage = found?.passages.find((one) => one.text.includes(citation.quote));
  if (passage) link.href = `${documentPage(citation.document_id)}#${encodeURIComponent(passage.id)}`;
}

/* What replaced it may be a document here, or only a name. */
async function nameNewer(text, id) {
  const found = await fetchDocument(id);
  if (!found) return;
  text.replaceChildren("Digantikan oleh ", el("a", { href: documentPage(id), target: "_blank", rel: "noopener" }, found.title));
}

async function fetchDocument(id) {
  if (!documents.has(id)) {
    const load = fetch(`/api/v1/documents/${encodeURIComponent(id)}`).then((r) => (r.ok ? r.json() : null), () => null);
    documents.set(id, load);
  }
  return documents.get(id);
}

/* ---- copying ----------------------------------------------------------------------------- */

function plainText(answer) {
  const cited = pieces(answer).map((p) => p.text.replace(/\n$/, "") + p.citations.map((id) => ` [${id}]`).join("") + (p.text.endsWith("\n") ? "\n" : ""));
  const sources = answer.citations.map((c) => {
    const [word] = words.validities[c.validity] ?? [c.validity];
    return `[${c.id}] ${[c.title, c.publisher, longDate(c.published), c.locator].filter(Boolean).join(", ")} (${word}). ${c.url}`;
  });
  return [
    cited.join("").trim(),
    sources.length ? `\nSumber:\n${sources.join("\n")}` : null,
    `\n${holds(answer) || `Jawaban untuk keadaan per ${longDate(answer.as_of)}; pengetahuan sampai ${longDate(answer.knowledge_date)}.`}`,
    `Tanya IKN, ${location.origin}/`,
  ].filter((part) => part !== null).join("\n");
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    /* Not on https, or not allowed: the old way still works. */
    const box = el("textarea", { class: "unseen" });
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  toast("Jawaban disalin");
}

/* ---- conversations ----------------------------------------------------------------------- */

function forget() {
  state.conversation = null;
  memory.set("conversation", null);
}

function startAfresh() {
  state.running?.abort();
  state.running = null;
  $("send").hidden = false;
  $("stop").hidden = true;
  forget();
  memory.set("pending", null);
  $("log").replaceChildren();
  $("welcome").hidden = false;
  $("erase").hidden = true;
  setDay("");
  $("message").focus();
}

async function erase() {
  $("confirm").showModal();
  await new Promise((resolve) => $("confirm").addEventListener("close", resolve, { once: true }));
  if ($("confirm").returnValue !== "yes") return;
  $("confirm").returnValue = "";
  if (state.conversation && !(await deleted(state.conversation))) {
    return toast("Percakapan belum terhapus. Silakan coba lagi.");
  }
  startAfresh();
  toast("Percakapan dihapus");
}

async function deleted(id) {
  const response = await fetch(CONVERSATIONS + encodeURIComponent(id), { method: "DELETE" }).catch(() => null);
  return response !== null && (response.ok || response.status === 404);
}

async function resume() {
  const pending = memory.get("pending");
  if (state.conversation) {
    const response = await fetch(CONVERSATIONS + encodeURIComponent(state.conversation)).catch(() => null);
    if (response?.status === 404) forget();
    if (response?.ok) restore((await response.json()).messages);
  }
  if (pending && !$("message").value) write(pending);
}

function restore(messages) {
  /* Old words are not read out again. */
  $("log").setAttribute("aria-live", "off");
  let turn = null;
  for (const message of messages) {
    if (message.role === "user" || !turn) turn = showQuestion(message.role === "user" ? message.content : "");
    if (message.answer) showAnswer(turn, message.answer);
    else if (message.role === "assistant") turn.append(el("article", { class: "reply s-smalltalk" }, el("p", {}, message.content)));
    if (message.role === "assistant") turn = null;
  }
  $("log").lastElementChild?.scrollIntoView({ block: "start" });
  setTimeout(() => $("log").setAttribute("aria-live", "polite"));
}

/* ---- the form ---------------------------------------------------------------------------- */

function write(text) {
  $("message").value = text;
  measure();
}

function measure() {
  const box = $("message");
  memory.set("draft", box.value);
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, innerHeight / 3)}px`;
  const left = box.maxLength - box.value.length;
  $("count").textContent = left <= NEAR_LIMIT ? `${left} karakter lagi` : "";
  $("send").disabled = !box.value.trim();
}

function openDay(open = true) {
  $("day-panel").hidden = !open;
  $("day-toggle").setAttribute("aria-expanded", String(open));
  if (open) $("day").focus();
}

function setDay(value) {
  $("day").value = value;
  const set = Boolean($("day").value) && $("day").checkValidity();
  $("day-label").textContent = set ? `Jawaban per ${longDate($("day").value)}` : "Jawaban per hari ini";
  $("day-toggle").classList.toggle("set", set);
  $("day").setAttribute("aria-invalid", String(!$("day").checkValidity()));
}

function wire() {
  $("form").addEventListener("submit", (event) => {
    event.preventDefault();
    ask($("message").value);
  });
  $("message").addEventListener("input", measure);
  $("message").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    ask($("message").value);
  });
  $("stop").addEventListener("click", () => state.running?.abort());
  $("fresh").addEventListener("click", startAfresh);
  $("erase").addEventListener("click", erase);
  $("day-toggle").addEventListener("click", () => openDay($("day-panel").hidden));
  $("day").addEventListener("input", () => setDay($("day").value));
  $("day-clear").addEventListener("click", () => {
    setDay("");
    openDay(false);
    $("day-toggle").focus();
  });
  $("day-panel").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openDay(false);
    $("day-toggle").focus();
  });
  for (const starter of document.querySelectorAll(".starter")) {
    starter.addEventListener("click", () => ask(starter.dataset.question));
  }
  $("card").addEventListener("click", (event) => {
    if (event.target === $("card")) $("card").close();
  });
  for (const name of ["wheel", "touchmove"]) {
    addEventListener(name, () => (state.following = false), { passive: true });
  }
}

wire();
write(memory.get("draft") ?? "");
resume();
