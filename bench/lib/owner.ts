/** The server's owner, signed in to the dashboard, who asks as its page does. */
export class Owner {
  readonly #origin: string;
  readonly #cookie: string;

  /** @param secret what the cookie of a session says */
  constructor(port: number, secret: string) {
    this.#origin = `http://127.0.0.1:${port}`;
    this.#cookie = `imagechat-dashboard=${secret}`;
  }

  /** Asks about the tenant `demo`. @throws when it is refused */
  async asks<Answer>(path: string): Promise<Answer> {
    const answer = await fetch(`${this.#origin}/dashboard/api/tenants/demo${path}`, {
      headers: { cookie: this.#cookie },
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }
}
