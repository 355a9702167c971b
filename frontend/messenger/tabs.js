// Several tabs of one site say to each other that something changed; what, each asks the server.

export class Tabs {
  #channel = null;

  /** on: known() when a visitor began in another tab, gone() when one was forgotten there, changed() when one read. */
  constructor(appId, on) {
    try {
      this.#channel = new BroadcastChannel(`troth.${appId}`);
      this.#channel.onmessage = ({ data }) => Object.hasOwn(on, data) && on[data]();
    } catch {
      // Refused by the browser: tabs find out when they ask the next time.
    }
  }

  tell(what) {
    this.#channel?.postMessage(what);
  }
}
