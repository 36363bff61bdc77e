import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Answer, ask } from '../ask.ts';

/** What a page asked for: not there yet, there, or why not; `again` asks anew and keeps showing what there is meanwhile. */
export interface Asking<Value> {
  readonly value: Value | undefined;
  readonly failed: Extract<Answer<Value>, { ok: false }> | undefined;
  readonly again: () => Promise<void>;
}

/** Asks for something when the page opens and whenever the path changes. @param path below `/dashboard/api` */
export function useAsked<Value>(path: string): Asking<Value> {
  const [answer, setAnswer] = useState<{ path: string; value?: Value; failed?: Asking<Value>['failed'] }>();
  const again = useCallback(async () => {
    const answered = await ask<Value>('GET', path);
    setAnswer((before) => {
      if (answered.ok) return { path, value: answered.value };
      return before?.path === path && before.value !== undefined
        ? { path, value: before.value, failed: answered }
        : { path, failed: answered };
    });
  }, [path]);
  useEffect(() => {
    void again();
  }, [again]);
  const mine = answer?.path === path ? answer : undefined;
  return { value: mine?.value, failed: mine?.failed, again };
}
