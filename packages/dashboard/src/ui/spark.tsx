import type { JSX } from 'preact';

/** A row of small bars without figures; what it shows is said beside it. */
export function Spark({ values }: { readonly values: readonly number[] }): JSX.Element {
  const most = Math.max(1, ...values);
  const bars = values.map((value, at) => {
    const height = value === 0 ? 1 : Math.max(2, (value / most) * 32);
    return `M${at * 3} 34v-${height.toFixed(1)}`;
  });
  return (
    <svg class="spark" aria-hidden="true" viewBox={`-1 0 ${values.length * 3} 34`} preserveAspectRatio="none">
      <path d={bars.join('')} stroke="currentColor" stroke-width="2" fill="none" />
    </svg>
  );
}
