// The page's words and settings, handed over by the server as inert JSON blocks.

export function block(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export const words = block("words");

/** The sentence with `{name}` replaced by `values.name`. */
export function say(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (blank, name) => String(values[name] ?? blank));
}
