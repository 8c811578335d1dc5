// Keeps what a person is in the middle of in this tab of the browser, and hands it back when the page is loaded anew. It never
// leaves the tab: not to the server's disk, not to other tabs, and it is gone when the tab is closed.

const KEY = "roi-draft";

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null; // no storage, or nothing of ours in it
  }
}

export function draw({ data, setStateValue }) {
  if (data.recall) {
    setStateValue("kept", kept()?.draft ?? "");
    return;
  }
  const before = kept();
  if (before?.desk === data.desk && before.changes > data.changes) return; // an older part of the page speaks late
  try {
    sessionStorage.setItem(KEY, JSON.stringify(data));
    document.cookie = "roi_kept=1; path=/; SameSite=Strict"; // that there is something, nothing of what it is
  } catch {
    return; // a browser that keeps nothing, or is full: what is on the screen stays on the screen
  }
  const address = new URL(location.href);
  if (!address.searchParams.has(data.past)) return;
  address.searchParams.delete(data.past); // a case that the address carried has been changed: the tab has the newer one
  history.replaceState(history.state, "", address);
}
