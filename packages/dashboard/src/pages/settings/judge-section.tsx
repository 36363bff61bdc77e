import type { JudgeFile, SavedJudge, ToldJudge, ToldVerdict } from '@imagechat/protocol/dashboard-webhooks';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { webhooksPart } from '../../text/webhooks/webhooks-part.ts';
import { AskFirst } from '../../ui/ask-first.tsx';
import { type Done, Toast } from '../../ui/toast.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { HookActs } from './hook-acts.tsx';
import { JudgeForm } from './judge-form.tsx';
import { VERDICT_WORDS, VerdictTable } from './verdict-table.tsx';
import { hostOf } from './webhook-sheets.tsx';

/** Who is asked before a comment is public, what it said last, and what can be done to it. */
export function JudgeSection({ onSecret }: { readonly onSecret: (secret: string) => void }): JSX.Element {
  const voice = useVoice();
  const say = webhooksPart.useSay();
  const { tenant } = useSession();
  const path = `/tenants/${tenant.id}/judge`;
  const { again, failed, value } = useAsked<JudgeFile>(path);
  const [doing, setDoing] = useState<'saving' | 'removing'>();
  const acts = useActs(path, again, onSecret);
  const judge = value?.judge;
  const saved = ({ secret }: SavedJudge): void => {
    setDoing(undefined);
    if (secret !== undefined) onSecret(secret);
    void again();
  };
  return (
    <section aria-labelledby="judge">
      <div class="section-head">
        <h2 id="judge">{say('judge')}</h2>
        {judge === null && (
          <button type="button" class="small" onClick={() => setDoing('saving')}>
            {say('judgeAdd')}
          </button>
        )}
      </div>
      <p class="quiet-text">{say('judgeMore')}</p>
      <Trouble words={failed ? troubleOf(voice, failed) : acts.trouble} again={failed ? again : undefined} />
      {judge === null && <p class="empty">{say('judgeNone')}</p>}
      {judge && (
        <>
          <JudgeCard
            judge={judge}
            onChange={() => setDoing('saving')}
            onRemove={() => setDoing('removing')}
            acts={acts}
          />
          <VerdictTable verdicts={value.verdicts} onAgain={again} />
        </>
      )}
      {doing === 'saving' && (
        <JudgeForm {...(judge ? { judge } : {})} onSaved={saved} onClose={() => setDoing(undefined)} />
      )}
      {doing === 'removing' && judge && (
        <AskFirst
          question={say('judgeRemoveAsk', { name: hostOf(judge.url) })}
          act={say('remove')}
          onAct={() => {
            setDoing(undefined);
            void acts.remove();
          }}
          onClose={() => setDoing(undefined)}
        />
      )}
      <Toast done={acts.done} onClose={acts.forgetDone} />
    </section>
  );
}

/** What is done to a judge with one press, and what came of it. */
function useActs(path: string, again: () => Promise<void>, onSecret: (secret: string) => void) {
  const voice = useVoice();
  const say = webhooksPart.useSay();
  const [done, setDone] = useState<Done>();
  const [trouble, setTrouble] = useState<string>();
  const asked = async <Value,>(...request: Parameters<typeof ask<Value>>): Promise<Value | undefined> => {
    const answer = await ask<Value>(...request);
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
    await again();
    return answer.ok ? answer.value : undefined;
  };
  return {
    done,
    trouble,
    forgetDone: () => setDone(undefined),
    async renew(): Promise<void> {
      const secret = (await asked<SavedJudge>('POST', `${path}/secret`))?.secret;
      if (secret !== undefined) onSecret(secret);
    },
    async test(): Promise<void> {
      const verdict = await asked<ToldVerdict>('POST', `${path}/test`);
      if (!verdict) return;
      const { outcome, tookMs, why } = verdict;
      const words = { verdict: say(VERDICT_WORDS[outcome]), ms: voice.count(tookMs) };
      setDone({ words: why === '' ? say('judgeTested', words) : say('judgeTestFailed', { why }) });
    },
    async turn({ active, fails, mostMs, url }: ToldJudge): Promise<void> {
      const saved = await asked<SavedJudge>('PUT', path, { url, fails, mostMs, active: !active });
      if (saved) setDone({ words: active ? say('judgeOff') : say('saved') });
    },
    async remove(): Promise<void> {
      await asked('DELETE', path);
    },
  };
}

interface JudgeCardProps {
  readonly judge: ToldJudge;
  readonly onChange: () => void;
  readonly onRemove: () => void;
  readonly acts: ReturnType<typeof useActs>;
}

function JudgeCard({ acts, judge, onChange, onRemove }: JudgeCardProps): JSX.Element {
  const { count } = useVoice();
  const say = webhooksPart.useSay();
  const { active, fails, mostMs, url } = judge;
  const failing = `${say('judgeFails')}: ${say(fails === 'open' ? 'judgeOpen' : 'judgeClosed')}`;
  return (
    <div class="card webhook">
      <h3 dir="ltr">
        {hostOf(url)}
        {!active && <span class="tag plain">{say('off')}</span>}
      </h3>
      <p>
        <code dir="ltr">{url}</code>
      </p>
      <p class="quiet-text">{`${say('judgeThinks', { ms: count(mostMs) })} · ${failing}`}</p>
      <HookActs
        {...{ active, onChange, onRemove }}
        onTest={() => void acts.test()}
        onRenew={() => void acts.renew()}
        onTurn={() => void acts.turn(judge)}
      />
    </div>
  );
}
