// Uploading with its progress. Without it the form is sent as it is. Words come from data-… attributes.

const MB = 1048576;

// As the page's language writes numbers.
function number(value, digits) {
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
}

// A file with anything in it has 1 KB at least.
function size(bytes) {
  return bytes < MB ? `${number(Math.ceil(bytes / 1024), 0)} KB` : `${number(bytes / MB, 1)} MB`;
}

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const state = form.querySelector("[data-upload-state]");
  const words = form.querySelector("[data-upload-words]");
  const bar = form.querySelector("[data-upload-bar]");
  const stop = form.querySelector("[data-upload-stop]");
  const go = form.querySelector("[data-upload-go]");
  const label = go.lastChild;
  let running = null;

  const say = (text, wrong = false) => {
    state.hidden = false;
    words.textContent = text;
    words.classList.toggle("field-error", wrong);
  };
  const rest = (text) => {
    running = null;
    bar.hidden = stop.hidden = true;
    go.hidden = false;
    label.textContent = ` ${form.dataset.again}`;
    say(text, true);
  };

  // The browser's own button speaks the browser's language: ours speaks the page's.
  const choose = form.querySelector("[data-drop-choose]");
  const name = form.querySelector("[data-drop-name]");
  choose.hidden = false;
  input.classList.add("visually-hidden");
  const show = () => {
    const file = input.files[0];
    name.textContent = file ? `${file.name} (${size(file.size)})` : "";
    if (file) choose.textContent = choose.dataset.change;
    if (file && !running) state.hidden = true;
  };
  input.addEventListener("change", show);
  show();

  stop.addEventListener("click", () => running?.abort());

  // Before the page's own handler, so that the button does not rest.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (running) return;
    const file = input.files[0];
    if (!file) return say(form.dataset.none, true), input.focus();
    if (file.size > Number(form.dataset.most)) return say(form.dataset.large, true);
    const request = (running = new XMLHttpRequest());
    const began = performance.now();
    bar.hidden = stop.hidden = false;
    go.hidden = true;
    bar.value = 0;
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const seconds = (performance.now() - began) / 1000;
      const left = Math.ceil((seconds / Math.max(loaded, 1)) * (total - loaded));
      const text = (bytes) => number(bytes / MB, total < 10 * MB ? 1 : 0);
      bar.value = (100 * loaded) / total;
      say(fill(form.dataset.sending, {
        done: text(loaded), total: text(total), left: fill(form.dataset.seconds, { n: left }),
      }));
      if (loaded === total) say(form.dataset.sent);
    });
    request.addEventListener("abort", () => rest(form.dataset.stopped));
    request.addEventListener("error", () => rest(form.dataset.broken));
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* no JSON: told below */ }
      if (answer.go) location.assign(answer.go);
      else if (request.status === 401) location.reload();
      else rest(answer.error || form.dataset.broken);
    });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF", form.dataset.csrf);
    request.send(new FormData(form));
  }, true);
}
