/*
 * What every process of a benchmark shares, in plain JavaScript: servers of peers run under Node. Lines of JSON in and out.
 */
import { createInterface } from 'node:readline';

/**
 * Says one line.
 * @param {Record<string, unknown>} line
 */
export function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Calls back for every line that is told, and ends the process with its input: nobody is there any more who would ask.
 * @param {(line: any) => void} take
 * @param {() => void | Promise<void>} end called before
 */
export function listen(take, end = () => undefined) {
  createInterface({ input: process.stdin })
    .on('line', (line) => take(JSON.parse(line)))
    .on('close', () => void Promise.resolve(end()).finally(() => process.exit(0)));
}

/** The time in ms since 1970 with parts of a ms, comparable between the processes of one machine; Bun's hrtime begins anew in each. */
export function now() {
  return performance.timeOrigin + performance.now();
}

/**
 * An event of the benchmark: the shape of a comment that was added, of so many bytes as JSON. `at` is when it should have been sent.
 * @param {number} seq
 * @param {number} at
 * @param {number} bytes
 */
export function eventOf(seq, at, bytes) {
  const head = {
    seq,
    broadcastId: '0199d3a4-7c1e-7b02-9f0e-5a6c1d2e3f40',
    at,
    by: 'q8Zt1mVbR0iJx3kY5nW7cA',
    name: 'Ada',
    type: 'image-chat-updated',
    id: '0199d3a1-02b4-7c3d-8e5f-60718293a4b5',
    change: 'comment-added',
    comment: { id: '0199d3a4-7c1e-7b03-a1b2-c3d4e5f60718', text: '' },
  };
  const missing = bytes - JSON.stringify(head).length;
  return { ...head, comment: { ...head.comment, text: 'x'.repeat(Math.max(0, missing)) } };
}

/**
 * The last seq of every image: streams follow one another.
 * @type {Map<number, number>}
 */
const seqs = new Map();

/**
 * Calls `send` for every event of a stream at its time, `rate` a second for `seconds`; what is late goes out late, under the time it was due, so that a
 * server that stalls cannot hide it. Spread in turn over `images`.
 * @param {{ rate: number, seconds: number, bytes: number, images: number }} plan
 * @param {(image: number, event: ReturnType<typeof eventOf>) => void} send
 * @param {() => void} done
 */
export function publish({ rate, seconds, bytes, images }, send, done) {
  const start = now() + 20;
  const all = Math.round(rate * seconds);
  let sent = 0;
  const step = () => {
    const due = Math.min(all, Math.floor(((now() - start) * rate) / 1000) + 1);
    while (sent < due) {
      const image = sent % images;
      const seq = (seqs.get(image) ?? 0) + 1;
      seqs.set(image, seq);
      send(image, eventOf(seq, Math.round((start + (sent * 1000) / rate) * 1000) / 1000, bytes));
      sent++;
    }
    if (sent >= all) done();
    // A millisecond is the shortest a timer waits; for slow streams it is woken only when the next is due.
    else setTimeout(step, Math.max(0, Math.min(50, start + (sent * 1000) / rate - now())));
  };
  step();
}
