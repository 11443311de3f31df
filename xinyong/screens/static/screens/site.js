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

// A form is sent once: a second click finds its button asleep. Coming back to the page wakes it.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]") || event.defaultPrevented) return;
  const button = event.submitter ?? event.target.querySelector("button");
  setTimeout(() => { button.disabled = true; });
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-once] button, [data-upload] button")) button.disabled = false;
});

// A large file takes long: show how far it is, keep the session alive, and say when the network breaks.
const upload = document.querySelector("[data-upload]");
upload?.addEventListener("submit", (event) => {
  const button = upload.querySelector("button");
  const bar = upload.querySelector("[data-upload-bar]");
  const show = (tone, words) => { bar.hidden = false; bar.className = `notice notice-${tone}`; bar.querySelector("p").textContent = words; };
  const [file] = upload.querySelector("input[type=file]").files;
  if (!file) return;  // the server says what is missing
  event.preventDefault();
  const largest = Number(upload.dataset.largest);
  if (file.size > largest) return show("bad", `文件超过 ${largest >> 20} MB，没有上传。请删去不需要的工作表和图片，或按行分成几个文件报送。`);
  button.disabled = true;
  const sending = new XMLHttpRequest();
  const alive = setInterval(() => fetch(upload.action, { method: "HEAD" }).catch(() => {}), 300000);
  const over = (words) => { clearInterval(alive); button.disabled = false; show("bad", words); };
  sending.upload.addEventListener("progress", (part) => {
    bar.querySelector("progress").value = part.loaded / part.total;
    show("calm", part.loaded < part.total ? `正在上传：${Math.floor((100 * part.loaded) / part.total)}%` : "已上传，正在登记……");
  });
  sending.addEventListener("error", () => over("网络中断，文件没有送到。请检查网络后再点“上传”，不会重复。"));
  sending.addEventListener("load", () => {
    clearInterval(alive);
    if (sending.status < 400) return location.assign(sending.responseURL);
    const page = new DOMParser().parseFromString(sending.responseText, "text/html").querySelector("#content");
    if (!page) return over("没有送到，请稍后再试；仍不行的，请联系系统管理员。");
    const fault = page.querySelector(".error-summary");
    if (!fault) return document.querySelector("#content").replaceWith(page);  // the session is over, say
    document.querySelector(".error-summary")?.remove();
    bar.hidden = true;
    button.disabled = false;
    upload.before(fault);  // the file stays chosen
    toFault(document);
  });
  sending.open("POST", upload.action);
  sending.send(new FormData(upload));
  show("calm", "正在上传……");
});

// What folds out as a question becomes a dialog: it takes the focus, Escape or 取消 closes it, the focus goes back.
function ask(question) {
  const opener = question.querySelector("summary");
  const box = question.querySelector(".dialog-box");
  const dialog = document.createElement("dialog");
  const close = document.createElement("button");
  dialog.className = "dialog-box";
  dialog.setAttribute("aria-labelledby", box.getAttribute("aria-labelledby"));
  close.type = "button";
  close.className = "button-quiet";
  close.textContent = opener.textContent.includes("取消") ? "返回" : "取消";  // 取消 must not mean both
  close.addEventListener("click", () => dialog.close());
  dialog.append(...box.childNodes, close);
  dialog.addEventListener("close", () => {
    close.remove();
    box.append(...dialog.childNodes);
    dialog.remove();
    opener.focus();
  });
  question.after(dialog);
  dialog.showModal();
}
document.addEventListener("click", (event) => {
  const question = event.target.closest("[data-dialog] > summary")?.parentElement;
  if (!question) return;
  event.preventDefault();
  ask(question);
});

// The box in the head of a table chooses all its rows.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-choose-all]")) return;
  for (const box of event.target.closest("table").querySelectorAll("tbody .choose input")) box.checked = event.target.checked;
});
for (const head of document.querySelectorAll("th.choose")) {
  head.innerText = "";
  const all = Object.assign(document.createElement("input"), { type: "checkbox", ariaLabel: "选择全部" });
  all.setAttribute("data-choose-all", "");
  head.append(all);
}

// On small screens the menu is folded until it is wanted.
const small = matchMedia("(max-width: 48rem)");
const fold = () => document.querySelector("[data-menu]")?.toggleAttribute("open", !small.matches);
small.addEventListener("change", fold);
fold();

// A form with faults begins at its summary; where a part was renewed, the focus follows what was asked for.
const toFault = (where) => where.querySelector(".error-summary")?.focus();
toFault(document);
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  if (!part.hasAttribute("data-renewed")) return;
  if (part.querySelector(".error-summary")) return toFault(part);
  part.focus({ preventScroll: true });
  if (part.getBoundingClientRect().top < 0) part.scrollIntoView();
});

// Paper is for those whose browser can be asked for it here; the others have their own menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
