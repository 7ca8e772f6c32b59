/* The conversation: asking, showing, failing, coming back after a reload. */

import { $, el, icon, say, t, toast } from "./dom.js";
import { addSentence, answerCard, knowledgeIs, officerCard, suggestionsOf, summary, waitingCard } from "./answer.js";
import { api, tell } from "./host.js";
import { keep, recall } from "./memory.js";
import { askOfficer, offerOfficer, showHandoff } from "./people.js";
import { mask } from "./personal.js";
import { Failed, converse, newKey, stop } from "./stream.js";

export const state = { conversation: recall("conversation"), running: null, following: true, turns: [] };
const shown = new Set();
let write = () => {};

export function start(writer) {
  write = writer;
  return resume();
}

export const toOfficer = () => askOfficer(state.conversation, showNew);

/* ---- asking ------------------------------------------------------------------------------ */

export function ask(text, asOf = null) {
  const message = mask(text.trim()).text;
  if (!message || state.running) return;
  const body = { message, conversation_id: state.conversation, as_of: asOf };
  run(showQuestion(message), { key: newKey(), body });
}

async function run(turn, request) {
  const view = waitingCard();
  turn.append(view.card);
  const controller = new AbortController();
  begin(controller, request);
  follow(turn);
  try {
    const answer = await converse(request, {
      signal: controller.signal,
      onEvent: (name, body) => hear(view, turn, name, body),
      onLost: () => (view.doing.textContent = t("mending")),
    });
    finish(turn, answer);
  } catch (error) {
    if (!turn.isConnected) return;
    const problem = problemOf(error, controller.signal);
    if (problem.status === 404) forget();
    keep("pending", JSON.stringify({ ...request, failed: true }));
    showFailure(turn, problem.lost ? request : { ...request, key: newKey() }, problem);
  } finally {
    end(controller);
    follow(turn);
  }
}

function hear(view, turn, name, body) {
  if (name === "status") view.doing.textContent = body.text;
  if (name === "sentence") {
    addSentence(view, body);
    say(body.sentence.text);
  }
  follow(turn);
}

function finish(turn, answer) {
  if (!turn.isConnected) return;
  setConversation(answer.conversation_id);
  keep("pending", null);
  showAnswer(turn, answer);
  if (!answer.sentences.length) say(answer.answer);
  say(summary(answer));
  knowledgeIs(answer.knowledge_date);
  tell("answer", { status: answer.status });
  if (answer.status === "handed_off") refreshHandoff();
}

export function halt() {
  state.running?.abort();
}

function begin(controller, request) {
  state.running = controller;
  state.following = true;
  controller.signal.addEventListener("abort", () => stop(request.key));
  keep("pending", JSON.stringify(request));
  write("");
  swap("send", "stop");
}

function end(controller) {
  if (state.running !== controller) return;
  state.running = null;
  swap("stop", "send");
}

/* One button takes the place of the other, and the focus with it. */
function swap(from, to) {
  const focused = document.activeElement === $(from);
  $(from).hidden = true;
  $(to).hidden = false;
  if (focused) (to === "send" ? $("message") : $(to)).focus();
}

/* ---- showing ----------------------------------------------------------------------------- */

function showQuestion(text) {
  const turn = el("div", { class: "turn" });
  if (text) turn.append(el("div", { class: "question" }, el("span", { class: "unseen" }, `${t("you")}: `), text));
  $("welcome").hidden = true;
  $("log").append(turn);
  state.turns.push({ node: turn, question: text });
  return turn;
}

function showAnswer(turn, answer, rated = null) {
  const had = turn.querySelector(".reply");
  const focused = had?.contains(document.activeElement) ? [...had.querySelectorAll(".cite")].indexOf(document.activeElement) : -1;
  const card = answerCard(answer, state.conversation, rated);
  if (had) had.replaceWith(card);
  else turn.append(card);
  if (focused >= 0) card.querySelectorAll(".cite")[focused]?.focus();
  Object.assign(state.turns.find((one) => one.node === turn), { answer });
  shown.add(answer.message_id);
  for (const old of document.querySelectorAll(".suggestions, .offer")) old.remove();
  if (answer.handoff.offered && document.documentElement.dataset.helpdesk === "yes") turn.append(offerOfficer(toOfficer));
  const next = suggestionsOf(answer);
  if (next) turn.append(next);
}

function showFailure(turn, request, problem) {
  turn.querySelector(".reply")?.remove();
  const label = el("span", {}, t("again"));
  const again = el("button", { type: "button", class: "plain again" }, icon("ulang"), label);
  const final = problem.status === 413 || problem.status === 422;
  const reply = el("article", { class: "reply failed", "aria-label": t("failed") }, el("p", { class: "verdict" }, icon("galat"), problem.title), el("p", {}, problem.detail), !final && again);
  if (final && !$("message").value) write(request.body.message);
  again.addEventListener("click", () => {
    if (state.running) return;
    reply.remove();
    $("message").focus();
    run(turn, { ...request, body: { ...request.body, conversation_id: state.conversation } });
  });
  if (problem.wait) countdown(again, label, problem.wait);
  turn.append(reply);
  say(`${problem.title}. ${problem.detail}`);
}

function countdown(button, label, seconds) {
  const until = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    label.textContent = left > 0 ? t("again_in", { seconds: left }) : t("again");
    if (left > 0 && button.isConnected) setTimeout(tick, 500);
  };
  setTimeout(tick);
}

function problemOf(error, signal) {
  if (error instanceof Failed) return error.problem;
  if (signal.aborted) return { title: t("stopped"), detail: t("stopped_detail"), status: 0 };
  throw error;
}

/* Keeps the newest text in view, but never pushes the question off the top. */
function follow(turn) {
  if (!state.following || !turn.isConnected) return;
  const header = document.querySelector(".top").offsetHeight;
  const top = turn.getBoundingClientRect().top + scrollY - header - 16;
  scrollTo({ top: Math.min(top, document.documentElement.scrollHeight), behavior: "instant" });
}

/* ---- keeping and forgetting ---------------------------------------------------------------- */

function setConversation(id) {
  state.conversation = id;
  keep("conversation", id);
  $("erase").disabled = !id;
  for (const name of ["copy-all", "print", "download"]) $(name).disabled = !id;
  $("officer").hidden = !id || !$("handoff").hidden || document.documentElement.dataset.helpdesk !== "yes";
}

function forget() {
  setConversation(null);
  showHandoff(null, null);
}

export function startAfresh() {
  const running = state.running;
  state.turns = [];
  shown.clear();
  $("log").replaceChildren();
  $("spoken").replaceChildren();
  running?.abort();
  forget();
  keep("pending", null);
  write("");
  $("welcome").hidden = false;
  $("message").focus();
}

export async function eraseConversation() {
  const id = state.conversation;
  if (id) {
    const response = await api(`/api/v1/conversations/${encodeURIComponent(id)}`, { method: "DELETE" }).catch(() => null);
    if (!response || !(response.ok || response.status === 404)) return toast(t("erase_failed"));
  }
  startAfresh();
  toast(t("erased"));
}

/* ---- coming back --------------------------------------------------------------------------- */

async function resume() {
  const pending = JSON.parse(recall("pending") ?? "null");
  const found = state.conversation ? await load() : null;
  if (!found) setConversation(state.conversation);
  if (pending?.failed) {
    if (!$("message").value) write(pending.body.message);
  } else if (pending) {
    takeUp(pending, found);
  }
}

/* A question that was on its way when the page was left: its stream is still there. */
function takeUp(pending, found) {
  const last = state.turns.at(-1);
  if (found && last?.answer && last.question === pending.body.message) return keep("pending", null);
  const turn = last && !last.answer && last.question === pending.body.message ? last.node : showQuestion(pending.body.message);
  run(turn, pending);
}

async function load() {
  const response = await api(`/api/v1/conversations/${encodeURIComponent(state.conversation)}`).catch(() => null);
  if (response?.status === 404) forget();
  if (!response?.ok) return null;
  const found = await response.json();
  setConversation(found.conversation_id);
  showNew(found.messages);
  showHandoff(found.handoff, found.conversation_id, showNew);
  $("log").lastElementChild?.scrollIntoView({ block: "start" });
  return found;
}

async function refreshHandoff() {
  const response = await api(`/api/v1/conversations/${encodeURIComponent(state.conversation)}`).catch(() => null);
  if (response?.ok) showHandoff((await response.json()).handoff, state.conversation, showNew);
}

/* Messages that are not in the page yet: all of them after a reload, an officer's later. */
function showNew(messages) {
  const loading = !state.turns.length;
  let turn = null;
  for (const message of messages) {
    if (shown.has(message.message_id)) continue;
    shown.add(message.message_id);
    if (message.role === "user") {
      if (loading) turn = showQuestion(message.content);
      continue;
    }
    turn ??= showQuestion("");
    if (message.answer) showAnswer(turn, message.answer, message.feedback);
    else showSaid(turn, message, loading);
    turn = null;
  }
}

function showSaid(turn, message, loading) {
  turn.append(officerCard(message));
  Object.assign(state.turns.find((one) => one.node === turn), { said: `${message.author ?? t("officer")}: ${message.content}` });
  if (loading) return;
  say(`${message.author ?? t("officer")}: ${message.content}`);
  tell("officer");
  turn.scrollIntoView({ block: "nearest" });
}
