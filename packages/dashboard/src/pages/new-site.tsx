import type { JSX } from 'preact';
import { ask } from '../ask.ts';
import { go } from '../route.ts';
import { useSession } from '../session.ts';
import { useVoice } from '../text/language.ts';
import { PageHead } from './page-head.tsx';
import { SiteStep } from './site-step.tsx';

/** Another site of the same server; whoever made it goes on with what to paste. */
export function NewSitePage(): JSX.Element {
  const { say } = useVoice();
  const { chooseTenant, refresh } = useSession();
  const made = async (id: string): Promise<void> => {
    await refresh();
    chooseTenant(id);
    go('embed');
  };
  return (
    <>
      <PageHead title={say('setupSite')} more={say('newSiteMore')} />
      <section class="card narrow">
        <SiteStep
          send={(tenant) => ask('POST', '/tenants', tenant)}
          onMade={(_, id) => void made(id)}
          onBack={() => history.back()}
        />
      </section>
    </>
  );
}
