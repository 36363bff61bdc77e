import type { CDPSession, Page } from 'playwright-core';

/** What Chromium's virtual authenticator tells of a passkey (Chrome DevTools Protocol, `WebAuthn.Credential`). */
interface HeldPasskey {
  readonly credentialId: string;
  readonly rpId?: string;
  readonly signCount: number;
  readonly userHandle?: string;
}

/** An authenticator of a page's own, in place of a person's finger: it holds passkeys and says yes or no at once. */
export class VirtualAuthenticator {
  readonly #session: CDPSession;
  readonly #id: string;

  private constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
  }

  /** @param transport `internal` for the device's own, `usb` for a second one beside it */
  static async at(page: Page, transport: 'internal' | 'usb' = 'internal'): Promise<VirtualAuthenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport, hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    return new VirtualAuthenticator(session, authenticatorId);
  }

  /** The passkeys it holds. */
  async held(): Promise<readonly HeldPasskey[]> {
    const authenticatorId = this.#id;
    return (await this.#session.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  }

  /** Whether the person before it is who they should be. */
  async verifies(isUserVerified: boolean): Promise<void> {
    await this.#session.send('WebAuthn.setUserVerified', { authenticatorId: this.#id, isUserVerified });
  }

  /** Takes it off the device. */
  async unplug(): Promise<void> {
    await this.#session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.#id });
  }
}
