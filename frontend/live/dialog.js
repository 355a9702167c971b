// Dialogs that are made to be seen once.

/** Shows `dialog`; what `close` answers to takes it away, and gives the focus back to where it was, with the caret where it
 * stood: Chromium forgets that of a field once the dialog over it is gone. */
export function showOnce(dialog) {
  const before = document.activeElement;
  const caret = [before?.selectionStart, before?.selectionEnd];
  const gone = () => {
    if (!dialog.isConnected) return;
    dialog.close();
    dialog.remove();
    if (!before?.isConnected) return;
    before.blur();
    before.focus({ preventScroll: true });
    if (typeof caret[0] === "number") before.setSelectionRange(...caret);
  };
  dialog.addEventListener("close", gone);
  document.body.append(dialog);
  dialog.showModal();
  return gone;
}
