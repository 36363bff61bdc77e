import type { TenantFile, TenantFileChange } from '@imagechat/protocol/dashboard-settings';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import type { Done } from '../../ui/toast.tsx';
import { troubleOf } from '../../ui/trouble.tsx';
import { type Asking, useAsked } from '../../ui/use-asked.ts';

/** The settings of the site one looks at, and the way to change them. */
export interface TenantFiling extends Asking<TenantFile> {
  /** What was done last, with the way back. */
  readonly done: Done | undefined;
  /** Why the last change did not go through. */
  readonly trouble: string | undefined;
  readonly forgetDone: () => void;
  /** Changes something, and says so with a way back. True when it went through. */
  readonly change: (change: TenantFileChange, back: TenantFileChange, words: string) => Promise<boolean>;
}

/** The settings of the site one looks at, asked for and changed; of answers that overtake each other the later question counts. */
export function useTenantFile(): TenantFiling {
  const voice = useVoice();
  const say = settingsPart.useSay();
  const { refresh, tenant } = useSession();
  const asking = useAsked<TenantFile>(`/tenants/${tenant.id}/settings`);
  const [done, setDone] = useState<Done>();
  const [trouble, setTrouble] = useState<string>();
  const put = async (change: TenantFileChange): Promise<boolean> => {
    const answer = await ask<TenantFile>('PUT', `/tenants/${tenant.id}/settings`, change);
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
    if (change.name !== undefined) await refresh();
    await asking.again();
    return answer.ok;
  };
  const change: TenantFiling['change'] = async (wanted, back, words) => {
    const undo = async (): Promise<void> => {
      if (await put(back)) setDone({ words: say('undone') });
    };
    const went = await put(wanted);
    setDone(went ? { words, undo: { words: say('undo'), act: () => void undo() } } : undefined);
    return went;
  };
  return { ...asking, done, trouble, forgetDone: () => setDone(undefined), change };
}
