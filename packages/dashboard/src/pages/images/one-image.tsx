import type { ImageSpots, Spot } from '@imagechat/protocol/moderation';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { addressOf, follow } from '../../route.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { PageHead } from '../page-head.tsx';
import { Picture, pictureName } from '../queue/picture.tsx';
import { RenameSheet } from './rename-sheet.tsx';
import { useTalk } from './use-talk.ts';

/** How often it is asked what changed, in ms. */
const EVERY_MS = 10_000;

/** Which image, and what is to happen when it has another name. */
export interface OneImageProps {
  readonly urlId: string;
  readonly onRenamed: (to: string) => void;
}

/** One image: where people talk on it, and whether they may go on. */
export function OneImage({ onRenamed, urlId }: OneImageProps): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const { tenant } = useSession();
  const query = new URLSearchParams({ urlId });
  const { again, failed, value } = useAsked<ImageSpots>(`/tenants/${tenant.id}/images/spots?${query}`);
  const [trouble, setTrouble] = useState<string>();
  const [renaming, setRenaming] = useState(false);
  const close = async (closed: boolean): Promise<void> => {
    const answer = await ask('PUT', `/tenants/${tenant.id}/images/closed`, { urlId, closed });
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
    await again();
  };
  const words = failed?.code === 'not-found' ? say('imageGone') : failed && troubleOf(voice, failed);
  return (
    <>
      <p class="above">
        <a href={addressOf('images')} onClick={(event) => follow(event, 'images')}>
          {say('imageBack')}
        </a>
      </p>
      <PageHead
        title={value ? pictureName(value) : urlId}
        more={value?.closed ? say('imageClosedMore') : say('imageTalkMore')}
      >
        {value && tenant.role !== 'moderator' && (
          <button type="button" onClick={() => setRenaming(true)}>
            {say('imageRename')}
          </button>
        )}
        {value && (
          <button type="button" onClick={() => void close(!value.closed)}>
            {say(value.closed ? 'imageReopen' : 'imageClose')}
          </button>
        )}
      </PageHead>
      <Trouble words={words ?? trouble} again={failed ? again : undefined} />
      {value && <Talk {...value} again={again} />}
      {renaming && (
        <RenameSheet
          urlId={urlId}
          onClose={() => setRenaming(false)}
          onRenamed={(to) => {
            setRenaming(false);
            onRenamed(to);
          }}
        />
      )}
    </>
  );
}

const VIEWS: readonly (readonly [View, name: 'imageTalk' | 'imageHeat'])[] = [
  ['talk', 'imageTalk'],
  ['heat', 'imageHeat'],
];

/** What is drawn on the picture: the talk itself, or how much of it is where. */
type View = 'talk' | 'heat';

function Talk(image: ImageSpots & { readonly again: () => Promise<void> }): JSX.Element {
  const { all, open, spots, urlId, viewers } = image;
  const { count, say } = useVoice();
  const { tenant } = useSession();
  const [view, setView] = useState<View>('talk');
  const talk = useTalk(tenant.id, urlId, () => void image.again());
  useNowAndThen(image.again);
  const newest = spots.toReversed();
  const comments = `moderation/all/${encodeURIComponent(urlId)}`;
  return (
    <>
      <p class="image-facts">
        <span class="tag">{say('imageViewers', { count: count(viewers) })}</span>
        <span class="quiet-text">{say('imageOpen', { count: count(open) })}</span>
        <a href={addressOf(comments)} onClick={(event) => follow(event, comments)}>
          {say('imageComments')}
        </a>
        {all > spots.length && (
          <span class="quiet-text">
            {say('imageSpotsSome', { count: count(spots.length), all: count(all) })}
          </span>
        )}
      </p>
      <div class="one-image">
        <div class="image-stage">
          <fieldset class="switch" aria-label={say('imageView')}>
            {VIEWS.map(([each, name]) => (
              <button key={each} type="button" aria-pressed={each === view} onClick={() => setView(each)}>
                {say(name)}
              </button>
            ))}
          </fieldset>
          <Trouble words={view === 'talk' && talk.failed ? say('imageTalkFailed') : undefined} />
          <Picture
            image={image.image}
            urlId={urlId}
            spots={spots}
            isWarm={view === 'heat' || talk.failed}
            {...(view === 'talk' && !talk.failed
              ? { onShown: talk.start, unseen: say('imageTalkElsewhere') }
              : {})}
          />
          {view === 'heat' && <p class="quiet-text">{say('imageSpotsMore')}</p>}
        </div>
        <section aria-labelledby="spots">
          <h2 id="spots">{say('imageSpots')}</h2>
          {newest.length === 0 ? (
            <p class="empty">{say('imageNoSpots')}</p>
          ) : (
            <ol class="rows spots">
              {newest.map((spot) => (
                <SpotRow key={spot.id} {...spot} />
              ))}
            </ol>
          )}
        </section>
      </div>
    </>
  );
}

/** Who looks and what was resolved is asked now and then, while somebody looks here. */
function useNowAndThen(again: () => Promise<void>): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void again();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [again]);
}

function SpotRow({ count: comments, line, name, resolved, x, y }: Spot): JSX.Element {
  const { count, say } = useVoice();
  return (
    <li>
      <span class="grow">
        <strong dir="auto">{name}</strong>
        {resolved && <span class="tag">{say('statusResolved')}</span>}
        <span class="quiet-text" dir="auto">
          {line}
        </span>
      </span>
      <span class="aside">
        {say('imageReplies', { count: count(comments) })}
        <span class="quiet-text" dir="ltr">
          {Math.round(x)} % · {Math.round(y)} %
        </span>
      </span>
    </li>
  );
}
