"use strict";
// Progressive only: every page is complete without it.

// A file that is dropped is chosen, as if with the button.
for (const place of document.querySelectorAll("[data-file-drop]")) {
  const input = place.querySelector("input[type=file]");
  const over = (on) => place.classList.toggle("file-drop-over", on);
  place.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  place.addEventListener("dragleave", () => over(false));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Escape closes what folds out as a question, and the focus goes back to what opened it.
for (const question of document.querySelectorAll("[data-dialog]")) {
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    question.open = false;
    question.querySelector("summary").focus();
  });
}

// A form with faults begins at its summary.
document.querySelector(".error-summary")?.focus();
