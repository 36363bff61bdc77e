import type { JSX } from 'preact';
import { useSession } from '../../session.ts';
import { accountPart } from '../../text/account/account-part.ts';
import { PageHead } from '../page-head.tsx';
import { ChangePassword } from './change-password.tsx';

/** How one signs in oneself. */
export function AccountPage(): JSX.Element {
  return (
    <accountPart.Spoken>
      <Ways />
    </accountPart.Spoken>
  );
}

function Ways(): JSX.Element {
  const say = accountPart.useSay();
  const { me } = useSession();
  return (
    <>
      <PageHead title={say('title')} more={say('more', { login: me.account.login })} />
      <ChangePassword />
    </>
  );
}
