import { freshId } from '@imagechat/core/testing/builders';

/** Somebody who talks over HTTP alone, on one site. */
export class Talker {
  readonly #origin: string;
  readonly #tenantId: string;
  readonly #token: string;

  private constructor(origin: string, tenantId: string, token: string) {
    this.#origin = origin;
    this.#tenantId = tenantId;
    this.#token = token;
  }

  /** A new visitor of a site with this name. */
  static async named(name: string, origin: string, tenantId = 'night-trains'): Promise<Talker> {
    const { token } = (await post(`${origin}/v1/session`, { tenantId, name })) as { token: string };
    return new Talker(origin, tenantId, token);
  }

  /** Starts a conversation on an image, and says what is known of it. @returns its id */
  async starts(
    urlId: string,
    text: string,
    facts: { readonly src?: string; readonly title?: string } = {},
    { x = 50, y = 50 } = {},
  ): Promise<string> {
    const id = freshId();
    const comment = { id: freshId(), text };
    await this.#submit(urlId, { type: 'create-conversation', id, x, y, comment }, facts);
    return id;
  }

  /** Answers in a conversation. */
  async answers(urlId: string, id: string, text: string): Promise<void> {
    await this.#submit(urlId, { type: 'add-comment', id, comment: { id: freshId(), text } });
  }

  async #submit(urlId: string, operation: object, facts: object = {}): Promise<void> {
    const path = `${this.#origin}/v1/tenants/${this.#tenantId}/operations`;
    const asked = { urlId, facts, operation: { ...operation, broadcastId: freshId() } };
    await post(path, asked, { authorization: `Bearer ${this.#token}` });
  }
}

async function post(address: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(address, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  if (!answer.ok) throw new Error(await answer.text());
  return await answer.json();
}
