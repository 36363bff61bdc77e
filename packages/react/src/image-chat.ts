import { type ImageChatConfig, type ImageChatHandle, ImageChat as startImageChat } from '@imagechat/widget';
import { type ReactElement, type ReactNode, type RefObject, createElement, useEffect, useRef } from 'react';

/** Every option of the widget, and the image it is about among the children. */
export interface ImageChatProps extends ImageChatConfig {
  readonly children: ReactNode;
}

/**
 * Starts the widget on an image, or an element with one inside, when it is mounted, keeps it in line with the options, and takes it away
 * when the component goes. Does nothing on a server. Options that are left out the next time have their default again.
 */
export function useImageChat(target: RefObject<Element | null>, config: ImageChatConfig): void {
  const handle = useRef<ImageChatHandle | undefined>(undefined);
  useEffect(() => {
    const before = handle.current;
    // The same image has the same handle, with the options as they are now.
    handle.current = startImageChat(target.current, config);
    if (before !== handle.current) before?.destroy();
  });
  useEffect(
    () => () => {
      handle.current?.destroy();
      handle.current = undefined;
    },
    [],
  );
}

/** `<ImageChat tenantId="…"><img … /></ImageChat>`: conversations on the image inside. Adds an element, but no box, around it. */
export function ImageChat({ children, ...config }: ImageChatProps): ReactElement {
  const around = useRef<HTMLSpanElement>(null);
  useImageChat(around, config);
  return createElement('span', { ref: around, style: { display: 'contents' } }, children);
}
