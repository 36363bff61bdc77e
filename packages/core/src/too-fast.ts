import { type Refusal, refuse } from '@imagechat/protocol/refusal';

/** The refusal for who may go on in `waitMs`. */
export function tooFast(waitMs: number): Refusal {
  const seconds = Math.ceil(waitMs / 1000);
  const wait = `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  return refuse('rate-limited', `That's quick. Try again in ${wait}.`, waitMs);
}
