import type { ImagesPage as ImagesPart, ToldBusyImage } from '@imagechat/protocol/moderation';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Answer, ask } from '../ask.ts';
import { addressOf, follow, go, usePlace } from '../route.ts';
import { useSession } from '../session.ts';
import { useVoice } from '../text/language.ts';
import { type Done, Toast } from '../ui/toast.tsx';
import { Trouble, troubleOf } from '../ui/trouble.tsx';
import { OneImage } from './images/one-image.tsx';
import { PageHead } from './page-head.tsx';
import { Picture, pictureName } from './queue/picture.tsx';

/** How often it is asked who looks, while somebody looks here; in ms. */
const EVERY_MS = 10_000;

/** Where people talk: the images with the latest activity, or the one in the address. */
export function ImagesPage(): JSX.Element {
  const place = usePlace();
  const one = place.startsWith('images/') ? decodeURIComponent(place.slice('images/'.length)) : '';
  const { say } = useVoice();
  const [done, setDone] = useState<Done>();
  const renamed = (to: string): void => {
    setDone({ words: say('imageRenamed') });
    go(`images/${encodeURIComponent(to)}`, true);
  };
  return (
    <>
      {one === '' ? <AllImages /> : <OneImage key={one} urlId={one} onRenamed={renamed} />}
      <Toast done={done} onClose={() => setDone(undefined)} />
    </>
  );
}

type Failed = Extract<Answer<unknown>, { ok: false }>;

function AllImages(): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const { tenant } = useSession();
  const { failed, images, again, more } = useImages(tenant.id);
  return (
    <>
      <PageHead title={say('imagesTitle')} more={say('imagesMore', { site: tenant.name })} />
      <Trouble words={failed && troubleOf(voice, failed)} again={again} />
      {images?.length === 0 && <p class="empty">{say('imagesEmpty')}</p>}
      {images && images.length > 0 && (
        <ul class="images">
          {images.map((each) => (
            <li key={each.urlId}>
              <ImageCard {...each} />
            </li>
          ))}
        </ul>
      )}
      {more && (
        <p class="further">
          <button type="button" onClick={() => void more()}>
            {say('showMore')}
          </button>
        </p>
      )}
    </>
  );
}

function ImageCard({ activeAt, closed, image, open, urlId, viewers }: ToldBusyImage): JSX.Element {
  const { count, moment, say } = useVoice();
  const to = `images/${encodeURIComponent(urlId)}`;
  return (
    <article class="image-card" aria-label={pictureName({ image, urlId })}>
      <Picture image={image} urlId={urlId} spots={[]} />
      <h2 dir="auto">
        <a href={addressOf(to)} onClick={(event) => follow(event, to)}>
          {pictureName({ image, urlId })}
        </a>
      </h2>
      <p class="image-facts">
        <span class={viewers > 0 ? 'tag' : 'quiet-text'}>
          {say('imageViewers', { count: count(viewers) })}
        </span>
        <span class="quiet-text">{say('imageOpen', { count: count(open) })}</span>
        {closed && <span class="tag pending">{say('imageClosed')}</span>}
      </p>
      <p class="quiet-text">{say('imageActive', { when: moment(activeAt) })}</p>
    </article>
  );
}

interface Images {
  readonly images: readonly ToldBusyImage[] | undefined;
  readonly failed: Failed | undefined;
  readonly again: () => Promise<void>;
  /** Undefined at the end. */
  readonly more: (() => Promise<void>) | undefined;
}

/** The images of a site; the first page is asked anew now and then, while the tab is seen and nobody went further. */
function useImages(tenantId: string): Images {
  const [part, setPart] = useState<ImagesPart>();
  const [failed, setFailed] = useState<Failed>();
  const [isFurther, setFurther] = useState(false);
  const path = `/tenants/${tenantId}/images`;
  const again = async (): Promise<void> => {
    const answer = await ask<ImagesPart>('GET', path);
    if (answer.ok) setPart(answer.value);
    setFailed(answer.ok ? undefined : answer);
  };
  useEffect(() => {
    void again();
  }, [path]);
  useEffect(() => {
    if (isFurther) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void again();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [path, isFurther]);
  const next = part?.next ?? undefined;
  const more = async (): Promise<void> => {
    setFurther(true);
    const answer = await ask<ImagesPart>('GET', `${path}?${new URLSearchParams({ before: next ?? '' })}`);
    if (answer.ok) setPart({ ...answer.value, images: [...(part?.images ?? []), ...answer.value.images] });
    setFailed(answer.ok ? undefined : answer);
  };
  return { images: part?.images, failed, again, more: next === undefined ? undefined : more };
}
