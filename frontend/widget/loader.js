// The script tag on a customer's page: draws the launcher, and at the first click opens the messenger in a frame. Before that
// click it asks for nothing more and stores nothing, unless the page says who its user is: then the frame opens out of sight,
// and proves it. `window.Intercom` is the same function as `window.Troth`; npm's loader drives it through `widgetUrl`.

((fixed, own) => {
  "use strict";

  const script = document.currentScript;
  const source = script?.src ? new URL(script.src) : null;
  const stub = window.Intercom;
  if (window.Troth?.loaded) {
    window.Troth("update", window.intercomSettings);
    return;
  }
  if (!source) return;

  const ORIGIN = source.origin;
  const WAITING = 200; // messages that wait for the frame at most
  const PHONE = "(max-width: 480px), (max-height: 420px)";
  const japanese = () => String(fixed || settings.language_override || navigator.language).toLowerCase().startsWith("ja");
  const say = (english, inJapanese) => (japanese() ? inJapanese : english);

  let settings = {};
  let appId = "";
  let parts = null; // {host, launcher, badge, panel, frame, port, ready}
  let shown = false;
  let opener = null; // what had the focus when the messenger was opened
  let unread = 0;
  let queue = []; // for the frame, until it is ready
  let who = null; // {id, name, verified}: whose messenger the frame has
  let quiet = false; // no badge, no title
  const listeners = { onShow: new Set(), onHide: new Set(), onUnreadCountChange: new Set(), onUserEmailSupplied: new Set() };

  // What the page says of its look and of itself; everything else that it says is about the person.
  const LOOK = new Set(
    ("app_id api_base region widgetUrl installation_type action_color background_color link_color alignment vertical_padding horizontal_padding z_index theme_mode " +
      "hide_default_launcher hide_notifications custom_launcher_selector session_duration language_override page_title avatar company companies").split(" "),
  );
  const ABOUT = ["avatar", "company", "companies"];
  const UNHEEDED = ["link_color", "page_title", "session_duration", "theme_mode"];
  const PROOF = ["intercom_user_jwt", "user_id", "email", "user_hash"];

  const tell = (name, ...values) => listeners[name].forEach((listener) => listener(...values));

  // The page's own storage. `known` is written after the visitor's first message, so that answers arrive on the next
  // page too; the rest is the frame's fallback where browsers refuse storage to frames of other sites.
  const storage = {
    prefix: () => `troth.${appId}.`,
    act(work) {
      try {
        return work(window.localStorage);
      } catch {
        return null;
      }
    },
    get: (name) => storage.act((kept) => kept.getItem(storage.prefix() + name)),
    set: (name, value) => storage.act((kept) => (kept.setItem(storage.prefix() + name, value), true)) === true,
    remove: (name) => storage.act((kept) => kept.removeItem(storage.prefix() + name)),
    names: (start) => {
      const all = storage.act((kept) => Object.keys(kept)) ?? [];
      return all.filter((name) => name.startsWith(storage.prefix() + start)).map((name) => name.slice(storage.prefix().length));
    },
  };

  const HOST = { display: "block", visibility: "visible", opacity: "1", "pointer-events": "auto", position: "fixed", transform: "none", filter: "none" };

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .launcher {
      position: fixed; bottom: var(--bottom); right: var(--right); left: var(--left); display: grid; place-items: center;
      width: 56px; height: 56px; padding: 0; border: 0; border-radius: 50%; background: var(--colour); color: var(--on-colour); cursor: pointer;
      box-shadow: 0 2px 6px rgb(0 0 0 / 16%), 0 8px 28px rgb(0 0 0 / 18%); transition: transform 140ms;
    }
    .launcher:hover { transform: scale(1.05); }
    .launcher:focus-visible { outline: 3px solid var(--colour); outline-offset: 3px; }
    .launcher svg { grid-area: 1 / 1; width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; transition: opacity 140ms, transform 140ms; }
    .launcher .cross, .launcher[aria-expanded="true"] .talk { opacity: 0; transform: rotate(-30deg) scale(0.7); }
    .launcher[aria-expanded="true"] .cross { opacity: 1; transform: none; }
    .badge {
      position: absolute; top: -3px; right: -3px; min-width: 21px; height: 21px; padding: 0 6px; border-radius: 11px; background: #b3261e; color: #fff;
      font: 600 12px/21px system-ui, sans-serif; text-align: center;
    }
    .panel {
      position: fixed; bottom: calc(var(--bottom) + 72px); right: var(--right); left: var(--left); width: 400px; max-width: calc(100vw - 32px);
      height: min(700px, calc(100dvh - var(--bottom) - 96px)); overflow: hidden; border-radius: 18px; background: Canvas; color: CanvasText; color-scheme: light dark;
      box-shadow: 0 0 0 1px rgb(0 0 0 / 6%), 0 12px 48px rgb(0 0 0 / 20%); animation: rise 180ms ease-out;
    }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: light dark; }
    .failed { padding: 28px; font: 15px/1.5 system-ui, sans-serif; }
    .failed a { color: inherit; font-weight: 600; }
    [hidden] { display: none !important; }
    @keyframes rise { from { opacity: 0; transform: translateY(10px); } }
    @media ${PHONE} { .panel { inset: 0; width: auto; max-width: none; height: auto; border-radius: 0; } .launcher[aria-expanded="true"] { display: none; } }
    @media (prefers-reduced-motion: reduce) { .launcher, .launcher svg { transition: none; } .panel { animation: none; } }
    @media print { .launcher, .panel { display: none; } }
  `;

  let toldLeftOut = false;

  /** Says once what the page tells of its user and nobody keeps. */
  function leftOut(takesUnsigned) {
    const names = Object.keys(settings).filter((name) => ABOUT.includes(name) || (!LOOK.has(name) && !PROOF.includes(name) && !(takesUnsigned && isPlain(settings[name]))));
    if (names.length && !toldLeftOut) warn(`not kept of what this page says of its user: ${names.join(", ")}. What is signed in the token is taken, and what is not where the workspace says so (Settings, Identity)`);
    toldLeftOut ||= names.length > 0;
  }

  const toldUnheeded = new Set();

  /** Says once of each setting that changes nothing here. */
  function unheeded() {
    const names = UNHEEDED.filter((name) => Object.hasOwn(settings, name) && !toldUnheeded.has(name));
    if (names.length) warn(`this messenger takes no notice of ${names.join(", ")}`);
    for (const name of names) toldUnheeded.add(name);
  }

  const toldUnfit = new Set();

  /** Whether a setting can say who is there; of what cannot, the console is told once. */
  function says(name) {
    const value = settings[name];
    const fits = typeof value === "string" || Number.isFinite(value);
    if (value && !fits && !toldUnfit.has(name)) {
      toldUnfit.add(name);
      warn(`${name} is ${typeof value.then === "function" ? "a promise: await it first" : "neither text nor a number"}. Nobody is known by it`);
    }
    return fits && Boolean(value);
  }

  /** What the page says of who is there; null for nobody in particular. */
  function identity() {
    const said = Object.fromEntries(PROOF.filter(says).map((name) => [name, settings[name]]));
    if (!Object.keys(said).length) return null;
    const about = Object.entries(settings).filter(([name, value]) => !LOOK.has(name) && !PROOF.includes(name) && isPlain(value));
    return { ...said, attributes: Object.fromEntries(about) };
  }

  const isPlain = (value) => ["string", "number", "boolean"].includes(typeof value);
  const hex = (value) => (/^#[0-9a-f]{6}$/i.test(value ?? "") ? value : null);
  const colour = () => hex(own) ?? hex(settings.action_color) ?? hex(settings.background_color);
  const number = (value, otherwise) => (Number.isFinite(Number(value)) && value !== "" && value !== null ? Number(value) : otherwise);

  /** Black or white, whichever is read better on the colour (WCAG relative luminance). */
  function contrast(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
  }

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  function drawing(name, path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", name);
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  }

  function draw() {
    if (parts) return attach();
    const host = make("div", { dir: "ltr" });
    host.setAttribute("data-troth", "");
    // What a website says of every <div> is not meant for this one.
    for (const [name, value] of Object.entries(HOST)) host.style.setProperty(name, value, "important");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const badge = make("span", { className: "badge", hidden: true });
    const launcher = make("button", { type: "button", className: "launcher" });
    launcher.append(drawing("talk", "M5 7.5a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3h-4.5L7 20v-3.6a3 3 0 0 1-2-2.9zM9 9h6M9 12h3.5"), drawing("cross", "m7 7 10 10M17 7 7 17"), badge);
    launcher.addEventListener("click", () => (shown ? hide() : show()));
    const panel = make("div", { className: "panel", hidden: true });
    root.append(panel, launcher);
    parts = { host, launcher, badge, panel, frame: null, port: null, ready: false };
    dress();
    attach();
  }

  // A swapped body takes the messenger out: it comes back. Not at once: a page that takes it out again and again keeps running.
  const watch = new MutationObserver(() => parts && !parts.host.isConnected && setTimeout(attach));

  /** Puts the messenger into the page, where it is not (any more); a frame that was moved begins anew. */
  function attach() {
    if (!parts || parts.host.isConnected) return;
    (document.body ?? document.documentElement).append(parts.host);
    for (const parent of [document, document.documentElement, document.body]) if (parent) watch.observe(parent, { childList: true });
    if (!parts.frame) return;
    parts.port?.close();
    Object.assign(parts, { frame: null, port: null, ready: false });
    openFrame();
  }

  function dress() {
    const style = parts.host.style;
    const painted = colour() ?? "#1f6f5c";
    const side = `${number(settings.horizontal_padding, 20)}px`;
    style.setProperty("--colour", painted);
    style.setProperty("--on-colour", contrast(painted));
    style.setProperty("--bottom", `${number(settings.vertical_padding, 20)}px`);
    style.setProperty("--right", settings.alignment === "left" ? "auto" : side);
    style.setProperty("--left", settings.alignment === "left" ? side : "auto");
    style.setProperty("z-index", String(number(settings.z_index, 2147483000)), "important");
    parts.launcher.hidden = settings.hide_default_launcher === true;
    label();
    if (unread) title();
    unheeded();
  }

  function label() {
    parts.host.lang = say("en", "ja");
    const open = say("Open the messenger", "メッセンジャーを開く");
    const waiting = unread ? say(`, ${unread} unread`, `、未読${unread}件`) : "";
    parts.launcher.setAttribute("aria-label", shown ? say("Close the messenger", "メッセンジャーを閉じる") : open + waiting);
    parts.launcher.setAttribute("aria-expanded", String(shown));
    parts.badge.hidden = shown || !unread || silent();
    parts.badge.textContent = unread > 9 ? "9+" : String(unread);
  }

  const frameAddress = () => {
    const language = settings.language_override;
    return `${ORIGIN}/messenger/${encodeURIComponent(appId)}/frame${language ? `?language=${encodeURIComponent(language)}` : ""}`;
  };

  function openFrame() {
    attach();
    if (parts.frame) return;
    const frame = make("iframe", { title: say("Messenger", "メッセンジャー"), src: frameAddress(), allow: "autoplay; clipboard-write" });
    parts.frame = frame;
    parts.panel.replaceChildren(frame);
    setTimeout(() => parts?.frame === frame && !parts.ready && failed(), 12_000);
  }

  // The frame says when it listens. Its load event comes later, and in a panel that was never shown sometimes not at all.
  addEventListener("message", ({ source, origin, data }) => {
    if (parts?.frame && source === parts.frame.contentWindow && origin === ORIGIN && data?.troth === "listening") greet(parts.frame);
  });

  /** Hands the frame one end of a private channel; only a document of our own origin gets it. */
  function greet(frame) {
    const channel = new MessageChannel();
    parts.port?.close();
    parts.port = channel.port1;
    parts.ready = false;
    // What the greeting says is not said again.
    queue = queue.filter(({ type }) => !["forget", "identity"].includes(type));
    channel.port1.onmessage = (event) => heard(event.data);
    const look = { colour: colour(), phone: matchMedia(PHONE).matches };
    sentIdentity = JSON.stringify(identity());
    frame.contentWindow.postMessage({ troth: "hello", look, left: left ?? (storage.get("leaving") && {}), identity: identity() }, ORIGIN, [channel.port2]);
  }

  let sentIdentity = "null";

  /** Tells the frame who is there, if that changed; opens it for somebody in particular. */
  function introduce() {
    const now = identity();
    if (!parts.frame) {
      // Who has written before gets answers without a click, once the page is there; who left as it closed is forgotten.
      if (!now && !storage.get("known") && !storage.get("leaving")) return;
      if (document.readyState === "complete") openFrame();
      else addEventListener("load", () => parts && introduce(), { once: true });
      return;
    }
    if (JSON.stringify(now) === sentIdentity) return;
    sentIdentity = JSON.stringify(now);
    send({ type: "identity", identity: now });
  }

  /** Never an empty box: says that the messenger could not be loaded and offers it on a page of its own. */
  function failed() {
    warn(`the frame did not open. Perhaps ${location.origin} is not among the allowed websites (Settings, Messenger), or this page's policy lacks frame-src ${ORIGIN}`);
    const link = make("a", { href: frameAddress(), target: "_blank", rel: "noopener", textContent: say("Open it in a new tab", "新しいタブで開く") });
    const text = make("p", { textContent: say("The messenger could not be loaded here.", "メッセンジャーを読み込めませんでした。") });
    parts.panel.replaceChildren(make("div", { className: "failed" }, text, link));
    parts.frame = null;
  }

  function heard(message) {
    if (typeof message !== "object" || message === null || !parts) return;
    const act = {
      ready: () => {
        parts.ready = true;
        fixed = message.language;
        label();
        parts.frame.title = say("Messenger", "メッセンジャー");
        for (const waiting of queue.splice(0)) parts.port.postMessage(waiting);
        if (shown) enter();
      },
      close: () => hide(),
      unread: () => count(Number(message.count) || 0),
      known: () => storage.set("known", "1"),
      unknown: () => storage.remove("known"),
      who: () => (who = message.who),
      unverified: () => warn(`the identity that this page gives could not be verified: nothing of this user is shown. The activity log (${ORIGIN}/inbox/log) says why`),
      verified: () => leftOut(message.unsigned),
      email: () => tell("onUserEmailSupplied"),
      untracked: () => untracked(),
      refused: () => warn(`an event was not kept: ${message.reason}`),
      page: () => parts.port.postMessage({ type: "page", page: page() }),
      storage: () => parts.port.postMessage({ type: "stored", ticket: message.ticket, value: stored(message) }),
      lapsed: () => warn("the user's session has ended: boot or update with a new token"),
      gone: () => {
        storage.remove("leaving");
        left = null;
        if (leaving) takeDown();
      },
    }[message.type];
    act?.();
  }

  function stored({ act, name, value }) {
    const allowed = { get: () => storage.get(name), set: () => storage.set(name, String(value)), remove: () => storage.remove(name), names: () => storage.names(name) };
    return typeof name === "string" && name.startsWith("frame.") && Object.hasOwn(allowed, act) ? (allowed[act]() ?? null) : null;
  }

  /** This page and the one that led to it, without what follows `?` or `#`: that carries personal data. */
  function page() {
    const cut = (address) => {
      if (!/^https?:/.test(address)) return null;
      const { origin, pathname } = new URL(address);
      return origin + pathname;
    };
    return { url: cut(location.href), referrer: cut(document.referrer) };
  }

  function count(number) {
    if (number === unread) return;
    unread = number;
    label();
    title();
    tell("onUnreadCountChange", unread);
  }

  /** The page's own title, with the number of unread conversations before it. */
  function title() {
    const own = document.title.replace(/^\(\d+\) /, "");
    const wanted = unread && !silent() ? `(${unread}) ${own}` : own;
    if (document.title !== wanted) document.title = wanted;
  }

  const silent = () => quiet || settings.hide_notifications === true;
  const warn = (text) => console.warn(`Troth: ${text}.`);

  function send(message) {
    if (parts?.ready) parts.port.postMessage(message);
    else queue.push(message);
  }

  function show(message = null) {
    if (!parts) return;
    openFrame();
    if (message) send(message);
    if (shown) return;
    shown = true;
    opener = document.activeElement;
    parts.panel.hidden = false;
    label();
    if (parts.ready) enter();
    tell("onShow");
  }

  /** Tells the frame, which is ready, that it is shown, and moves the focus into it, unless somebody went on elsewhere in the page meanwhile.
   * Never before it is ready: Chromium, while it loads the frame in a process of its own, may think ever after that the focus is in the
   * page, and no key comes to the messenger. */
  function enter() {
    const focused = document.activeElement;
    const enters = !focused || [document.body, parts.host, opener].includes(focused);
    parts.port.postMessage({ type: "shown", enters });
    if (enters) parts.frame.focus();
  }

  function hide() {
    if (!shown) return;
    shown = false;
    parts.panel.hidden = true;
    label();
    send({ type: "hidden" });
    (parts.launcher.hidden ? opener : parts.launcher)?.focus({ preventScroll: true });
    tell("onHide");
  }

  function takeDown() {
    parts?.port?.close();
    parts?.host.remove();
    parts = null;
    shown = false;
    who = null;
    queue = [];
    count(0);
  }

  function boot(given) {
    settings = { ...window.intercomSettings, ...given };
    appId = decodeURIComponent(source.pathname.match(/\/widget\/([^/]+)\/?$/)?.[1] ?? "") || String(settings.app_id ?? "");
    if (!appId) return;
    leaving = false;
    draw();
    dress();
    introduce();
  }

  function update(given) {
    if (!parts || (leaving && ["app_id", ...PROOF].some((name) => given?.[name]))) return boot(given);
    if (leaving) return;
    settings = { ...settings, ...given };
    attach();
    dress();
    introduce();
    if (parts.frame) send({ type: "refresh", colour: colour() });
  }

  let leaving = false;
  let left = null; // {identity}: who has left, until the frame has ended their session

  /** Ends the session on this device; the frame forgets first, then everything goes. Where the page is left before that,
   * the next one finds the mark. */
  function shutdown() {
    if (!parts || leaving) return;
    const known = storage.get("known");
    const somebody = known || parts.frame || storage.get("leaving");
    if (somebody) {
      storage.set("leaving", "1");
      left ??= { identity: identity() };
    }
    storage.remove("known");
    queue = queue.filter(({ type }) => type !== "event");
    hide();
    // A boot that follows names its person anew.
    settings = Object.fromEntries(Object.entries(settings).filter(([name]) => LOOK.has(name)));
    window.intercomSettings = { ...settings };
    if (!somebody) {
      takeDown();
      return;
    }
    leaving = true;
    parts.launcher.hidden = true;
    openFrame();
    sentIdentity = "null";
    send({ type: "forget" });
  }

  let toldUntracked = false;

  function untracked() {
    if (!toldUntracked) warn("events are kept of whoever is known here: of somebody of whom nothing is stored, none is");
    toldUntracked = true;
  }

  /** Whom the page names now: what they did is nobody else's. */
  function named() {
    const who = identity();
    return who && String(who.user_id ?? who.email ?? who.intercom_user_jwt);
  }

  /** The object as JSON would carry it; undefined for what is none. */
  function plain(metadata) {
    if (metadata === null) return null;
    try {
      return typeof metadata === "object" && !Array.isArray(metadata) ? JSON.parse(JSON.stringify(metadata)) : undefined;
    } catch {
      return undefined;
    }
  }

  /** What somebody did, for the frame to keep; before anybody is known, nothing is. */
  function trackEvent(name, metadata = null) {
    const told = plain(metadata);
    if (typeof name !== "string" || !name.trim() || told === undefined) return warn("an event has a name, and perhaps an object of names and values");
    if (!parts?.frame && !identity() && !storage.get("known")) return untracked();
    if (queue.length >= WAITING) return warn("too many events wait for the messenger: this one is not kept");
    send({ type: "event", event: { name, metadata: told, at: Date.now(), named: named() } });
  }

  const listen = (name) => (listener) => typeof listener === "function" && listeners[name].add(listener);
  const written = (text) => show({ type: "new", text: typeof text === "string" ? text : "" });

  function space(name) {
    if (!["home", "messages"].includes(name)) warn(`there is no space called "${name}" here; home is shown`);
    show({ type: "home" });
  }

  const commands = {
    boot,
    reattach_activator: attach,
    update,
    shutdown,
    show: () => show(),
    hide,
    showMessages: () => show({ type: "home" }),
    showNewMessage: written,
    startConversation: written,
    showConversation: (id) => show({ type: "open", id: String(id) }),
    showSpace: space,
    trackEvent,
    getVisitorId: () => who?.id,
    whoami: () => who && { ...who },
    hideNotifications: (hidden) => {
      quiet = hidden !== false;
      if (parts) label();
      title();
    },
    onShow: listen("onShow"),
    onHide: listen("onHide"),
    onUserEmailSupplied: listen("onUserEmailSupplied"),
    onUnreadCountChange: (listener) => {
      if (typeof listener !== "function") return;
      listeners.onUnreadCountChange.add(listener);
      listener(unread);
    },
  };

  function troth(command, ...given) {
    if (Object.hasOwn(commands, command)) return commands[command](...given);
    warn(`"${command}" is not something this messenger does`);
  }
  troth.loaded = true;
  window.Troth = troth;
  window.Intercom = troth;

  /** Whether a click there is one on the page's own launcher. */
  function opens(target) {
    const selector = settings.custom_launcher_selector;
    try {
      return Boolean(selector && target.closest?.(selector));
    } catch {
      warn("custom_launcher_selector is not a selector");
      settings.custom_launcher_selector = null;
      return false;
    }
  }

  function start() {
    const waiting = Array.isArray(stub?.q) ? stub.q : [];
    const calls = waiting.map((call) => Array.from(call));
    if (!calls.some(([command]) => command === "boot")) boot(window.intercomSettings);
    for (const call of calls) troth(...call);
    document.addEventListener("click", (event) => {
      if (!opens(event.target)) return;
      event.preventDefault();
      show();
    });
  }

  // Somebody who begins to write in one tab gets the answer in all of them.
  addEventListener("storage", (event) => {
    if (parts && event.key === `${storage.prefix()}known` && event.newValue) introduce();
  });

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})(null, null); // or the language that the workspace's messenger speaks to everybody, and its colour, where the server knows them
