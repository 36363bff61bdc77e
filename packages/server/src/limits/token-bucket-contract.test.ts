import { limiterContract } from '@imagechat/core/testing/limiter-contract';
import { TokenBuckets } from './token-bucket.ts';

limiterContract('token buckets', (clock, { burst, everyMs }) => {
  const rate = { burst, perMinute: 60_000 / everyMs };
  return new TokenBuckets(clock, () => rate);
});
