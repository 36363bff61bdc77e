import type { Page } from 'playwright-core';

/** What a page did that no text may make it do. */
export interface Misdeeds {
  /** Functions called, sinks used, policies broken: as the page itself saw it. */
  readonly inPage: readonly string[];
  /** Requests to hosts that are not ours, dialogs, and addresses gone to. */
  readonly outside: readonly string[];
}

/** Hooks what hostile texts aim at, before anything of the page runs. @param hosts of ours, with their ports */
export async function watchMisdeeds(page: Page, hosts: readonly string[]): Promise<() => Promise<Misdeeds>> {
  const outside: string[] = [];
  page.on('request', (request) => {
    const { host, protocol } = new URL(request.url());
    if (protocol !== 'data:' && !hosts.includes(host)) outside.push(`asked ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    outside.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => outside.push(`opened ${popup.url()}`));
  page.on('framenavigated', (frame) => {
    if (!hosts.includes(new URL(frame.url()).host)) outside.push(`went to ${frame.url()}`);
  });
  await page.addInitScript(hookSinks);
  return async () => {
    const inPage = await page.evaluate(() => (window as unknown as { misdeeds: string[] }).misdeeds);
    return { inPage, outside };
  };
}

/** Runs in the page. `eval` is left alone, since the test itself looks through it; the policy tells of every other use. */
function hookSinks(): void {
  const misdeeds: string[] = [];
  const note = (what: string): void => void misdeeds.push(what);
  Object.assign(window, { misdeeds });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    note(`policy ${violatedDirective} ${blockedURI} ${sample}`),
  );
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'msgbox'])
    Object.defineProperty(window, name, { value: () => note(name), configurable: true });
  for (const name of ['innerHTML', 'outerHTML', 'srcdoc'])
    for (const type of [Element, HTMLIFrameElement, ShadowRoot])
      if (Object.getOwnPropertyDescriptor(type.prototype, name))
        Object.defineProperty(type.prototype, name, { set: () => note(name), get: () => '' });
  const insert = (): void => note('insertAdjacentHTML');
  Element.prototype.insertAdjacentHTML = insert;
  document.write = () => note('document.write');
  document.execCommand = () => {
    note('execCommand');
    return false;
  };
  DOMParser.prototype.parseFromString = () => {
    note('DOMParser');
    return document;
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const added of addedNodes)
        if (
          /^(SCRIPT|IFRAME|OBJECT|EMBED|BASE|LINK|META|STYLE|FORM)$/.test(added.nodeName) &&
          // What the page itself is written with comes before.
          document.readyState === 'complete'
        )
          note(`added ${added.nodeName}`);
  }).observe(document, { childList: true, subtree: true });
}
