// A tap on a difficult word shows its explanation beside it. Without this script the link leads to
// the list of words at the end of the page, which leads back.

const note = document.createElement("span");
note.className = "gloss__text";
note.setAttribute("role", "status");
let open = null;

function close() {
  open?.setAttribute("aria-expanded", "false");
  note.remove();
  open = null;
}

function show(link, entry) {
  close();
  note.textContent = entry.querySelector("dd").firstChild.textContent.trim();
  // Under the paragraph: the sentence stays whole. In a list, inside the item.
  const holder = link.closest("p, li, blockquote") ?? link;
  if (holder.matches("li")) holder.append(note);
  else holder.after(note);
  link.setAttribute("aria-expanded", "true");
  open = link;
}

for (const link of document.querySelectorAll("a.gloss")) {
  const entry = document.getElementById(link.hash.slice(1));
  if (!entry) continue;
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    if (open === link) close();
    else show(link, entry);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !open) return;
  const link = open;
  close();
  link.focus();
});
