/* The chat of Tanya IKN: wires the page to its parts. Everything that a person or the server
   wrote is put in as text, never as markup. */

import { $, confirmed, longDate, t } from "./dom.js";
import { knowledgeIs } from "./answer.js";
import { dress, framed, tell, when } from "./host.js";
import { guidedCheck } from "./check.js";
import { keep, recall, remember, remembering } from "./memory.js";
import { undoHandoff } from "./people.js";
import { mask } from "./personal.js";
import { ask, eraseConversation, halt, start, startAfresh, state, toOfficer } from "./talk.js";
import { copy, download, transcript } from "./transcript.js";

const NEAR_LIMIT = 200;

/* ---- the form ------------------------------------------------------------------------------ */

function write(text) {
  $("message").value = text;
  measure();
}

function measure() {
  const box = $("message");
  const { text, found } = mask(box.value);
  keep("draft", text);
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, innerHeight / 3)}px`;
  const left = box.maxLength - box.value.length;
  $("count").textContent = left <= NEAR_LIMIT ? t("left", { count: left }) : "";
  $("send").disabled = !box.value.trim();
  warn(found);
}

/* Said once for each kind of number, not at each key. */
function warn(found) {
  const text = found.length ? t("personal", { what: found.map((kind) => t(`kind_${kind}`)).join(", ") }) : "";
  if ($("warning-text").textContent !== text) $("warning-text").textContent = text;
  $("warning").hidden = !text;
}

function submit(text) {
  if (!$("day").checkValidity()) return openDay();
  ask(text, $("day").value || null);
}

function openDay(open = true) {
  $("day-panel").hidden = !open;
  $("day-toggle").setAttribute("aria-expanded", String(open));
  if (open) $("day").focus();
}

function closeDay() {
  openDay(false);
  $("day-toggle").focus();
}

function setDay(value) {
  $("day").value = value;
  const set = Boolean($("day").value) && $("day").checkValidity();
  $("day-label").textContent = set ? t("as_of_day", { day: longDate($("day").value) }) : t("as_of_today");
  $("day-toggle").classList.toggle("set", set);
  $("day").setAttribute("aria-invalid", String(!$("day").checkValidity()));
}

function wireForm() {
  $("form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit($("message").value);
  });
  $("message").addEventListener("input", measure);
  $("message").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit($("message").value);
  });
  $("stop").addEventListener("click", halt);
  $("day-toggle").addEventListener("click", () => openDay($("day-panel").hidden));
  $("day").addEventListener("input", () => setDay($("day").value));
  $("day-clear").addEventListener("click", () => {
    setDay("");
    closeDay();
  });
  escapes($("day-panel"), closeDay);
}

/* ---- the menu ------------------------------------------------------------------------------ */

function openMenu(open) {
  $("menu").hidden = !open;
  $("menu-toggle").setAttribute("aria-expanded", String(open));
  if (open) $("menu").querySelector("button:enabled, a, input").focus();
}

function closeMenu() {
  openMenu(false);
  $("menu-toggle").focus();
}

function escapes(node, close) {
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
}

async function erase() {
  if (await confirmed($("confirm"))) {
    setDay("");
    await eraseConversation();
  }
}

function fresh() {
  setDay("");
  startAfresh();
}

function wireMenu() {
  const actions = {
    fresh,
    erase,
    officer: toOfficer,
    "copy-all": () => copy(transcript(state.turns), t("transcript_copied")),
    print: () => window.print(),
    download: () => download(transcript(state.turns)),
  };
  for (const [id, act] of Object.entries(actions)) {
    $(id).addEventListener("click", () => {
      if (!$("menu").hidden) closeMenu();
      act();
    });
  }
  $("menu-toggle").addEventListener("click", () => openMenu($("menu").hidden));
  escapes($("menu"), closeMenu);
  $("menu").addEventListener("focusout", (event) => {
    const to = event.relatedTarget;
    if (to && !$("menu").contains(to) && to !== $("menu-toggle")) openMenu(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (!$("menu").hidden && !event.target.closest("#menu, #menu-toggle")) openMenu(false);
  });
  $("remember").checked = remembering();
  $("remember").addEventListener("change", () => remember($("remember").checked));
  $("handoff-undo").addEventListener("click", () => undoHandoff(state.conversation));
}

/* ---- the page ------------------------------------------------------------------------------ */

function wirePage() {
  document.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-question]");
    if (asked) ask(asked.dataset.question, $("day").value || null);
  });
  $("check-open").addEventListener("click", () => guidedCheck(ask));
  $("card").addEventListener("click", (event) => {
    if (event.target === $("card")) $("card").close();
  });
  for (const name of ["wheel", "touchmove"]) {
    addEventListener(name, () => (state.following = false), { passive: true });
  }
  const connection = () => ($("offline").hidden = navigator.onLine);
  addEventListener("online", connection);
  addEventListener("offline", connection);
  connection();
}

/* ---- the page around us -------------------------------------------------------------------- */

function wireHost() {
  $("close").hidden = !framed;
  $("close").addEventListener("click", () => tell("close"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) tell("close");
  });
  /* With fingers the keyboard would hide the notice: there the page itself gets the focus. */
  when("focus", () => $(matchMedia("(pointer: coarse)").matches ? "isi" : "message").focus({ preventScroll: true }));
  when("ask", ({ text }) => {
    if (typeof text !== "string") return;
    if (state.running) write(text.slice(0, $("message").maxLength));
    else ask(text.slice(0, $("message").maxLength));
  });
}

dress();
wireForm();
wireMenu();
wirePage();
wireHost();
knowledgeIs($("knowledge").getAttribute("datetime"));
write(recall("draft") ?? "");
start(write).then(() => {
  document.documentElement.dataset.ready = "yes";
  tell("ready");
});
