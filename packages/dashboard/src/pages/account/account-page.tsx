import type { WaysIn } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useSession } from '../../session.ts';
import { accountPart } from '../../text/account/account-part.ts';
import { useVoice } from '../../text/language.ts';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { PageHead } from '../page-head.tsx';
import { ChangePassword } from './change-password.tsx';
import { PasskeyList } from './passkey-list.tsx';

/** How one signs in oneself. */
export function AccountPage(): JSX.Element {
  return (
    <accountPart.Spoken>
      <Ways />
    </accountPart.Spoken>
  );
}

function Ways(): JSX.Element {
  const voice = useVoice();
  const say = accountPart.useSay();
  const { me } = useSession();
  const { again, failed, value } = useAsked<WaysIn>('/passkeys');
  return (
    <>
      <PageHead title={say('title')} more={say('more', { login: me.account.login })} />
      <Trouble words={failed && troubleOf(voice, failed)} again={again} />
      {value && (
        <>
          <PasskeyList ways={value} onChanged={again} />
          <ChangePassword hasPassword={value.hasPassword} onChanged={again} />
        </>
      )}
    </>
  );
}
