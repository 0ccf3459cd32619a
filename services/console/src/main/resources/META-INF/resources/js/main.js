import { startTheme } from "./theme.js";
import { Store } from "./store.js";
import { setText } from "./dom.js";
import { RunsPage } from "./runs.js";
import { RunPage } from "./run.js";

const CONNECTION = { connecting: "connecting", live: "live", away: "reconnecting" };

const main = document.getElementById("main");
const connection = document.getElementById("connection");
const store = new Store();
let page = null;
let frame = 0;

startTheme(document.getElementById("theme"));
store.subscribe(schedule);
setInterval(schedule, 15000);
addEventListener("hashchange", route);
route();

/** `#/` is the list of runs, `#/runs/<id>` one run. */
function route() {
  const match = /^#\/runs\/([^/?]+)/.exec(location.hash);
  const run = match ? decodeURIComponent(match[1]) : null;
  page?.close();
  page = run === null ? new RunsPage(store) : new RunPage(store, run);
  main.replaceChildren(page.root);
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
  store.follow(run);
  schedule();
}

/** Any number of updates between two frames are drawn once. */
function schedule() {
  if (frame === 0) {
    frame = requestAnimationFrame(() => {
      frame = 0;
      connection.dataset.state = store.connection;
      setText(connection, CONNECTION[store.connection]);
      page.render();
    });
  }
}
