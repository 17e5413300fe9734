// Says every minute that the file is open here, and shows who else has it open. Without it, opening the page says so once.

for (const line of document.querySelectorAll("[data-presence]")) {
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(line.dataset.presence, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
      if (!answer.ok) return;
      const text = (await answer.text()).trim();
      if (text !== line.innerHTML.trim()) line.innerHTML = text;
    } catch {
      // The line stays as it was: the next minute asks again.
    }
  }, 60000);
}
