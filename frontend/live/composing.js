// While an input method puts a word together its keys are its own. Safari tells the last Enter by its old code only.

export const composing = (event) => event.isComposing || event.keyCode === 229;
