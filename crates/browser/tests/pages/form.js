document.getElementById("scripted").textContent = "Script runs";
const answer = document.getElementById("answer");
document.getElementById("fetch").addEventListener("click", async () => {
  const reply = await fetch("/quiet", { method: "POST", body: "quietly" });
  answer.textContent = await reply.text();
});
// A page that posts in the background and only then leads on, well after the click.
document.getElementById("later").addEventListener("click", () => {
  setTimeout(async () => {
    await fetch("/quiet", { method: "POST", body: "later" });
    location.href = "/thanks";
  }, 300);
});
