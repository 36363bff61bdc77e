import type { FoundPeople, ToldPerson } from '@imagechat/protocol/dashboard-people';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { peoplePart } from '../../text/people/people-part.ts';
import { Field } from '../../ui/field.tsx';
import { type Done, Toast } from '../../ui/toast.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { PageHead } from '../page-head.tsx';
import { BanList } from './ban-list.tsx';
import { BanSheet } from './ban-sheet.tsx';
import { EraseSheet } from './erase-sheet.tsx';
import { PersonRow } from './person-row.tsx';

/** Who is talking, and who may not. */
export function PeoplePage(): JSX.Element {
  return (
    <peoplePart.Spoken>
      <People />
    </peoplePart.Spoken>
  );
}

function People(): JSX.Element {
  const voice = useVoice();
  const say = peoplePart.useSay();
  const { tenant } = useSession();
  const [asked, setAsked] = useState('');
  const { again, failed, value } = useAsked<FoundPeople>(
    `/tenants/${tenant.id}/people?q=${encodeURIComponent(asked)}`,
  );
  const [doing, setDoing] = useState<{ readonly what: 'ban' | 'erase'; readonly person: ToldPerson }>();
  const [done, setDone] = useState<Done>();
  const [bansSeen, setBansSeen] = useState(0);
  const finished = (words: string): void => {
    setDoing(undefined);
    setDone({ words });
    setBansSeen(bansSeen + 1);
    void again();
  };
  return (
    <>
      <PageHead title={say('title')} more={say('more', { site: tenant.name })} />
      <Search onSearch={(text) => (text === asked ? void again() : setAsked(text))} />
      <Trouble words={failed && troubleOf(voice, failed)} again={again} />
      {value && (
        <section aria-labelledby="people">
          <h2 id="people">{say(asked === '' ? 'latest' : 'people')}</h2>
          {value.people.length === 0 ? (
            <p class="empty">{say(asked === '' ? 'noneYet' : 'none')}</p>
          ) : (
            <ul class="rows">
              {value.people.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  onBan={() => setDoing({ what: 'ban', person })}
                  onErase={() => setDoing({ what: 'erase', person })}
                />
              ))}
            </ul>
          )}
          {value.more && <p class="quiet-text">{say('some')}</p>}
        </section>
      )}
      <BanList key={bansSeen} onDone={setDone} />
      {doing?.what === 'ban' && (
        <BanSheet person={doing.person} onDone={finished} onClose={() => setDoing(undefined)} />
      )}
      {doing?.what === 'erase' && (
        <EraseSheet person={doing.person} onDone={finished} onClose={() => setDoing(undefined)} />
      )}
      <Toast done={done} onClose={() => setDone(undefined)} />
    </>
  );
}

function Search({ onSearch }: { readonly onSearch: (text: string) => void }): JSX.Element {
  const say = peoplePart.useSay();
  const [typed, setTyped] = useState('');
  const search = (event: Event): void => {
    event.preventDefault();
    onSearch(typed.trim());
  };
  return (
    <form class="one-line" onSubmit={search}>
      <Field
        label={say('search')}
        type="search"
        dir="auto"
        autocomplete="off"
        value={typed}
        onValue={setTyped}
      />
      <button type="submit">{say('find')}</button>
    </form>
  );
}
