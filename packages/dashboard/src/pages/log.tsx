import type { ToldAct } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useSession } from '../session.ts';
import { useVoice } from '../text/language.ts';
import { TablePlace } from '../ui/table-place.tsx';
import { Trouble, troubleOf } from '../ui/trouble.tsx';
import { useAsked } from '../ui/use-asked.ts';
import { PageHead } from './page-head.tsx';

/** What administrators did, newest first. */
export function LogPage(): JSX.Element {
  const voice = useVoice();
  const { moment, say } = voice;
  const { tenant } = useSession();
  const { again, failed, value } = useAsked<{ acts: readonly ToldAct[] }>(`/tenants/${tenant.id}/audit`);
  return (
    <>
      <PageHead title={say('logTitle')} more={say('logMore', { site: tenant.name })} />
      <Trouble words={failed && troubleOf(voice, failed)} again={again} />
      {value?.acts.length === 0 && <p class="empty">{say('logEmpty')}</p>}
      {value && value.acts.length > 0 && (
        <TablePlace label={say('logTitle')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('when')}</th>
                <th scope="col">{say('who')}</th>
                <th scope="col">{say('what')}</th>
                <th scope="col">{say('about')}</th>
              </tr>
            </thead>
            <tbody>
              {value.acts.map(({ action, at, by, detail, id, subject }) => (
                <tr key={id}>
                  <td class="nowrap">{moment(at)}</td>
                  <td dir="auto">{by}</td>
                  <td class="nowrap">
                    <code dir="ltr">{action}</code>
                  </td>
                  <td dir="auto" class="wide">
                    {subject}
                    {detail !== '' && <span class="quiet-text"> {detail}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TablePlace>
      )}
    </>
  );
}
