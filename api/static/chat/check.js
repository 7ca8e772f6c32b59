/* The guided check: a short form that becomes one well-formed question. */

import { $, confirmed } from "./dom.js";

const QUESTIONS = {
  pindah: (who, where) => `Apakah ${who} ${where} dipindahkan ke IKN, dan kapan?`,
  tunjangan: (who, where) => `Tunjangan apa yang didapat ${who} ${where} yang pindah ke IKN?`,
  hunian: (who, where, family) => `Hunian apa yang disediakan bagi ${who} ${where} yang pindah ke IKN ${family}?`,
  biaya: (who, where, family) => `Biaya pindah apa yang ditanggung bagi ${who} ${where} yang pindah ke IKN ${family}?`,
  menolak: (who, where) => `Apa akibatnya bila ${who} ${where} menolak pindah ke IKN?`,
};

export async function guidedCheck(ask) {
  if (!(await confirmed($("check")))) return;
  const { topic, who, where, family } = Object.fromEntries(new FormData($("check-form")));
  ask(QUESTIONS[topic](who, where, family));
}
