import {
  type ActAnswer,
  MOST_TARGETS,
  type QueueAct,
  type QueueEntry,
  type ToldBan,
} from '@imagechat/protocol/moderation';
import type { Status } from '@imagechat/protocol/status';
import { useState } from 'preact/hooks';
import { type Answer, ask } from '../../ask.ts';
import type { Words } from '../../text/en.ts';
import { useVoice } from '../../text/language.ts';
import { troubleOf } from '../../ui/trouble.tsx';

/** What was done last, in words, and how to take it back. */
export interface Done {
  readonly words: string;
  readonly undo?: () => Promise<void>;
}

/** How long somebody is banned, and who else. */
export interface BanChoice {
  readonly minutes: number | undefined;
  readonly address: boolean;
  readonly shadow: boolean;
}

/** What one can do with entries. */
export interface Acts {
  readonly done: Done | undefined;
  readonly trouble: string | undefined;
  readonly act: (act: QueueAct, entries: readonly QueueEntry[]) => Promise<void>;
  readonly ban: (entry: QueueEntry, choice: BanChoice) => Promise<void>;
  readonly forget: () => void;
}

const DID: Readonly<Record<QueueAct, keyof Words>> = {
  approve: 'didApprove',
  hide: 'didHide',
  spam: 'didSpam',
  wait: 'didWait',
  delete: 'didDelete',
  restore: 'didRestore',
  lock: 'didLock',
  unlock: 'didUnlock',
};

/** What brings a comment back to where it was before an act. */
function inverseOf(act: QueueAct, status: Status | undefined): QueueAct {
  if (act === 'delete') return 'restore';
  if (act === 'lock') return 'unlock';
  if (act === 'unlock') return 'lock';
  if (status === undefined) return 'approve';
  return ({ pending: 'wait', hidden: 'hide', spam: 'spam' } as const)[status];
}

/** Does things to entries of a site, says what came of it, and takes it back. @param again asks the queue anew */
export function useActs(tenantId: string, again: () => Promise<void>): Acts {
  const voice = useVoice();
  const { say } = voice;
  const [done, setDone] = useState<Done>();
  const [trouble, setTrouble] = useState<string>();
  const told = <Value>(answer: Answer<Value>): Value | undefined => {
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
    return answer.ok ? answer.value : undefined;
  };
  const submit = async (act: QueueAct, entries: readonly QueueEntry[]): Promise<QueueEntry[] | undefined> => {
    const answer = told(await submitted(tenantId, act, entries));
    return answer && entries.filter((_, at) => answer.outcomes[at]?.refused === undefined);
  };
  const undoOf = (act: QueueAct, entries: readonly QueueEntry[]) => async (): Promise<void> => {
    setDone(undefined);
    const inverses = entries.map(({ comment }) => inverseOf(act, comment.status));
    for (const inverse of new Set(inverses))
      await submit(
        inverse,
        entries.filter((_, at) => inverses[at] === inverse),
      );
    setDone({ words: say('undone') });
    await again();
  };
  const act = async (name: QueueAct, entries: readonly QueueEntry[]): Promise<void> => {
    const taken = await submit(name, entries);
    const others = entries.length - (taken?.length ?? 0);
    const overtaken = others > 0 ? say('actedByOthers', { count: others }) : '';
    const words = taken?.length ? `${say(DID[name], { count: taken.length })} ${overtaken}` : overtaken;
    // What was flagged and is kept cannot be flagged again in others' names.
    const undoable = taken?.filter(({ comment }) => name !== 'approve' || comment.status !== undefined) ?? [];
    if (taken)
      setDone({ words: words.trim(), ...(undoable.length > 0 ? { undo: undoOf(name, undoable) } : {}) });
    await again();
  };
  const ban = async ({ comment }: QueueEntry, choice: BanChoice): Promise<void> => {
    const bans = told(await banned(tenantId, comment.by, choice))?.bans;
    if (!bans) return;
    const undo = async (): Promise<void> => {
      for (const { id } of bans) told(await ask('DELETE', `/tenants/${tenantId}/bans/${id}`));
      setDone({ words: say('undone') });
    };
    setDone({ words: say('didBan', { name: comment.name }), undo });
  };
  return { done, trouble, forget: () => setDone(undefined), act, ban };
}

/** In parts that fit into a request. */
async function submitted(
  tenantId: string,
  act: QueueAct,
  entries: readonly QueueEntry[],
): Promise<Answer<ActAnswer>> {
  const targets = entries.map(({ comment, conversation, urlId }) => ({
    ...{ urlId, conversationId: conversation.id, commentId: comment.id },
  }));
  const size = targets.some(({ urlId }) => urlId.length > 500) ? 10 : MOST_TARGETS;
  const outcomes: ActAnswer['outcomes'][number][] = [];
  for (let from = 0; from < targets.length; from += size) {
    const body = { act, targets: targets.slice(from, from + size) };
    const answer = await ask<ActAnswer>('POST', `/tenants/${tenantId}/queue/acts`, body);
    if (!answer.ok) return answer;
    outcomes.push(...answer.value.outcomes);
  }
  return { ok: true, value: { outcomes } };
}

function banned(
  tenantId: string,
  actorId: string,
  { minutes, ...rest }: BanChoice,
): Promise<Answer<{ readonly bans: readonly ToldBan[] }>> {
  const body = { actorId, ...rest, ...(minutes === undefined ? {} : { minutes }) };
  return ask('POST', `/tenants/${tenantId}/bans`, body);
}
