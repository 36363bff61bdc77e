/** One message of an event stream: `event` is `message` where the stream names none. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** Cuts a text/event-stream (HTML standard §9.2.6) that arrives in pieces into its messages; ids, retries and comments are not used. */
export class EventStream {
  #rest = '';

  /** The messages that are complete with this piece. */
  take(piece: string): StreamEvent[] {
    const blocks = (this.#rest + piece.replaceAll('\r', '')).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const fields = block.split('\n').map(fieldOf);
      const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
      const event = fields.findLast(([name]) => name === 'event')?.[1] ?? 'message';
      return data.length > 0 ? [{ event, data: data.join('\n') }] : [];
    });
  }
}

function fieldOf(line: string): readonly [name: string, value: string] {
  // Lines may hold what JavaScript takes for an end of one, as U+2028.
  const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
  return [name, value];
}
