// Runs before the first paint: sets the chosen theme, then loads the page's module. A file of its own, because the
// lab's Content-Security-Policy refuses inline script. No more than this is written in JavaScript.
(() => {
  const root = document.documentElement;
  try {
    const settings = JSON.parse(localStorage.getItem("loopback-lab.settings"));
    root.dataset.theme = settings.theme;
  } catch {
    root.dataset.theme = "system";
  }

  const failed = (error) => {
    console.error(error);
    const note = document.getElementById("boot-failed");
    if (note) note.hidden = false;
  };

  const start = async () => {
    const script = document.getElementById("page-script").href;
    const wasm = document.getElementById("page-module").href;
    const { default: init } = await import(script);
    await init({ module_or_path: wasm });
  };

  addEventListener("DOMContentLoaded", () => start().catch(failed));
})();
