"use strict";

// Would answer in the place of the host, for every later visit.
self.addEventListener("fetch", (event) => event.respondWith(new Response("pirate")));
