import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useVoice } from '../text/language.ts';
import { Icon } from './icon.tsx';

/** Something to be copied as it is: a snippet, a link, a command. Always from left to right. */
export function Code({ text }: { readonly text: string }): JSX.Element {
  const { say } = useVoice();
  const [copied, setCopied] = useState(false);
  const copy = async () => setCopied(await copyText(text));
  return (
    <div class="code" dir="ltr">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there */}
      <pre tabIndex={0}>{text}</pre>
      <button type="button" class="small" onClick={copy}>
        <Icon name={copied ? 'check' : 'copy'} size={16} />
        <span aria-live="polite">{say(copied ? 'copied' : 'copy')}</span>
      </button>
    </div>
  );
}

/** Pages over plain http are not given the clipboard; there the text is selected, which is one press away. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
