// What pages do quicker where scripts run; each of them works without. Words come from data-… attributes.

// A button rests after it was pressed, so that a second press sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented || form.hasAttribute("hx-post") || form.hasAttribute("hx-get")) return;
  form.dataset.sent = "1";
  const button = event.submitter;
  if (button) button.setAttribute("aria-disabled", "true");
});

// Coming back with the browser's button shows a form that can be sent.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-disabled=true]")) {
    button.removeAttribute("aria-disabled");
  }
});

// What only stands in for a script.
for (const each of document.querySelectorAll("[data-without-scripts]")) each.hidden = true;

// A page that only asks a question is shown over the page that leads to it.
const ask = async (link) => {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const question = page.querySelector("[data-question]");
  if (!answer.ok || !question) throw new Error(String(answer.status));
  const dialog = document.createElement("dialog");
  dialog.className = "question";
  dialog.append(document.importNode(question, true));
  dialog.setAttribute("aria-label", dialog.querySelector("h1").textContent);
  for (const keep of dialog.querySelectorAll("[data-keep]")) {
    keep.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    (document.getElementById(link.id) ?? link).focus();
  });
  document.getElementById("main").append(dialog);
  dialog.showModal();
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-asks]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  ask(link).catch(() => location.assign(link.href));
});

// The list of what is wrong is read first.
document.querySelector("[data-focus]")?.focus();

// A field to type into keeps its suggestions: what stands in it is replaced by what is typed.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-choice]")) event.target.select();
});

// Many fields are narrowed to those whose words hold what is typed.
for (const each of document.querySelectorAll("[data-needs-scripts]")) each.hidden = false;
const folded = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\u0111/gi, "d").toLowerCase();
for (const input of document.querySelectorAll("[data-narrows]")) {
  input.addEventListener("input", () => {
    for (const field of document.querySelector(input.dataset.narrows).children) {
      field.hidden = !folded(field.querySelector("label").textContent).includes(folded(input.value));
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

// A password can be looked at: a Vietnamese keyboard makes other letters of what is typed.
for (const button of document.querySelectorAll("[data-shows]")) {
  const input = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  });
  // A browser keeps and offers what stands in a field of a password only.
  input.form.addEventListener("submit", () => {
    input.type = "password";
  });
}
for (const words of document.querySelectorAll("[data-counts]")) {
  const input = document.getElementById(words.dataset.counts);
  input.addEventListener("input", () => {
    const left = words.dataset.least - [...input.value.normalize("NFC")].length;
    const text = left > 0 ? words.dataset.short.replace("#", left) : words.dataset.long;
    words.textContent = input.value ? text : "";
  });
}

// Copying a text.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.done;
  });
}

// Dropping a file anywhere on the page puts it into the page's file field.
const zone = document.querySelector("[data-drop]");
if (zone) {
  const input = zone.querySelector("input[type=file]");
  let depth = 0;
  const mark = (on) => zone.classList.toggle("drop-over", on);
  document.addEventListener("dragenter", () => mark(++depth > 0));
  document.addEventListener("dragleave", () => mark(--depth > 0));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    mark(false);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

// An answer that was asked for before the person's latest choice would undo that choice, so it is
// dropped; the request that the choice causes brings the right one.
const choices = new Map();
const askedAt = new WeakMap();
document.addEventListener("change", (event) => {
  const part = event.target.closest("[hx-trigger^=change]");
  if (part) choices.set(part.id, (choices.get(part.id) ?? 0) + 1);
});
document.body.addEventListener("htmx:beforeSend", ({ detail }) => {
  askedAt.set(detail.xhr, choices.get(detail.target.id));
});
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (askedAt.get(detail.xhr) !== choices.get(detail.target.id)) detail.shouldSwap = false;
});

// Parts of pages that are asked for again say so when the server can't be reached.
let offline = null;
document.body.addEventListener("htmx:sendError", () => {
  if (offline) return;
  offline = document.createElement("div");
  offline.className = "banner banner-warn";
  offline.setAttribute("role", "alert");
  offline.textContent = document.body.dataset.offline;
  document.querySelector(".top").after(offline);
});
document.body.addEventListener("htmx:afterOnLoad", () => {
  offline?.remove();
  offline = null;
});
