/** The marker an event happened on. */
export function markerOf({ target }: Event): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>('.marker') ?? undefined) : undefined;
}
