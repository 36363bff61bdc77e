import type { Log } from '@imagechat/core/ports/log';
import { everySoOften } from '../every-so-often.ts';
import type { Certificate } from './certificate.ts';

/** How often the files are looked at, in ms. */
const EVERY_MS = 10_000;

/** From when on the log warns that the certificate ends soon, in ms. */
const SOON_MS = 7 * 86_400_000;

/** What the chore works with. */
export interface RenewalParts {
  /** The certificate in use. */
  readonly current: Certificate;
  /** Reads the files anew; rejects when they are no pair, as between the writing of the one and the other. */
  readonly read: () => Promise<Certificate>;
  /** Takes a renewed one into use. */
  readonly renew: (certificate: Certificate) => void;
  readonly log: Log;
}

/**
 * The chore that notices renewed certificate files, however they come: written over, moved, or a link that points elsewhere. What cannot be
 * used is told once and tried again; the certificate in use stays.
 */
export function renewalChore({ current, read, renew, log }: RenewalParts): (now: number) => void {
  let inUse = current;
  let complained: string | undefined;
  let warned = false;
  const look = async (now: number): Promise<void> => {
    const found = await read();
    complained = undefined;
    if (found.cert !== inUse.cert || found.key !== inUse.key) {
      renew(found);
      inUse = found;
      warned = false;
      log('info', 'certificate-renewed', { expiresAt: new Date(found.expiresAt).toISOString() });
    }
    if (warned || inUse.expiresAt - now > SOON_MS) return;
    warned = true;
    log('warn', 'certificate-ends-soon', { expiresAt: new Date(inUse.expiresAt).toISOString() });
  };
  return everySoOften(EVERY_MS, async (now) => {
    try {
      await look(now);
    } catch (error) {
      const complaint = String(error);
      if (complaint !== complained) log('warn', 'certificate-not-taken', { error: complaint });
      complained = complaint;
    }
  });
}
