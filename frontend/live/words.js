// The page's words and settings, handed over by the server as inert JSON blocks.

export function block(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export const words = block("words");

/** What runs from right to left, or says that something does; and the controls that say so (UAX #9). */
const TURNS = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A value between FSI and PDI where it would turn the sentence around it. */
const isolated = (value) => (TURNS.test(value) ? `\u2068${value.replace(CONTROLS, "")}\u2069` : value);

const JAPANESE = /[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]/;

/** The sentence with `{name}` replaced by `values.name`; between two Japanese characters no space is left. */
export function say(sentence, values = {}) {
  return sentence.replace(/(.?)( ?)\{(\w+)\}(?:( )(?=(.)))?/gu, (whole, last, before, name, after = "", next = "") => {
    const value = isolated(String(values[name] ?? `{${name}}`));
    const tight = (one, other) => JAPANESE.test(one) && JAPANESE.test(other);
    return last + (tight(last, [...value][0] ?? "") ? "" : before) + value + (tight([...value].at(-1) ?? "", next) ? "" : after);
  });
}
