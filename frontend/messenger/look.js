// The workspace's colour, with text that can be read on it.

/** Sets the colour, `#rrggbb`, by the object model: the policy allows no inline style. */
export function paint(colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour ?? "")) return;
  const style = document.documentElement.style;
  style.setProperty("--brand", colour);
  style.setProperty("--on-brand", luminance(colour) > 0.179 ? "#000" : "#fff");
  painted = colour;
  edge();
}

let painted = null;
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", edge);

/** What is filled with a colour that can hardly be told from what it lies on gets an edge. */
function edge() {
  if (!painted) return;
  const { documentElement: root } = document;
  const surface = getComputedStyle(root).getPropertyValue("--surface").trim();
  root.style.setProperty("--brand-edge", contrast(painted, surface) < 1.3 ? "var(--ink-faint)" : "transparent");
}

/** WCAG contrast ratio. */
function contrast(...colours) {
  const [light, dark] = colours.map(luminance).sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

/** WCAG relative luminance. Of black and white the one with more contrast has 4.58:1 or more; they change places at 0.179. */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
