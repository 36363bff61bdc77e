/** What the widget hands back; it is the page's own to take away. */
export interface Talk {
  update(config: object): void;
  destroy(): void;
}

/** As the embed script defines it, for any page. */
type StartTalk = (target: HTMLImageElement, config: object) => Talk | undefined;

interface ScriptAddresses {
  createScriptURL(address: string): string;
}

interface Page {
  readonly ImageChat?: StartTalk;
  /** Trusted Types (W3C), where the browser has them. */
  readonly trustedTypes?: {
    createPolicy(name: string, rules: ScriptAddresses): ScriptAddresses;
  };
}

const page = globalThis as Page;
const ADDRESS = '/js/embed-image-chat.min.js';

let loading: Promise<StartTalk> | undefined;

/** The embed script, as every site gets it, loaded from this server once. Rejects when it does not load; then it can be tried again. */
export function embedScript(): Promise<StartTalk> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<StartTalk> {
  const script = document.createElement('script');
  await new Promise((resolve, reject) => {
    script.addEventListener('load', resolve);
    script.addEventListener('error', reject);
    script.src = trusted()?.createScriptURL(ADDRESS) ?? ADDRESS;
    document.head.append(script);
  });
  if (!page.ImageChat) throw new Error('the embed script did not start');
  return page.ImageChat;
}

let policy: ScriptAddresses | undefined;

/** The one policy our page's header lets be made: it lets this one script in and nothing else. */
function trusted(): ScriptAddresses | undefined {
  policy ??= page.trustedTypes?.createPolicy('imagechat-embed', { createScriptURL: () => ADDRESS });
  return policy;
}
