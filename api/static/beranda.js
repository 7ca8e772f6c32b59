/* The buttons of the example page: what an institution can do with the element's own methods. */

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ask], [data-open]");
  const widget = document.querySelector("tanya-ikn");
  if (!button || !widget) return;
  if (button.dataset.ask) widget.ask(button.dataset.ask);
  else widget.open();
});
