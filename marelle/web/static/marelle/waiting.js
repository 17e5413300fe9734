// A page that waits: it asks again while somebody looks, says since when, and shows the end when it comes.

const EVERY = 2000;
const here = document.querySelector("[data-waiting]");

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-waiting] [data-since]");
  if (!now) location.reload();
  else here.querySelector("[data-since]").textContent = now.textContent;
}

if (here) setInterval(ask, EVERY);
