/** The stylesheet of our pages, for a shadow root: there `rem` is the portal's and may be anything. */

const REM = /(-?\d*\.?\d+)rem\b/g;

export async function stylesheet(home: string): Promise<CSSStyleSheet> {
  const response = await fetch(`${home}/static/tanya.css`, { credentials: "omit" });
  if (!response.ok) throw new Error(`${response.status}`);
  const sheet = new CSSStyleSheet();
  await sheet.replace(scaled(await response.text()));
  return sheet;
}

/** Never smaller than the person's own size; conditions keep their units. */
function scaled(css: string): string {
  const line = (text: string): string => (text.startsWith("@") ? text : text.replace(REM, "calc($1 * max(1rem, 16px))"));
  return css.split("\n").map(line).join("\n");
}
