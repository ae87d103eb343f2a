// What pages do beyond links and forms. Everything here is a comfort: each page works without it.

// A second click on a slow line must not send a form twice. (The server refuses the second one
// anyway; this spares the reader that message.)
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  // After the event, so that the button's own name and value are still sent with the form.
  setTimeout(() => {
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.setAttribute("aria-disabled", "true");
    }
  });
});

// Coming back by the back button finds the form ready again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
});

// A choice in a filter takes effect at once; without script its button does it.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// What went wrong is read first, by eyes and by screen readers.
document.querySelector("[data-focus]")?.focus();
