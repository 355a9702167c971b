// What a pointer is down on stays where it is: taken from under it, it is never clicked.

let pressed = null; // what the pointer is down on
let waiting = []; // for it to be let go

function down({ target, button }) {
  up();
  if (!button) pressed = target;
}

/** The click comes after this event, and before whatever waits for it. */
function up() {
  for (const go of waiting) setTimeout(go);
  [pressed, waiting] = [null, []];
}

addEventListener("pointerdown", down, { capture: true });
for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, up, { capture: true });
addEventListener("blur", up);

/** Waits until no pointer is down on anything in `element`. */
export async function letGo(element) {
  while (element?.contains(pressed)) await new Promise((go) => waiting.push(go));
}
