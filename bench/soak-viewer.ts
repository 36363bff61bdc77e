import type { MessageDown } from '@imagechat/protocol/messages';

/** One raw connection of the soak: watches one image, may write on it, and checks that it misses nothing (R1). */
export class SoakViewer {
  readonly #socket: WebSocket;
  readonly #urlId: string;
  #number = 0;
  #last: number | undefined;
  /** Events received, and operations acknowledged. */
  events = 0;
  acks = 0;
  refusals = 0;
  /** What must not happen: holes in the sequence, lost lines. */
  readonly faults: string[] = [];

  constructor(origin: string, token: string, urlId: string) {
    this.#urlId = urlId;
    this.#socket = new WebSocket(`${origin.replace('http', 'ws')}/v1/live`);
    this.#socket.onopen = () => this.#say({ t: 'hello', v: 1, tenantId: 'demo', token });
    this.#socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as MessageDown);
    this.#socket.onclose = ({ code }) => {
      if (code !== 1000) this.faults.push(`closed with ${code}`);
    };
  }

  get ready(): boolean {
    return this.#last !== undefined;
  }

  /** Sends an operation; its broadcastId is made here. */
  submit(operation: object): void {
    this.#say({
      t: 'submit',
      i: this.#number,
      operation: { broadcastId: crypto.randomUUID(), ...operation },
    });
  }

  /** Says that the line lives, as every client does every 25 s. */
  alive(): void {
    this.#say({ t: 'alive' });
  }

  close(): void {
    this.#socket.close(1000);
  }

  #say(frame: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #hear(message: MessageDown): void {
    switch (message.t) {
      case 'hello':
        this.#say({ t: 'subscribe', ref: 1, urlId: this.#urlId });
        break;
      case 'subscribed':
        this.#number = message.i;
        this.#last = message.seq;
        break;
      case 'events':
        for (const { seq } of message.e) this.#step(seq);
        break;
      case 'ack':
        this.acks++;
        break;
      case 'refused':
        this.refusals++;
        break;
      default:
    }
  }

  #step(seq: number): void {
    const last = this.#last ?? 0;
    if (seq <= last) return;
    if (seq !== last + 1) this.faults.push(`event ${seq} after ${last}`);
    this.#last = seq;
    this.events++;
  }
}
