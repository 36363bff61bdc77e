import type { Status } from '@imagechat/protocol/status';
import type { JSX } from 'preact';
import { useVoice } from '../../text/language.ts';

const NAMES = { pending: 'statusPending', hidden: 'statusHidden', spam: 'statusSpam' } as const;

/** Why not everybody sees a comment, in a word; nothing for one that is public. */
export function StatusTag({ status }: { readonly status: Status | undefined }): JSX.Element | null {
  const { say } = useVoice();
  return status === undefined ? null : <span class={`tag ${status}`}>{say(NAMES[status])}</span>;
}
