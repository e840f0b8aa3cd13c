localStorage.setItem("kept", "long");
localStorage.setItem("dropped", "soon");
localStorage.removeItem("dropped");
sessionStorage.setItem("visit", "now");
document.cookie = "written=yes; path=/";
const database = new Promise((done) => (indexedDB.open("drawer").onsuccess = done));
window.ready = Promise.all([
  database,
  caches.open("larder"),
  navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready),
]).then(() => "ready");
document.getElementById("clear").onclick = () => localStorage.clear();
