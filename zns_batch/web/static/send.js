// The last step: day and time stand there only for who schedules, and the figures follow what is chosen.

const form = document.getElementById("send-form");
const later = document.getElementById("later");
const when = document.getElementById("when-words");

const showLater = () => {
  const chosen = form.querySelector("input[name=way]:checked");
  later.hidden = !chosen || chosen.value !== "later";
};

let timer = 0;
let asked = 0;

// Cost, quota and time by what stands in the fields now; nothing is kept by that.
const work = async () => {
  const turn = ++asked;
  const answer = await fetch(form.dataset.figures, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "application/json" },
  });
  if (!answer.ok || turn !== asked) return;
  const { figures, words } = await answer.json();
  const read = (html) => new DOMParser().parseFromString(html, "text/html").body.childNodes;
  if (figures) document.getElementById("figures").replaceWith(...read(figures));
  when.replaceChildren(...read(words));
};

if (form && later) {
  showLater();
  form.addEventListener("change", (event) => {
    if (event.target.name === "way") showLater();
    clearTimeout(timer);
    timer = setTimeout(() => work().catch(() => {}), 250);
  });
}
