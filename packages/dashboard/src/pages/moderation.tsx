import {
  MOST_COUNTED,
  QUEUE_VIEWS,
  type QueueEntry,
  type QueuePage,
  type QueueView,
} from '@imagechat/protocol/moderation';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usePlace } from '../route.ts';
import { useSession } from '../session.ts';
import type { Words } from '../text/en.ts';
import { useVoice } from '../text/language.ts';
import { Tabs } from '../ui/tabs.tsx';
import { Trouble, troubleOf } from '../ui/trouble.tsx';
import { PageHead } from './page-head.tsx';
import { BanSheet } from './queue/ban-sheet.tsx';
import { Bulk, DoneBar } from './queue/bulk.tsx';
import { Entry } from './queue/entry.tsx';
import { KeysSheet } from './queue/keys-sheet.tsx';
import { QueueSearch } from './queue/search.tsx';
import { type Acts, useActs } from './queue/use-acts.ts';
import { useKeys } from './queue/use-keys.ts';
import { listKeys, useList } from './queue/use-list.ts';
import { NO_FILTER, type Queue, useQueue } from './queue/use-queue.ts';

const VIEWS: Readonly<Record<QueueView, { readonly name: keyof Words; readonly empty: keyof Words }>> = {
  pending: { name: 'viewPending', empty: 'emptyPending' },
  flagged: { name: 'viewFlagged', empty: 'emptyFlagged' },
  spam: { name: 'viewSpam', empty: 'emptySpam' },
  hidden: { name: 'viewHidden', empty: 'emptyHidden' },
  all: { name: 'viewAll', empty: 'emptyAll' },
};

/** What needs a moderator: comments that wait, with their spot of the picture, and everything else to be looked through. */
export function ModerationPage(): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const { tenant } = useSession();
  const [, at = 'pending', image = ''] = usePlace().split('/');
  const view = QUEUE_VIEWS.find((each) => each === at) ?? 'pending';
  const [filter, setFilter] = useState(() =>
    image === '' ? NO_FILTER : { ...NO_FILTER, image: decodeURIComponent(image) },
  );
  const [explaining, setExplaining] = useState(false);
  const queue = useQueue(tenant.id, view, filter);
  const acts = useActs(tenant.id, queue.again);
  const { failed } = queue;
  return (
    <>
      <PageHead title={say('queueTitle')} more={say('queueMore', { site: tenant.name })}>
        <button type="button" class="keys-button" onClick={() => setExplaining(true)}>
          <kbd>?</kbd> {say('keysTitle')}
        </button>
      </PageHead>
      <Views view={view} counts={queue.page?.counts} />
      <QueueSearch filter={filter} onFilter={setFilter} />
      <Trouble
        words={failed ? troubleOf(voice, failed) : acts.trouble}
        again={failed ? queue.again : undefined}
      />
      {queue.page ? (
        <Entries
          key={view}
          queue={queue}
          page={queue.page}
          acts={acts}
          empty={filter === NO_FILTER ? VIEWS[view].empty : 'emptySearch'}
          onExplain={() => setExplaining(true)}
        />
      ) : (
        !failed && <p class="quiet-text">{say('loading')}</p>
      )}
      <DoneBar done={acts.done} onClose={acts.forget} />
      {explaining && <KeysSheet onClose={() => setExplaining(false)} />}
    </>
  );
}

interface ViewsProps {
  readonly view: QueueView;
  readonly counts: QueuePage['counts'] | undefined;
}

function Views({ counts, view }: ViewsProps): JSX.Element {
  const { say } = useVoice();
  const number = (each: QueueView): string => {
    const value = each === 'all' ? 0 : (counts?.[each] ?? 0);
    return value === 0 ? '' : value < MOST_COUNTED ? String(value) : `${MOST_COUNTED - 1}+`;
  };
  const tabs = QUEUE_VIEWS.map((each) => ({
    at: `moderation/${each}`,
    name: say(VIEWS[each].name),
    number: number(each),
  }));
  return <Tabs label={say('queueViews')} tabs={tabs} current={`moderation/${view}`} />;
}

interface FurtherProps {
  readonly queue: Queue;
  readonly hasEntries: boolean;
  /** How far back it was looked. */
  readonly day: string;
}

/** The way on: a button, or how far a search that goes on by itself has come. */
function Further({ day, hasEntries, queue }: FurtherProps): JSX.Element {
  const { say } = useVoice();
  return (
    <p class="further" aria-busy={queue.isSeeking}>
      <span role="status">
        {queue.isSeeking ? say('searchSeeking', { day }) : !hasEntries && say('searchOn', { day })}
      </span>
      {queue.isSeeking ? (
        <button type="button" onClick={queue.stop}>
          {say('searchStop')}
        </button>
      ) : (
        <button type="button" onClick={() => void queue.more()}>
          {say(hasEntries ? 'showMore' : 'searchFurther')}
        </button>
      )}
    </p>
  );
}

interface EntriesProps {
  readonly queue: Queue;
  readonly page: QueuePage;
  readonly acts: Acts;
  readonly empty: keyof Words;
  readonly onExplain: () => void;
}

function Entries({ acts, empty, onExplain, page, queue }: EntriesProps): JSX.Element {
  const { day, say } = useVoice();
  const { entries, next } = page;
  const dayOf = (place: string): string => day(Number(place.split('-')[0]));
  const list = useList(entries, acts);
  const [banning, setBanning] = useState<QueueEntry>();
  useKeys({
    ...listKeys(list),
    b: () => setBanning(list.current),
    u: () => void acts.done?.undo?.(),
    '?': onExplain,
  });
  return (
    <>
      {entries.length === 0 && next === null && <p class="empty">{say(empty)}</p>}
      {entries.length > 1 && (
        <p class="queue-tools">
          <label class="check">
            <input
              type="checkbox"
              checked={list.selected.length === entries.length}
              onChange={list.toggleAll}
            />
            <span>{say('selectAll')}</span>
          </label>
        </p>
      )}
      {entries.length > 0 && (
        <ul class="queue">
          {entries.map((entry) => (
            <li key={entry.comment.id}>
              <Entry {...list.of(entry)} onBan={() => setBanning(entry)} />
            </li>
          ))}
        </ul>
      )}
      {next !== null && <Further queue={queue} hasEntries={entries.length > 0} day={dayOf(next)} />}
      {list.selected.length > 0 && (
        <Bulk
          selected={list.selected.length}
          onAct={(act) => list.act(act, list.selected)}
          onNone={list.none}
        />
      )}
      {banning && (
        <BanSheet
          name={banning.comment.name}
          onBan={(choice) => {
            setBanning(undefined);
            void acts.ban(banning, choice);
          }}
          onClose={() => setBanning(undefined)}
        />
      )}
    </>
  );
}
