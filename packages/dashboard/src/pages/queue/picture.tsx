import type { QueueEntry } from '@imagechat/protocol/moderation';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useVoice } from '../../text/language.ts';
import { Icon } from '../../ui/icon.tsx';
import { useOnPicture } from '../../ui/use-on-picture.ts';

const KEY = 'imagechat-picture-hosts';

/** Hosts whose pictures somebody chose to see, while the browser stays open. */
function shownHosts(): readonly string[] {
  return (sessionStorage.getItem(KEY) ?? '').split(' ');
}

/** A picture with spots on it. */
export interface PictureProps {
  readonly urlId: string;
  readonly image: QueueEntry['image'];
  /** Percent of the picture's width and height. */
  readonly spots: readonly { readonly x: number; readonly y: number; readonly count?: number }[];
  /** Each spot glows, the more was said the wider: a map of where people talk. */
  readonly isWarm?: boolean;
  /** Draws on the picture itself, in place of spots, once it is shown; what comes back takes that away. */
  readonly onShown?: (picture: HTMLImageElement) => () => void;
  /** What else is to be said where it cannot be shown. */
  readonly unseen?: string;
}

/** The name of a picture for people. */
export function pictureName({ image, urlId }: Pick<PictureProps, 'image' | 'urlId'>): string {
  return image.title ?? urlId;
}

/**
 * The picture with markers where they are. A picture of somebody else's place is asked for first: who wrote chose its address. Where there is none to be
 * seen, an empty frame still says where on it.
 */
export function Picture({ image, isWarm = false, onShown, spots, unseen, urlId }: PictureProps): JSX.Element {
  const { say } = useVoice();
  const { isOwn, src } = image;
  const host = src === undefined ? '' : (URL.parse(src)?.host ?? '');
  const [isWanted, setWanted] = useState(() => isOwn || shownHosts().includes(host));
  const [failed, setFailed] = useState(false);
  const show = (): void => {
    sessionStorage.setItem(KEY, [...shownHosts(), host].join(' ').trim());
    setWanted(true);
  };
  const marks = (
    <>
      {isWarm && spots.map((spot) => <Glow key={`${spot.x} ${spot.y}`} {...spot} />)}
      {spots.map(({ x, y }) => (
        <i key={`${x} ${y}`} class={isWarm ? 'spot small' : 'spot'} style={{ left: `${x}%`, top: `${y}%` }} />
      ))}
    </>
  );
  if (src !== undefined && isWanted && !failed)
    return (
      <ShownPicture
        src={src}
        alt={pictureName({ image, urlId })}
        onFailed={() => setFailed(true)}
        onShown={onShown}
      >
        {onShown ? null : marks}
      </ShownPicture>
    );
  return (
    <span class="picture unseen-picture">
      <span class="picture-words">
        <Icon name="images" size={24} />
        <span>
          {src === undefined
            ? say('pictureUnknown')
            : failed
              ? say('pictureFailed')
              : say('pictureElsewhere', { host })}
        </span>
        {unseen !== undefined && <span>{unseen}</span>}
        {src !== undefined && !failed && (
          <button type="button" class="small" onClick={show}>
            {say('pictureShow')}
          </button>
        )}
      </span>
      {marks}
    </span>
  );
}

interface ShownProps {
  readonly src: string;
  readonly alt: string;
  readonly onFailed: () => void;
  readonly onShown: PictureProps['onShown'];
  readonly children: ComponentChildren;
}

function ShownPicture({ alt, children, onFailed, onShown, src }: ShownProps): JSX.Element {
  const picture = useOnPicture(onShown);
  return (
    <span class={onShown ? 'picture talking' : 'picture'}>
      <img
        ref={picture}
        src={src}
        alt={alt}
        loading="lazy"
        decoding="async"
        referrerpolicy="no-referrer"
        onError={onFailed}
      />
      {children}
    </span>
  );
}

/** How wide a spot glows, in percent of the picture's width: with the logarithm of how much was said there. */
function Glow({ count = 0, x, y }: PictureProps['spots'][number]): JSX.Element {
  const width = `${8 + 5 * Math.log2(1 + count)}%`;
  return <i class="glow" style={{ left: `${x}%`, top: `${y}%`, width }} />;
}
