// A client of Image Chat written from ../../packages/protocol/SPEC.md alone: § and rule ids are that page's.
type Opening = { commentId: string; by: string; name: string; line: string } | null;
type What = { type?: string; change?: string; comment?: { id: string; text?: string }; broadcastId: string };
type Base = { id: string; x: number; y: number; by: string; name: string };
type Conversation = Base & typeof born;
type ImageEvent = Base & What & { seq: number; at: number }; // §7 tells which has what
type State = { epoch: string; seq: number; conversations?: Conversation[]; events?: ImageEvent[] };
type Answer = { ref?: number; broadcastId: string; token: string; error?: Refusal };
type Frame = State & Answer & { t: string; i: number; e?: ImageEvent[]; aliveMs: number }; // and §5
type Refusal = { code: string; message: string; retry: boolean; retryAfterMs?: number };
type Visitor = { tenantId: string; name: string; token?: string };
const born = { placeSeq: 0, resolved: false, createdAt: 0, count: 0, latestSeq: 0, opening: null as Opening };
const line = (text = '') => [...text.replace(/\s+/g, ' ').trim()].slice(0, 80).join('');
const no = (code: string, message: string, retry = true): Refusal => ({ code, message, retry });
const cut = (code: number) => no(`closed-${code}`, 'The line was cut.', !/^(1009|4[5-9]..)$/.test(`${code}`));

function fold(all: Map<string, Conversation>, event: ImageEvent): void {
  const { type, id, x, y, seq, by, name, at, comment = { id: '' } } = event;
  const isNew = type === 'new-image-chat';
  const it = isNew ? { ...born, id, x, y, by, name, placeSeq: seq, createdAt: at } : all.get(id);
  if (!it || type === 'deleted-image-chat') return void all.delete(id);
  const change = isNew ? event.comment && 'comment-added' : type === 'image-chat-updated' && event.change;
  const left = it.opening?.commentId === comment.id ? null : it.opening;
  const first = it.count > 0 ? it.opening : { commentId: comment.id, by, name, line: line(comment.text) };
  if (change === 'moved') Object.assign(it, { x, y, placeSeq: seq });
  if (change === 'resolved' || change === 'reopened') it.resolved = change === 'resolved';
  if (change === 'comment-added') Object.assign(it, { count: it.count + 1, latestSeq: seq, opening: first });
  if (change === 'comment-edited' && it.opening && !left) it.opening.line = line(comment.text);
  if (change === 'comment-removed') Object.assign(it, { count: Math.max(0, it.count - 1), opening: left });
  all.set(id, it);
}

/** One image as it stands at `cursor`. No threads, no HTTP fallback: ../stranger-client has the rest. */
export class HundredLines {
  conversations = new Map<string, Conversation>();
  cursor = { epoch: 'none', seq: 0 }; // of no server: the first answer is the whole state (R1)
  onEvent: (event: ImageEvent) => void = () => undefined; // hears each event once it is applied
  readonly #asked = new Map<string, { operation: object; settle: (how: number | Refusal) => void }>();
  #submit: ((operation: object) => void) | undefined;
  #aliveMs = 25_000;

  /** Follows the image through cut lines. Resolves to why it ended: `signal`, or there is no way back. */
  async watch(server: string, who: Visitor, urlId: string, signal: AbortSignal): Promise<Refusal> {
    for (let bound = 500; ; bound = Math.min(bound * 2, 20_000)) {
      const why = await this.#line(server, who, urlId, signal).catch(() => cut(1006));
      [bound, this.#submit] = [this.#submit ? 500 : bound, undefined];
      for (const { settle } of this.#asked.values()) setTimeout(settle, 10_000, no('timed-out', 'Too late.'));
      if (!why.retry || signal.aborted) return why;
      await new Promise((done) => setTimeout(done, Math.max(why.retryAfterMs ?? 0, Math.random() * bound)));
    }
  }

  /** Starts conversation `id` at a place, or without one adds to it. Resolves to its seq, or to a refusal. */
  say(id: string, text: string, place?: { x: number; y: number }): Promise<number | Refusal> {
    const [broadcastId, type] = [crypto.randomUUID(), place ? 'create-conversation' : 'add-comment'];
    const comment = { id: crypto.randomUUID(), text: text.slice(0, 9_000) }; // which fits a frame (W4)
    const operation = { type, broadcastId, id, ...place, comment };
    return new Promise<number | Refusal>((settle) => {
      if (!this.#submit) return settle(no('offline', 'There is no line just now.'));
      this.#asked.set(broadcastId, { operation, settle });
      this.#submit(operation);
    }).finally(() => this.#asked.delete(broadcastId));
  }

  async #line(server: string, who: Visitor, urlId: string, signal: AbortSignal): Promise<Refusal> {
    const headers = { 'Content-Type': 'application/json' };
    const post = { method: 'POST', headers, body: JSON.stringify(who), signal: AbortSignal.timeout(10_000) };
    const { token, error }: Answer = await (await fetch(`${server}/v1/session`, post)).json();
    if (error || signal.aborted) return error ?? cut(1000);
    who.token = token; // renewed for each line, so that 4010 needs no care of its own
    const socket = new WebSocket(`${server.replace('http', 'ws')}/v1/live`);
    const send = (frame: object): void => socket.send(JSON.stringify(frame));
    return new Promise<Refusal>((end) => {
      let dead = setTimeout(end, this.#aliveMs + 10_000, cut(4001));
      signal.onabort = () => end(cut(1000));
      socket.onopen = () => send({ t: 'hello', v: 1, tenantId: who.tenantId, token });
      socket.onclose = ({ code }) => end(cut(code));
      socket.onmessage = ({ data }) => {
        clearTimeout(dead);
        this.#hear(JSON.parse(data), urlId, send, end);
        dead = setTimeout(end, this.#aliveMs + 10_000, cut(4001));
      };
    }).finally(() => Object.assign(socket, { onmessage: null }).close());
  }

  #hear(frame: Frame, urlId: string, send: (frame: object) => void, end: (why: Refusal) => void): void {
    const { t, i, error, aliveMs = this.#aliveMs } = frame;
    this.#aliveMs = aliveMs;
    if (t === 'hello' || t === 'alive') setTimeout(send, aliveMs, { t: 'alive' });
    if (t === 'hello') send({ t: 'subscribe', ref: 1, urlId, cursor: this.cursor });
    if (t === 'subscribed') this.#submit = (operation) => send({ t: 'submit', i, operation });
    if (/^(subscribed|reset|events)$/.test(t) && !this.#take(frame)) end(cut(1000));
    if (t === 'subscribed') for (const { operation } of this.#asked.values()) this.#submit?.(operation);
    if (t === 'ack' || t === 'refused') this.#asked.get(frame.broadcastId)?.settle(error ?? frame.seq);
    if (error && (t === 'unsubscribed' || frame.ref === 1)) end(error);
  }

  #take({ epoch, seq, conversations, events, e = events ?? [] }: Frame): boolean {
    if (conversations) this.conversations = new Map(conversations.map((one) => [one.id, one]));
    if (conversations) this.cursor = { epoch, seq };
    for (const event of e) {
      if (event.seq !== this.cursor.seq + 1) continue;
      fold(this.conversations, event);
      this.cursor.seq = event.seq;
      this.#asked.get(event.broadcastId)?.settle(event.seq);
      this.onEvent(event);
    }
    return e.every((event) => event.seq <= this.cursor.seq);
  }
}
