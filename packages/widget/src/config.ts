import { between, flag, origin, read, record, text } from './accept.ts';
import type { ImageChatConfig } from './public.ts';

/** What a page passed, whatever it is. */
export type Given = Readonly<Record<string, unknown>>;

/** What the embed itself needs of a configuration, right values only; the windows read theirs from `given` (`window-settings`). */
export interface Settings {
  readonly tenantId: string;
  readonly urlId: string | undefined;
  readonly chatSquarePercentage: number;
  /** Undefined: detected. */
  readonly hasDarkBackground: boolean | undefined;
  readonly readonly: boolean;
  /** Undefined: the browser's. */
  readonly locale: string | undefined;
  readonly customCSS: string;
  readonly translations: Given;
  readonly allowAnon: boolean;
  /** Origins without a trailing slash. */
  readonly apiHost: string;
  readonly wsHost: string;
  /** JSON of who the page says is there, '' for nobody. */
  readonly login: string;
  /** As the page gave it, callbacks included. */
  readonly given: Given;
  /** Something in `given` is wrong: says so, once. */
  readonly complain: () => void;
}

/** The names of the functions a page may pass. */
export type CallbackName = {
  [Key in keyof ImageChatConfig]-?: NonNullable<ImageChatConfig[Key]> extends (...args: never) => void
    ? Key
    : never;
}[keyof ImageChatConfig];

/**
 * Decides what the embed needs; a wrong value gets its default.
 * @param scriptHost origin the script came from, if it was a script
 * @param wrong told once if something is wrong; what it is, `advise` says
 * @returns the settings, or the sentence that says why it cannot start
 */
export function readConfig(
  config: unknown,
  scriptHost: string | undefined,
  wrong: (given: Given) => void,
): Settings | string {
  const given: Given = { ...Object(config) };
  let told = false;
  const complain = (): void => {
    if (!told) wrong(given);
    told = true;
  };
  const { tenantId } = given;
  if (typeof tenantId !== 'string' || !/^[\w-]{1,64}$/.test(tenantId)) {
    const what = tenantId
      ? `should be letters, digits, - and _, not "${String(tenantId).slice(0, 60)}"`
      : 'is missing';
    return `Image Chat: tenantId ${what}. Add tenantId: 'your-tenant' to the configuration.`;
  }
  const apiHost = read(given, 'apiHost', origin, complain) ?? scriptHost;
  if (!apiHost)
    return "Image Chat: apiHost is missing. Add apiHost: 'https://your-server' to the configuration.";
  return {
    tenantId,
    urlId: read(given, 'urlId', text, complain),
    chatSquarePercentage: read(given, 'chatSquarePercentage', between(0, 50), complain) ?? 5,
    hasDarkBackground: read(given, 'hasDarkBackground', flag, complain),
    readonly: read(given, 'readonly', flag, complain) ?? false,
    locale: read(given, 'locale', text, complain),
    customCSS: read(given, 'customCSS', text, complain) ?? '',
    translations: read(given, 'translations', record, complain) ?? {},
    allowAnon: read(given, 'allowAnon', flag, complain) ?? true,
    apiHost,
    wsHost: (read(given, 'wsHost', origin, complain) ?? apiHost).replace(/^http/, 'ws'),
    login: loginIn(given, complain),
    given,
    complain,
  };
}

/** JSON of who the page says is there. Single sign-on that names nobody only says how to log in. */
function loginIn(given: Given, complain: () => void): string {
  const get = (key: string): Given => read(given, key, record, complain) ?? {};
  const [sso, simpleSSO] = [get('sso'), get('simpleSSO')];
  const login = JSON.stringify({
    ssoToken: read(given, 'ssoToken', text, complain),
    sso: sso.userDataJSONBase64 ? sso : undefined,
    simpleSSO: simpleSSO.username || simpleSSO.simpleSSOUser ? simpleSSO : undefined,
  });
  return login === '{}' ? '' : login;
}

/** Calls one of the page's functions, if it passed that one. It is called later, and what it throws is the page's. */
export function callPage({ given }: Settings, name: CallbackName, ...values: readonly unknown[]): void {
  const callback = given[name];
  if (typeof callback === 'function') queueMicrotask(() => callback(...values));
}
