import type { ConnectionState } from '@imagechat/client/api';

/** What there is to say about the line; nothing while it lives or has been away for less than two seconds. */
export type LineWord = 'offline' | 'reconnecting' | 'connecting' | 'unavailable';

const PATIENCE_MS = 2000;

/** Turns the states of a connection into what people should know, and no more often than they should. */
export class Line {
  #word: LineWord | undefined;
  #heard: ConnectionState = { is: 'idle' };
  #online = true;
  #offline = false;
  #wasLive = false;
  #late = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #changed: () => void;

  /** @param changed told when patience ends */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get word(): LineWord | undefined {
    return this.#word;
  }

  /** The connection says where it stands. */
  hear(state: ConnectionState, online = true): void {
    this.#heard = state;
    this.#online = online;
    const away = state.is === 'connecting' || state.is === 'waiting';
    if (!away) this.stop();
    else
      this.#timer ??= setTimeout(() => {
        this.#late = true;
        this.hear(this.#heard, this.#online);
        this.#changed();
      }, PATIENCE_MS);
    this.#wasLive ||= state.is === 'live';
    // The next attempt is still offline until it proves otherwise; saying so in turns would flicker.
    this.#offline = !online || (state.is === 'waiting' ? state.offline : this.#offline && away);
    this.#word = this.#say(state, away);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#late = false;
  }

  #say(state: ConnectionState, away: boolean): LineWord | undefined {
    if (state.is === 'stopped') return 'unavailable';
    if (this.#offline) return 'offline';
    if (!away || !this.#late) return undefined;
    return this.#wasLive ? 'reconnecting' : 'connecting';
  }
}
