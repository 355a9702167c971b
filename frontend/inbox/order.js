// An order applies as soon as it is chosen; the field keeps the focus on the page that then loads.

const HERE = "#order";

export function takeOverOrder() {
  const select = document.querySelector(".order select");
  if (!select) return;
  if (location.hash === HERE) {
    history.replaceState(history.state, "", location.pathname + location.search);
    select.focus();
  }
  select.addEventListener("change", () => {
    select.form.action = `/inbox${HERE}`;
    select.form.requestSubmit();
  });
}
