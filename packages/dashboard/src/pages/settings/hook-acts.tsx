import type { JSX } from 'preact';
import { webhooksPart } from '../../text/webhooks/webhooks-part.ts';

/** What can be done with a program of one's own that is told or asked. */
export interface HookActsProps {
  readonly active: boolean;
  readonly onTest: () => void;
  readonly onChange: () => void;
  readonly onRenew: () => void;
  readonly onTurn: () => void;
  readonly onRemove: () => void;
}

/** The same five buttons for a webhook and for the judge. */
export function HookActs(props: HookActsProps): JSX.Element {
  const { active, onChange, onRemove, onRenew, onTest, onTurn } = props;
  const say = webhooksPart.useSay();
  const acts = [
    ['test', onTest],
    ['edit', onChange],
    ['renew', onRenew],
    [active ? 'turnOff' : 'turnOn', onTurn],
    ['remove', onRemove],
  ] as const;
  return (
    <div class="actions">
      {acts.map(([words, act]) => (
        <button
          key={words}
          type="button"
          class={words === 'remove' ? 'small bad-quiet' : 'small'}
          onClick={act}
        >
          {say(words)}
        </button>
      ))}
    </div>
  );
}
