import type { ComponentChildren, JSX } from 'preact';

/** Where a table is, which may be wider than the page; then it scrolls, by keyboard too. */
export function TablePlace({
  children,
  label,
}: {
  readonly children: ComponentChildren;
  readonly label: string;
}): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there
    <section class="table-place" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
