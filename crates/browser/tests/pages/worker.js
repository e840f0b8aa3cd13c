self.addEventListener("install", (event) => event.waitUntil(fetch("/from-worker")));
