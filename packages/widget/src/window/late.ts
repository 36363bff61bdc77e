import type { LiveImage, LiveThread, Submitted } from '@imagechat/client/api';

/**
 * Calls `done` once when what was given up has become part of the conversation after all; returns what stops waiting.
 * `thread` is the conversation that a comment was for.
 */
export function whenArrived(
  live: LiveImage,
  thread: LiveThread | undefined,
  { id, commentId }: Submitted,
  done: () => void,
): () => void {
  let releases: readonly (() => void)[] = [];
  const stop = (): void => {
    for (const release of releases) release();
  };
  const look = (): void => {
    const it = thread
      ? thread.view.comments.find((comment) => comment.id === commentId)
      : live.view.conversations.get(id);
    if (!it || it.pending) return;
    stop();
    done();
  };
  releases = [(thread ?? live).subscribe(look)];
  look();
  return stop;
}
