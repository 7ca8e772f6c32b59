/** Personal numbers: pointed out while they are typed, masked before they leave the page.
    The server masks again (assistant/privacy.py), with more than a pattern can know. */

const GAP = "[ .\\-]?";
const NIP = [
  "(?:19|20)\\d\\d", "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12]\\d|3[01])", "(?:19|20)\\d\\d", "(?:0[1-9]|1[0-2])", "[12]", "\\d{3}",
].join(GAP);
const PATTERNS: [kind: string, pattern: RegExp][] = [
  ["surel", /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ["NIP", new RegExp(`(?<!\\d)${NIP}(?!\\d)`, "g")],
  ["NPWP", /(?<!\d)\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}(?!\d)/g],
  ["nomor identitas", new RegExp(`(?<![\\d/])\\d(?:${GAP}\\d){14,18}(?![\\d/])`, "g")],
  ["nomor telepon", /(?<![\d/.])(?:\+62[ .-]?|0)8\d{1,3}(?:[ .-]?\d{3,5}){2}(?![\d/])/g],
  ["nomor telepon", /(?<![\d/.])(?:\(0\d{2,3}\) ?|\+62[ .-]?\d{2,3}[ .-])\d{3,4}[ .-]?\d{3,4}(?![\d/])/g],
];

/** The text without them, and what they were. */
export function mask(text: string): { text: string; found: string[] } {
  const found = new Set<string>();
  for (const [kind, pattern] of PATTERNS) {
    text = text.replace(pattern, () => {
      found.add(kind);
      return `[${kind} disamarkan]`;
    });
  }
  return { text, found: [...found] };
}
