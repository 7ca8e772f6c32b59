/** The colour of the institution, moved until text on it and in it can be read. */

type Parts = [number, number, number];

const LIGHT_PAPER = "#efece3";
const DARK_LINE = "#2c3e42";

export function dress(element: HTMLElement, colour: string | null): void {
  if (!colour || !/^#[0-9a-f]{6}$/i.test(colour)) return;
  const deep = readable(colour, LIGHT_PAPER, "#000000", 5.5);
  const light = readable(colour, DARK_LINE, "#ffffff", 6);
  element.style.setProperty("--brand", `light-dark(${deep}, ${light})`);
  element.style.setProperty("--brand-deep", deep);
  element.style.setProperty("--mine", deep);
}

function readable(colour: string, paper: string, towards: string, ratio: number): string {
  let parts = rgb(colour);
  const [ground, aim] = [rgb(paper), rgb(towards)];
  for (let step = 0; step < 40 && contrast(parts, ground) < ratio; step++) {
    parts = parts.map((part, at) => part + ((aim[at] ?? 0) - part) * 0.08) as Parts;
  }
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function rgb(hex: string): Parts {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Parts;
}

function luminance(parts: Parts): number {
  const [r, g, b] = parts.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)) as Parts;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Parts, other: Parts): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
