import { createHmac } from 'node:crypto';
import { bun } from '../../scripts/lib/run.ts';
import { Command } from './command.ts';
import type { ServerProcess } from './server-process.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** What its page says of somebody who is logged in there. */
export interface Member {
  readonly id: string;
  readonly isModerator?: boolean;
  readonly isAdmin?: boolean;
}

/** Runs `imagechat …` beside a running server; answers what it printed. */
export async function imagechat(server: ServerProcess, ...words: readonly string[]): Promise<string> {
  await using command = new Command(bun('packages/server/src/main.ts', ...words), server.place);
  const { code, out, err } = await command.ends();
  if (code !== 0) throw new Error(`imagechat ${words.join(' ')}: ${out}${err}`);
  return out;
}

/** The session token of somebody the tenant `demo` vouches for (CONTRACT §4), at pages of `origin`. */
export async function memberToken(
  server: ServerProcess,
  origin: string,
  member: Member & { readonly username: string },
  at = server.origin,
): Promise<string> {
  const printed = await imagechat(server, 'secret', 'add', 'demo');
  const secret = /\bics_[\w-]+/.exec(printed)?.[0] ?? '';
  const user = { email: `${member.id}@example.com`, ...member };
  const timestamp = Date.now();
  const userDataJSONBase64 = Buffer.from(JSON.stringify(user)).toString('base64');
  const verificationHash = createHmac('sha256', secret)
    .update(`${timestamp}${userDataJSONBase64}`)
    .digest('hex');
  const body = JSON.stringify({
    tenantId: 'demo',
    sso: { userDataJSONBase64, verificationHash, timestamp },
  });
  // A running server learns of a new secret a moment later.
  return await until('a session', async () => {
    const headers = { 'content-type': 'application/json', origin };
    const response = await fetch(`${at}/v1/session`, { method: 'POST', headers, body });
    return ((await response.json()) as { token?: string }).token;
  });
}

/** Makes a visitor, before any page is open, somebody the tenant `demo` vouches for, at pages of `origin`. */
export async function asMember(
  visitor: Visitor,
  server: ServerProcess,
  origin: string,
  member: Member,
): Promise<void> {
  const token = await memberToken(server, origin, { username: visitor.name, ...member });
  await visitor.page.addInitScript(([key, value]) => localStorage.setItem(key, value), [
    `imagechat:token:${server.origin}:demo`,
    token,
  ] as const);
}
