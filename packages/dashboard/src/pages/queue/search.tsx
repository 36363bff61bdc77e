import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Words } from '../../text/en.ts';
import { useVoice } from '../../text/language.ts';
import { NO_FILTER, type QueueFilter } from './use-queue.ts';

const FIELDS: readonly (readonly [keyof QueueFilter, keyof Words, 'search' | 'date'])[] = [
  ['author', 'searchAuthor', 'search'],
  ['text', 'searchText', 'search'],
  ['image', 'searchImage', 'search'],
  ['from', 'searchFrom', 'date'],
  ['to', 'searchTo', 'date'],
];

/** What one looks for. */
export interface QueueSearchProps {
  readonly filter: QueueFilter;
  readonly onFilter: (filter: QueueFilter) => void;
}

/** Looks for comments by who wrote them, what they say, on which picture and when. */
export function QueueSearch({ filter, onFilter }: QueueSearchProps): JSX.Element {
  const { say } = useVoice();
  const [draft, setDraft] = useState(filter);
  const isEmpty = (it: QueueFilter): boolean => Object.values(it).every((value) => value.trim() === '');
  const search = (event: Event): void => {
    event.preventDefault();
    onFilter(isEmpty(draft) ? NO_FILTER : draft);
  };
  const clear = (): void => {
    setDraft(NO_FILTER);
    onFilter(NO_FILTER);
  };
  return (
    <details class="queue-search" open={filter !== NO_FILTER}>
      <summary>{say('queueSearch')}</summary>
      <search>
        <form onSubmit={search}>
          {FIELDS.map(([name, words, type]) => (
            <label key={name} class="field">
              {say(words)}
              <input
                type={type as 'search'}
                value={draft[name]}
                dir={type === 'search' ? 'auto' : undefined}
                onInput={({ currentTarget }) => setDraft({ ...draft, [name]: currentTarget.value })}
              />
            </label>
          ))}
          <div class="actions">
            <button type="submit" class="primary">
              {say('searchGo')}
            </button>
            <button type="button" disabled={filter === NO_FILTER && isEmpty(draft)} onClick={clear}>
              {say('searchClear')}
            </button>
          </div>
        </form>
      </search>
    </details>
  );
}
