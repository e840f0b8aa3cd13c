// Writing a page, made easier: it is shown as it is typed, Ctrl+S saves, and whoever leaves with
// something unsaved is asked. Without script the form works too, and "Preview" shows the page.

const form = document.querySelector("form[data-editor]");
const typed = () => new URLSearchParams(new FormData(form)).toString();

function unsaved() {
  // What came back with a mistake is not saved either.
  const saved = form.dataset.editor === "typed" ? null : typed();
  let sent = false;
  form.addEventListener("submit", (event) => {
    sent = event.submitter?.formTarget !== "_blank";
  });
  addEventListener("beforeunload", (event) => {
    if (!sent && typed() !== saved) event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[type=submit]"));
    }
  });
}

function live(template) {
  const part = template.content.cloneNode(true).firstElementChild;
  const frame = part.querySelector("iframe");
  // There is something to see once it was asked for, and nothing while it is wrong from the start.
  part.hidden = true;
  template.replaceWith(part);
  let asked;
  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const body = new URLSearchParams(typed());
      const answer = await fetch(form.dataset.preview, { method: "POST", body, signal: asked.signal });
      // While there is a mistake, the last good one stays.
      part.classList.toggle("editor__live--old", !answer.ok);
      if (!answer.ok) return;
      const at = frame.contentWindow?.scrollY ?? 0;
      frame.addEventListener("load", () => frame.contentWindow?.scrollTo(0, at), { once: true });
      frame.srcdoc = await answer.text();
      part.hidden = false;
    } catch {
      // Asked anew meanwhile, or the network is away: it is shown again with the next word.
    }
  };
  let wait;
  form.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(show, 600);
  });
  show();
}

// A picture is chosen, described, and put where the cursor is.
function insert(template) {
  const pictures = [...form.elements.image.options].filter((one) => one.value);
  if (!pictures.length) return;
  const part = template.content.cloneNode(true).firstElementChild;
  const [picture, alt] = part.querySelectorAll("select, input");
  picture.append(...pictures.map((one) => new Option(one.text, one.value)));
  part.querySelector("button").addEventListener("click", () => {
    const words = alt.value.trim().replace(/[\\[\]]/g, "\\$&");
    if (!words) return alt.focus();
    const body = form.elements.body;
    const line = `![${words}](${picture.value.replaceAll(" ", "%20")})`;
    body.setRangeText(line, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
    [alt.value, part.open] = ["", false];
    body.focus();
  });
  template.replaceWith(part);
}

if (form) {
  unsaved();
  const pictures = form.querySelector("template[data-insert]");
  if (pictures && form.elements.image) insert(pictures);
  const template = document.querySelector("template[data-live]");
  // Beside the form, where there is room for it.
  if (template && matchMedia("(min-width: 76rem)").matches) live(template);
}
