import type { Fanout } from '@imagechat/core/ports/fanout';
import type { Histogram } from './histogram.ts';

/** The same fan-out; how long it takes to hand a frame to everyone on a topic is noted, in seconds, by a clock in ms. */
export function timedFanout(
  fanout: Fanout,
  seconds: Histogram,
  now: () => number = () => performance.now(),
): Fanout {
  return {
    publish(topic, frame) {
      const start = now();
      fanout.publish(topic, frame);
      seconds.observe((now() - start) / 1000);
    },
    count: (topic) => fanout.count(topic),
  };
}
