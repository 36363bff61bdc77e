import type { LiveUsage } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useSession } from '../session.ts';
import { useVoice } from '../text/language.ts';
import { Spark } from '../ui/spark.tsx';
import { useAsked } from '../ui/use-asked.ts';

/** How often it is asked anew while somebody looks, in ms. */
const EVERY_MS = 5000;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Who looks on now, and what was sent in the last ten minutes. */
export function LiveNumbers(): JSX.Element {
  const { count, say } = useVoice();
  const { tenant } = useSession();
  const { again, value } = useAsked<LiveUsage>(`/tenants/${tenant.id}/live`);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void again();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <section class="live" aria-label={say('liveNow')}>
      <div>
        <span class="tile-name">
          <i class={value && value.viewers > 0 ? 'pulse on' : 'pulse'} />
          {say('liveViewers')}
        </span>
        <span class="tile-value">{value ? count(value.viewers) : '–'}</span>
      </div>
      <div>
        <span class="tile-name">{say('liveMessages')}</span>
        <span class="tile-value">{value ? count(sum(value.messages)) : '–'}</span>
        <Spark values={value?.messages ?? []} />
      </div>
      <div>
        <span class="tile-name">{say('liveBytes')}</span>
        <span class="tile-value">{value ? count(sum(value.bytes)) : '–'}</span>
        <Spark values={value?.bytes ?? []} />
      </div>
    </section>
  );
}
