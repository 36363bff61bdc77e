import { type Read, batch, onEnd, signal } from './signals.ts';

/** Something that tells when it changed. */
export interface Outside {
  subscribe(listener: () => void): () => void;
}

/** Makes signals of what is read from outside; all of them look again, at once, whenever it tells. */
export function fromOutside(outside: Outside): <T>(read: () => T) => Read<T> {
  const looks: (() => void)[] = [];
  onEnd(
    outside.subscribe(() =>
      batch(() => {
        for (const look of looks) look();
      }),
    ),
  );
  return (read) => {
    const value = signal(read());
    looks.push(() => value.set(read()));
    return value;
  };
}
